"""Corrections: posted by one person up to the limit, and beyond it by a second one's approval."""

from dataclasses import replace
from typing import Literal
from uuid import UUID

from uuid_utils.compat import uuid7

from ates_accounting.domain.books import (
    AlreadyReversedError,
    Books,
    NoSuchTransferError,
    NoSuchUserError,
)
from ates_accounting.domain.corrections import (
    PENDING_FOR,
    WAITING_MAX,
    NoSuchCorrectionError,
    PendingCorrection,
    PendingState,
    ReversalWaitingError,
    TooManyWaitingError,
    Usage,
    check_beneficiary,
    check_requester,
    check_reversal,
)
from ates_accounting.domain.ledger import Posting, Transfer, correction, reversal
from ates_accounting.storage import corrections, days, ledger, statements
from ates_accounting.storage.ledger import LedgerHeld
from ates_accounting.use_cases.ledger import post
from ates_chassis.database.engine import Transaction
from ates_chassis.database.sessions import ReadSession
from ates_chassis.http.paging import Window
from ates_chassis.observability.tracing import traceparent
from ates_chassis.shared import user_directory
from ates_chassis.shared.reasons import Reason


async def post_correction(
    tx: Transaction, *, user_id: UUID, delta: int, reason: str, by: UUID, books: Books
) -> Transfer | PendingCorrection:
    """Moves `delta` cents between a person and the company, or lets it wait where it goes beyond the limit.

    Raises NoSuchUserError, OwnAccountError, NotAPersonError, InvalidError, TooManyWaitingError.
    """
    held = await ledger.lock_ledger(tx)
    posting = await _correction(
        tx, source_id=uuid7(), user_id=user_id, delta=delta, reason=reason, by=by
    )
    if await _needs_approval(held, posting, books):
        return await _request_approval(held, posting)
    [posted] = await post(held, [posting], books)
    return posted


async def reverse_transfer(
    tx: Transaction, *, transfer_id: UUID, reason: str, by: UUID, books: Books
) -> Transfer | PendingCorrection:
    """Posts the opposite of a transfer, once, or lets it wait where it goes beyond the limit.

    Raises NoSuchTransferError, NotReversibleError, AlreadyReversedError, OwnAccountError, NotAPersonError, ReversalWaitingError, TooManyWaitingError.
    """
    held = await ledger.lock_ledger(tx)
    posting = await _reversal(tx, transfer_id=transfer_id, reason=reason, by=by)
    if await _needs_approval(held, posting, books):
        return await _request_approval(held, posting)
    posted = await _post_reversal(held, posting, books)
    await corrections.supersede(tx, transfer_id, by=by)
    return posted


async def approve_correction(
    tx: Transaction, *, correction_id: UUID, by: UUID, books: Books
) -> PendingCorrection:
    """Posts a waiting correction on the open day. All rules but the limit hold as if it were posted now.

    Raises NoSuchCorrectionError, OwnCorrectionError, OwnAccountError, CorrectionNotWaitingError, RequesterMayNotError, NotAPersonError.
    """
    held = await ledger.lock_ledger(tx)
    pending = await _for_update(tx, correction_id)
    pending.check_may_decide(by)
    requester = await user_directory.status(tx, pending.requested_by)
    if requester is not None:
        check_requester(role=requester.role, active=requester.active)
    posted = await _post_pending(held, pending, approved_by=by, books=books)
    return await _decide(tx, pending, state="approved", by=by, transfer_id=posted.id)


async def refuse_correction(
    tx: Transaction, *, correction_id: UUID, reason: str, by: UUID
) -> PendingCorrection:
    """Raises NoSuchCorrectionError, OwnCorrectionError, OwnAccountError, CorrectionNotWaitingError."""
    pending = await _for_update(tx, correction_id)
    pending.check_may_decide(by)
    return await _decide(tx, pending, state="refused", by=by, reason=reason)


async def withdraw_correction(
    tx: Transaction, *, correction_id: UUID, by: UUID
) -> PendingCorrection:
    """Raises NoSuchCorrectionError, NotYourCorrectionError, CorrectionNotWaitingError."""
    pending = await _for_update(tx, correction_id)
    pending.check_may_withdraw(by)
    return await _decide(tx, pending, state="withdrawn", by=by)


async def show_pending_correction(tx: ReadSession, *, correction_id: UUID) -> PendingCorrection:
    """Raises NoSuchCorrectionError."""
    correction = await corrections.pending(tx, correction_id)
    if correction is None:
        raise NoSuchCorrectionError("there is no such correction")
    return correction


