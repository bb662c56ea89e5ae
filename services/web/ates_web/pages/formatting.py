"""How pages say money, times and kinds of things, in the language of the visit."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal, get_currency_precision

from ates_chassis.shared.business_day import day_of
from ates_web.clients.models import Money
from ates_web.pages.language import later, spoken

MINUS = "\N{MINUS SIGN}"
_DAY = "d MMM y"
_MOMENT = "d MMM y, HH:mm"
_REMEMBERED = 4_096
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
}


def digits_of(currency: str) -> int:
    """How many decimal places the currency has (ISO 4217, as CLDR has it)."""
    return get_currency_precision(currency)


def exact_amount(money: Money) -> Decimal:
    """Whole minor units as an exact amount of the currency."""
    return Decimal(money.amount).scaleb(-digits_of(money.currency))


@lru_cache(_REMEMBERED)
def _currency(amount: int, currency: str, locale: Locale) -> str:
    value = exact_amount(Money(amount=amount, currency=currency))
    written = format_currency(value, currency, locale=locale).replace("-", MINUS)
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
    digits = digits_of(money.currency)
    pattern = "#,##0." + "0" * digits if digits else "#,##0"
    return format_decimal(abs(exact_amount(money)), pattern, locale=spoken().locale)


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
