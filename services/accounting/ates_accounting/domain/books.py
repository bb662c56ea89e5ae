"""The terms of the books: bounds, roles, accounts, kinds of transfers, and what is refused."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from ates_chassis.shared.errors import ConflictError, NotFoundError

FEE_MIN, FEE_MAX = 1_000, 2_000
REWARD_MIN, REWARD_MAX = 2_000, 4_000
CORRECTION_MAX = 100_000_000
CORRECTION_LIMIT = 50_000
REASON_MAX = 300

LEDGER_ROLES = frozenset({"administrator", "accountant"})

COMPANY = UUID(int=1)
"""The company's account. Its balance is derived from the transfers, never stored: every posting would wait for it."""

PAYOUTS = UUID(int=2)
"""Money that was taken from workers' accounts to be paid out. It is settled by payments, or comes back."""

Kind = Literal["fee", "reward", "payout", "payout-returned", "correction"]
REVERSIBLE = frozenset({"fee", "reward", "correction"})


@dataclass(frozen=True, slots=True)
class Books:
    """The currency, the time zone of business days, and what one person may correct alone per day, in minor units."""

    currency: str
    zone: str
    correction_limit: int = CORRECTION_LIMIT


class NoSuchUserError(NotFoundError):
    code = "no-such-user"


class NoSuchTransferError(NotFoundError):
    code = "no-such-transfer"


class NoSuchPriceError(NotFoundError):
    code = "no-such-price"


class NotReversibleError(ConflictError):
    code = "not-reversible"


class AlreadyReversedError(ConflictError):
    code = "already-reversed"