async def show_pending_corrections(
    tx: ReadSession,
    *,
    state: PendingState | None,
    window: Window,
    decidable_by: UUID | None = None,
) -> list[PendingCorrection]:
    """A page of the corrections that wait or waited for a second person, newest first; or of those that one may decide."""
    if decidable_by is not None and state not in {None, "waiting"}:
        return []
    state = "waiting" if decidable_by is not None else state
    return await corrections.pending_page(tx, state, window, decidable_by=decidable_by)


async def show_correction_allowance(
    tx: ReadSession, *, user_id: UUID, by: UUID, books: Books
) -> int:
    """How many cents `by` may still post to `user_id` today without a second person. The day must have begun."""
    if user_id == by:
        return 0
    usage = await corrections.usage(tx, poster=by, beneficiary=user_id)
    return usage.remaining(books.correction_limit)


async def _correction(
    tx: Transaction, *, source_id: UUID, user_id: UUID, delta: int, reason: str, by: UUID
) -> Posting:
    person = await user_directory.status(tx, user_id)
    if person is None:
        raise NoSuchUserError("there is no such user", field="user_id")
    check_beneficiary(user_id, role=person.role, by=by)
    return correction(
        source_id=source_id,
        user_id=user_id,
        delta=delta,
        reason=reason,
        by=by,
        now=await days.now(tx),
        traceparent=traceparent(),
    )


async def _reversal(tx: Transaction, *, transfer_id: UUID, reason: str, by: UUID) -> Posting:
    wrong = await statements.transfer(tx, transfer_id)
    if wrong is None:
        raise NoSuchTransferError("there is no such transfer", field="reverses")
    posting = reversal(
        wrong,
        source_id=wrong.id,
        reason=reason,
        by=by,
        now=await days.now(tx),
        traceparent=traceparent(),
    )
    person = await user_directory.status(tx, wrong.user_id)
    check_reversal(wrong, role=person.role if person else None, by=by)
    if wrong.reversed_by is not None:
        raise AlreadyReversedError("this transfer was reversed before", field="reverses")
    return posting


async def _needs_approval(held: LedgerHeld, posting: Posting, books: Books) -> bool:
    """Two small corrections at once would each be within the limit."""
    assert posting.actor_id is not None
    tx = held.tx
    await days.open_day(tx, books.zone)
    usage: Usage = await corrections.usage(tx, poster=posting.actor_id, beneficiary=posting.user_id)
    return usage.needs_approval(posting.delta, books.correction_limit)


async def _request_approval(held: LedgerHeld, posting: Posting) -> PendingCorrection:
    assert posting.actor_id is not None
    tx = held.tx
    await corrections.expire(tx)
    waiting = await corrections.waiting(tx, by=posting.actor_id, reverses=posting.reverses)
    if waiting.same_reversal:
        raise ReversalWaitingError(
            "a reversal of this transfer is already waiting for approval", field="reverses"
        )
    if waiting.of_requester >= WAITING_MAX:
        raise TooManyWaitingError(Reason.of("too-many-corrections-waiting", max=WAITING_MAX))
    # A reversal's own key is the transfer that it reverses; that may be requested more than once.
    id_ = posting.source_id if posting.reverses is None else uuid7()
    await corrections.add(tx, posting, id_=id_, expires_at=posting.occurred_at + PENDING_FOR)
    return await show_pending_correction(tx, correction_id=id_)


async def _post_pending(
    held: LedgerHeld, pending: PendingCorrection, *, approved_by: UUID, books: Books
) -> Transfer:
    tx, by, reason = held.tx, pending.requested_by, pending.reason
    if pending.reverses is not None:
        posting = await _reversal(tx, transfer_id=pending.reverses, reason=reason, by=by)
        return await _post_reversal(held, replace(posting, approved_by=approved_by), books)
    posting = await _correction(
        tx, source_id=pending.id, user_id=pending.user_id, delta=pending.delta, reason=reason, by=by
    )
    [posted] = await post(held, [replace(posting, approved_by=approved_by)], books)
    return posted


async def _post_reversal(held: LedgerHeld, posting: Posting, books: Books) -> Transfer:
    [posted] = await post(held, [posting], books)
    return (await statements.transfer(held.tx, posted.id)) or posted


async def _for_update(tx: Transaction, correction_id: UUID) -> PendingCorrection:
    correction = await corrections.pending_for_update(tx, correction_id)
    if correction is None:
        raise NoSuchCorrectionError("there is no such correction")
    return correction


async def _decide(
    tx: Transaction,
    pending: PendingCorrection,
    *,
    state: Literal["approved", "refused", "withdrawn"],
    by: UUID,
    reason: str | None = None,
    transfer_id: UUID | None = None,
) -> PendingCorrection:
    await corrections.decide(
        tx, pending.id, state=state, by=by, reason=reason, transfer_id=transfer_id
    )
    return await show_pending_correction(tx, correction_id=pending.id)
