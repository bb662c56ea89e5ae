"""Closing a business day: when it may be closed, what its payouts are called, and how money comes back."""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Literal
from uuid import UUID

from ates_accounting.domain.books import PAYOUTS
from ates_accounting.domain.ledger import Posting, Transfer
from ates_chassis.shared.errors import ConflictError, NotFoundError, OwnAccountError
from ates_chassis.shared.reasons import Reason

CHUNK_ACCOUNTS_MAX = 10_000
"""Accounts that one transaction of a close looks at."""

CLOSER_ROLES = frozenset({"administrator", "internalservice"})
EARLY_CLOSER_ROLES = frozenset({"administrator"})

DayState = Literal["open", "closing", "closed"]


class NoSuchDayError(NotFoundError):
    code = "no-such-day"


class DayNotOverError(ConflictError):
    code = "day-not-over"


class EarlierDayOpenError(ConflictError):
    code = "earlier-day-open"


class EarlierDayNotClosedError(ConflictError):
    code = "earlier-day-not-closed"


class NoSuchPayoutError(NotFoundError):
    code = "no-such-payout"


class NotReturnedError(ConflictError):
    code = "payout-not-returned"


class RetriedAlreadyError(ConflictError):
    code = "payout-retried-already"


class FollowedAlreadyError(ConflictError):
    code = "payout-followed"


class BalanceTooLowError(ConflictError):
    code = "balance-too-low"


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessDay:
    """A calendar day in the company's time zone with its bounds as instants, and how far its close has come.

    `payouts` and `amount` (cents) count what was paid so far; `paid_up_to` is the last account looked at.
    """

    day: date
    opens_at: datetime
    closes_at: datetime
    state: DayState
    paid_up_to: UUID | None
    payouts: int
    amount: int

    def check_may_close(self, *, now: datetime, early: bool) -> None:
        """Raises DayNotOverError for a day that has not begun, or is still running and is not closed `early` on purpose."""
        if now < self.opens_at:
            raise DayNotOverError(
                Reason.of("day-not-begun", day=str(self.day)), field="business_day"
            )
        if now < self.closes_at and not early:
            raise DayNotOverError(Reason.of("day-running", day=str(self.day)), field="business_day")


def retried_payout_id(payout_id: UUID) -> UUID:
    """The id of the payout that follows a returned one; UUIDv8 of RFC 9562 over SHA-256, as `payout_id()` in SQL."""
    digest = bytearray(sha256(f"retry/{payout_id}".encode()).digest()[:16])
    digest[6] = digest[6] & 0x0F | 0x80
    digest[8] = digest[8] & 0x3F | 0x80
    return UUID(bytes=bytes(digest))


def returned(payout: Transfer, *, now: datetime, traceparent: str | None) -> Posting:
    """The money of a failed payment goes back to the employee. Why is no part of the ledger: it may name the person."""
    return Posting(
        source_id=payout.source_id,
        kind="payout-returned",
        user_id=payout.user_id,
        delta=-payout.delta,
        occurred_at=now,
        description="payout came back",
        traceparent=traceparent,
        counterpart=PAYOUTS,
    )


def check_may_retry(payout: Transfer, *, by: UUID) -> None:
    """Raises OwnAccountError."""
    if payout.user_id == by:
        raise OwnAccountError("somebody else must pay your own payout again")


def retried(
    payout: Transfer, *, balance: int, now: datetime, by: UUID, traceparent: str | None
) -> Posting:
    """A returned payout is paid again from the balance. Raises BalanceTooLowError where less is left by now."""
    if balance < -payout.delta:
        raise BalanceTooLowError(
            "the worker's balance is lower than the payout by now; the next close pays what is left"
        )
    return Posting(
        source_id=retried_payout_id(payout.source_id),
        kind="payout",
        user_id=payout.user_id,
        delta=payout.delta,
        occurred_at=now,
        description=f"payout of {payout.business_day}, again",
        actor_id=by,
        traceparent=traceparent,
        counterpart=PAYOUTS,
    )
