"""How pages say money, times and kinds of things."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from ates_web.clients.models import Money

MINUS = "\N{MINUS SIGN}"
_SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}
# ISO 4217 gives these no minor unit.
_WITHOUT_CENTS = frozenset({"JPY", "KRW", "CLP", "ISK", "VND", "XAF", "XOF", "XPF", "UGX"})

KINDS = {
    "fee": "Fee",
    "reward": "Reward",
    "payout": "Payout",
    "payout-returned": "Payout returned",
    "correction": "Correction",
}
PAYOUT_STATES = {"due": "Due", "sent": "On its way", "settled": "Settled", "failed": "Failed"}
MAIL_STATES = {"due": "To be sent", "sent": "Sent", "undelivered": "Undelivered"}
STATUSES = {"open": "Open", "done": "Done"}
EVENTS = {"create": "Created", "assign": "Assigned", "complete": "Completed", "other": "Changed"}
ROLES = {
    "administrator": "Administrator",
    "manager": "Manager",
    "boss": "Boss",
    "accountant": "Accountant",
    "developer": "Developer",
    "other": "Other",
    "internalservice": "Internal service",
}
SERVICES = {
    "auth": "Sign-in and people",
    "tasks": "Tasks",
    "accounting": "Accounts",
    "payments": "Payments",
    "analytics": "Analytics",
}


def digits_of(currency: str) -> int:
    return 0 if currency in _WITHOUT_CENTS else 2


def number(money: Money) -> str:
    """The amount without sign and currency, as a person would type it."""
    digits = digits_of(money.currency)
    if digits == 0:
        return f"{abs(money.amount):,}"
    units, cents = divmod(abs(money.amount), 100)
    return f"{units:,}.{cents:02d}"


def money(value: Money) -> str:
    """`$12.50`, `−$12.50`, `12.50 CHF`."""
    sign = MINUS if value.amount < 0 else ""
    symbol = _SYMBOLS.get(value.currency)
    if symbol is None:
        return f"{sign}{number(value)}\N{NO-BREAK SPACE}{value.currency}"
    return f"{sign}{symbol}{number(value)}"


def signed(value: Money) -> str:
    """Like `money`, with a plus where something came in."""
    return f"+{money(value)}" if value.amount > 0 else money(value)


def tone(value: Money) -> str:
    """The class of an amount: what came in, what went out, nothing."""
    if value.amount == 0:
        return "zero"
    return "in" if value.amount > 0 else "out"


def day(value: date) -> str:
    return f"{value.day} {value:%b %Y}"


def weekday(value: date) -> str:
    return f"{value:%a}"


class Clock:
    """Times in the company's time zone."""

    def __init__(self, zone: str) -> None:
        self.zone = ZoneInfo(zone)
        self.name = zone

    def local(self, moment: datetime) -> str:
        at = moment.astimezone(self.zone)
        return f"{at.day} {at:%b %Y, %H:%M}"

    def exact(self, moment: datetime) -> str:
        return f"{moment.astimezone(self.zone):%Y-%m-%d %H:%M:%S} {self.name}"

    def today(self) -> date:
        return datetime.now(self.zone).date()


def initials(name: str) -> str:
    words = [word for word in name.split() if word[0].isalnum()]
    return "".join(
        word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)
    ).upper()


def plural(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"
