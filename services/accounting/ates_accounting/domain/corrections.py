"""Who may be corrected by whom, how much one person may post alone, and how a second person decides on the rest."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from ates_accounting.domain.books import LEDGER_ROLES
from ates_accounting.domain.ledger import Transfer
from ates_chassis.shared.errors import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    OwnAccountError,
)

PENDING_FOR = timedelta(days=7)
WAITING_MAX = 200
"""Corrections of one person that may wait at a time."""

PROGRAM_ROLE = "internalservice"

PendingState = Literal["waiting", "approved", "refused", "withdrawn", "expired", "superseded"]


class OwnCorrectionError(ForbiddenError):
    code = "own-correction"


class NotYourCorrectionError(ForbiddenError):
    code = "not-your-correction"


class NotAPersonError(InvalidError):
    code = "not-a-person"


class NoSuchCorrectionError(NotFoundError):
    code = "no-such-correction"


class CorrectionNotWaitingError(ConflictError):
    code = "correction-not-waiting"


class ReversalWaitingError(ConflictError):
    code = "reversal-waiting"


class TooManyWaitingError(ConflictError):
    code = "too-many-corrections-waiting"


class RequesterMayNotError(ConflictError):
    code = "requester-may-not"


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What was moved today by corrections that no second person approved, up and down alike, in cents."""

    by_poster: int
    to_beneficiary: int

    def remaining(self, limit: int) -> int:
        """How much the poster may still post alone to the beneficiary."""
        return max(0, limit - max(self.by_poster, self.to_beneficiary))

    def needs_approval(self, delta: int, limit: int) -> bool:
        return abs(delta) > self.remaining(limit)


def check_beneficiary(
    user_id: UUID, *, role: str | None, by: UUID, argument: str = "user_id"
) -> None:
    """Raises OwnAccountError for the poster's own account, NotAPersonError for a program's."""
    if user_id == by:
        raise OwnAccountError("you cannot correct your own account", field=argument)
    if role == PROGRAM_ROLE:
        raise NotAPersonError("only people can be corrected, not programs", field=argument)


def check_reversal(transfer: Transfer, *, role: str | None, by: UUID) -> None:
    """As `check_beneficiary`; but what a program got is undone, once, and never done again."""
    undoes_the_first = transfer.reverses is None
    checked_role = None if undoes_the_first else role
    check_beneficiary(transfer.user_id, role=checked_role, by=by, argument="reverses")


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingCorrection:
    """A correction above the limit, and what became of it; `delta` in cents, as the beneficiary would see it."""

    id: UUID
    user_id: UUID
    delta: int
    reason: str
    reverses: UUID | None
    requested_by: UUID
    requested_at: datetime
    expires_at: datetime
    state: PendingState
    decided_by: UUID | None
    decided_at: datetime | None
    decision_reason: str | None
    transfer_id: UUID | None

    def check_may_decide(self, by: UUID) -> None:
        """Raises OwnCorrectionError, OwnAccountError or CorrectionNotWaitingError."""
        if by == self.requested_by:
            raise OwnCorrectionError("somebody else must decide on this correction")
        if by == self.user_id:
            raise OwnAccountError("you cannot decide on a correction of your own account")
        self.check_waits()

    def check_may_withdraw(self, by: UUID) -> None:
        """Raises NotYourCorrectionError or CorrectionNotWaitingError."""
        if by != self.requested_by:
            raise NotYourCorrectionError(
                "only the person who requested this correction may withdraw it"
            )
        self.check_waits()

    def check_waits(self) -> None:
        if self.state != "waiting":
            raise CorrectionNotWaitingError(
                f"this correction is no longer waiting: it is {self.state}"
            )


def check_requester(*, role: str, active: bool) -> None:
    """Raises RequesterMayNotError where the one who requested a correction has no right to post one any more."""
    if not active or role not in LEDGER_ROLES:
        raise RequesterMayNotError(
            "the person who requested this correction may no longer post corrections"
        )
