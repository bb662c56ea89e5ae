"""What people read of the ledger: where they stand, over which period, and what the company earned."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from ates_accounting.domain.terms import PERIOD_DAYS_MAX
from ates_chassis.shared.errors import InvalidError
from ates_chassis.shared.reasons import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Where an employee stands: all of it, and what today brought; in cents."""

    user_id: UUID
    balance: int
    earned_today: int
    business_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Business days, both inclusive. Raises InvalidError where it is upside down or longer than a year."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise InvalidError(Reason.of("dates-swapped"), field="to")
        if self.last - self.first >= timedelta(days=PERIOD_DAYS_MAX):
            raise InvalidError(Reason.of("too-many-days", max=PERIOD_DAYS_MAX), field="to")


def period(first: date | None, last: date | None, *, today: date, days: int) -> Period:
    """The period asked for; an open end is filled to the last `days` days."""
    span = timedelta(days=days - 1)
    if last is None:
        last = today if first is None else max(today, first)
    if first is None:
        first = last - span if last > date.min + span else date.min
    return Period(first=first, last=last)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayIncome:
    """What the company took and gave on a business day; in cents. Payouts and corrections are no income."""

    business_day: date
    fees: int
    rewards: int

    @property
    def income(self) -> int:
        """−(Σ rewards + Σ fees as signed amounts to employees) = fees taken − rewards given."""
        return self.fees - self.rewards


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountDay:
    """What a business day did to an employee's account, and the balance at its end; in cents, signed as the employee sees it.

    `payouts` has what was paid out and what came back.
    """

    business_day: date
    fees: int
    rewards: int
    corrections: int
    payouts: int
    balance: int
