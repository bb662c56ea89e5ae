"""What people read of the ledger: where they stand, over which period, and what the company earned."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Where an employee stands: all of it, and what today brought; in cents."""

    user_id: UUID
    balance: int
    earned_today: int
    business_day: date


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
