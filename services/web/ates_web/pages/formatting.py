"""How pages say money, times and kinds of things, in the language of the visit."""

import re
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal

from ates_chassis.shared.business_day import day_of
from ates_chassis.shared.currencies import decimal, digits_of
from ates_chassis.shared.money import Money
from ates_web.pages.language import later, spoken

MINUS = "\N{MINUS SIGN}"
_DAY = "d MMM y"
_MOMENT = "d MMM y, HH:mm"
_REMEMBERED = 4_096
_DECIMALS = re.compile(r"\.0+")
_LETTERS_DIGITS = re.compile(r"([A-Z])(\d)")

KINDS = {
    "fee": later("Fee"),
    "reward": later("Reward"),
    "payout": later("Payout"),
    "payout-returned": later("Payout returned"),
    "correction": later("Correction"),
}
PAYOUT_STATES = {
    "due": later("Due"),
    "sent": later("On its way"),
    "settled": later("Settled"),
    "failed": later("Failed"),
}
FILE_STATES = {
    "made": later("Ready"),
    "handed-over": later("Downloaded"),
    "withdrawn": later("Withdrawn"),
}
PENDING_STATES = {
    "waiting": later("Waiting"),
    "approved": later("Approved"),
    "refused": later("Refused"),
    "withdrawn": later("Withdrawn by its requester"),
    "expired": later("Expired"),
    "superseded": later("Superseded"),
}
MAIL_STATES = {
    "due": later("To be sent"),
    "sent": later("Sent"),
    "undelivered": later("Undelivered"),
}
# Lower case: a badge has other words than a tab or a column.
STATUSES = {"open": later("open"), "done": later("done")}
EVENTS = {
    "create": later("Created"),
    "assign": later("Assigned"),
    "complete": later("Completed"),
    "other": later("Changed"),
}
ROLES = {
    "administrator": later("Administrator"),
    "manager": later("Manager"),
    "boss": later("Boss"),
    "accountant": later("Accountant"),
    "developer": later("Developer"),
    "other": later("Other"),
    "internalservice": later("Internal service"),
}
SERVICES = {
    "auth": later("Sign-in and people"),
    "tasks": later("Tasks"),
    "accounting": later("Accounts"),
    "payments": later("Payments"),
    "analytics": later("Analytics"),
    "notifications": later("Notices"),
}


@lru_cache(_REMEMBERED)
def _currency(amount: int, currency: str, locale: Locale) -> str:
    # CLDR's own number of decimal places is another for some currencies: `currencies` says why that must not count.
    pattern = _DECIMALS.sub(
        _places(digits_of(currency)), locale.currency_formats["standard"].pattern
    )
    written = format_currency(
        decimal(amount, currency), currency, pattern, locale=locale, currency_digits=False
    ).replace("-", MINUS)
    # CLDR wants a space between letters and digits, which the library does not add.
    return _LETTERS_DIGITS.sub("\\1\N{NO-BREAK SPACE}\\2", written)


@lru_cache(_REMEMBERED)
def _date(value: date, pattern: str, locale: Locale) -> str:
    return format_date(value, pattern, locale=locale)


@lru_cache(_REMEMBERED)
def _moment(local: datetime, locale: Locale) -> str:
    return format_datetime(local, _MOMENT, locale=locale)


def number(money: Money) -> str:
    """The amount without sign and currency, as a person would type it."""
    pattern = "#,##0" + _places(digits_of(money.currency))
    amount = abs(decimal(money.amount, money.currency))
    return format_decimal(amount, pattern, locale=spoken().locale)


def _places(digits: int) -> str:
    return "." + "0" * digits if digits else ""


def money(value: Money) -> str:
    """`$12.50`, `−$12.50`, `12,50 $`."""
    return _currency(value.amount, value.currency, spoken().locale)


def signed(value: Money) -> str:
    """Like `money`, with a plus where something came in."""
    return f"+{money(value)}" if value.amount > 0 else money(value)


def tone(value: Money) -> str:
    """The class of an amount: what came in, what went out, nothing."""
    if value.amount == 0:
        return "zero"
    return "in" if value.amount > 0 else "out"


def day(value: date) -> str:
    return _date(value, _DAY, spoken().locale)


def weekday(value: date) -> str:
    return _date(value, "ccc", spoken().locale)


class CompanyClock:
    """Times in the company's time zone."""

    def __init__(self, zone: str) -> None:
        self.zone = ZoneInfo(zone)
        self.name = zone

    def local(self, moment: datetime) -> str:
        at = moment.astimezone(self.zone).replace(second=0, microsecond=0, tzinfo=None)
        return _moment(at, spoken().locale)

    def exact(self, moment: datetime) -> str:
        return f"{moment.astimezone(self.zone):%Y-%m-%d %H:%M:%S} {self.name}"

    def today(self) -> date:
        return day_of(datetime.now(UTC), self.name)


def initials(name: str) -> str:
    parts = [word for word in name.split() if word[0].isalnum()]
    return "".join(
        word[0] for word in (parts[:1] + parts[-1:] if len(parts) > 1 else parts)
    ).upper()
