"""Days on which a bank pays, by the calendars of the library `holidays` (docs/decisions/0009-bank-file.md)."""

from datetime import date, datetime, timedelta
from functools import lru_cache

import holidays
from holidays import HolidayBase

from ates_chassis.shared.business_day import day_of

# A currency is settled where its central bank's payment system is open, whichever bank one has.
_PAYMENT_SYSTEMS = {"EUR": "XECB", "USD": "XFED"}
# Where the capital's bank days are those of one part of the country.
_PARTS = {"GB": "ENG"}
_SATURDAY = 5
# Longer than any row of days on which banks are closed.
_SEARCH_DAYS_MAX = 30


@lru_cache(64)
def _calendar(currency: str, country: str) -> HolidayBase | None:
    """Of the payment system of the currency, or of the country of the company's bank; None where neither is known."""
    if market := _PAYMENT_SYSTEMS.get(currency):
        return holidays.financial_holidays(market)
    try:
        return holidays.country_holidays(country, subdiv=_PARTS.get(country))
    except NotImplementedError:  # raised by `holidays` for a country that it does not know
        return None


def is_bank_day(day: date, *, currency: str, country: str) -> bool:
    calendar = _calendar(currency, country)
    if calendar is None:
        return day.weekday() < _SATURDAY
    return calendar.is_working_day(day)


def execution_date(now: datetime, *, zone: str, currency: str, country: str) -> date:
    """The company's date at `now`, or the next bank day after it."""
    today = day_of(now, zone)
    days = (today + timedelta(days=ahead) for ahead in range(_SEARCH_DAYS_MAX))
    return next(
        (day for day in days if is_bank_day(day, currency=currency, country=country)), today
    )
