"""Payouts from due to their end, by a provider or by a person; and the register of them."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from ates_chassis.database.engine import Transaction
from ates_chassis.database.sessions import ReadSession
from ates_chassis.http.paging import Window
from ates_chassis.messaging import outbox
from ates_payments import domain
from ates_payments.domain import (
    Answer,
    DuePayout,
    Failed,
    JustFiledError,
    NoSuchPayoutError,
    Order,
    Payout,
    PayoutDiffersError,
    Pending,
    RetryPolicy,
    Settled,
)
from ates_payments.domain.bank_files import ENDED_OTHERWISE
from ates_payments.events import PaymentFailedV1, PaymentSettledV1
from ates_payments.storage import bank_files, payouts, register
from ates_payments.storage.register import RegisterFilter


async def take_over_payouts(tx: Transaction, *, due: Sequence[DuePayout]) -> None:
    """Enters payouts into the register, each once. Raises PayoutDiffersError for a known id with other contents."""
    different = await payouts.add_payouts(tx, due)
    if different:
        raise PayoutDiffersError(f"{min(different)} is known with another worker, day or amount")


async def note_followed(tx: Transaction, *, followed: Mapping[UUID, UUID]) -> None:
    """Enters into the register which payout took the money of a failed one along, as accounting says."""
    await payouts.add_followed(tx, followed)


async def claim_due(tx: Transaction, *, provider: str, retry_policy: RetryPolicy) -> list[Order]:
    """Makes payouts `sent` before the provider hears of them: after a crash it is asked, never guessed."""
    return await payouts.claim_due(tx, provider, retry_policy)


async def claim_unanswered(
    tx: Transaction, *, provider: str, retry_policy: RetryPolicy
) -> list[Order]:
    return await payouts.claim_unanswered(tx, provider, retry_policy)


async def note_answers(
    tx: Transaction,
    *,
    answers: Mapping[UUID, Answer | None],
    orders: Sequence[Order],
    retry_policy: RetryPolicy,
) -> None:
    """Notes what the provider said, once per payout, and tells how payments ended.

    Without an answer nobody knows what happened: the payout stays `sent` and is looked up after a while.
    """
    by_id = {order.payout_id: order for order in orders}
    ended: dict[UUID, Settled | Failed] = {}
    waiting: dict[UUID, Pending] = {}
    for payout_id, answer in answers.items():
        match answer:
            case Settled() | Failed():
                ended[payout_id] = answer
            case Pending():
                waiting[payout_id] = answer
            case None:
                waiting[payout_id] = Pending(retry_policy.wait_s(by_id[payout_id].attempts))
    await payouts.lock(tx, answers)
    if waiting:
        await payouts.look_later(tx, waiting)
    await _end(tx, ended, {order.payout_id: order.traceparent for order in orders})


async def _end(
    tx: Transaction,
    ended: Mapping[UUID, Settled | Failed],
    traces: Mapping[UUID, str | None],
    by: UUID | None = None,
) -> set[UUID]:
    settled = {
        payout_id: Settled(domain.cleaned(answer.reference, domain.REFERENCE_MAX))
        for payout_id, answer in ended.items()
        if isinstance(answer, Settled)
    }
    failed = {
        payout_id: Failed(domain.cleaned(answer.reason))
        for payout_id, answer in ended.items()
        if isinstance(answer, Failed)
    }
    done = await payouts.settle(tx, settled, by) if settled else set()
    gone = await payouts.fail(tx, failed, by, of_erased=domain.FORGOTTEN) if failed else {}
    events: list[tuple[PaymentSettledV1 | PaymentFailedV1, str | None]] = [
        (PaymentSettledV1(payout_id=each, reference=settled[each].reference), traces[each])
        for each in sorted(done)
    ]
    events += [
        (PaymentFailedV1(payout_id=each, reason=gone[each]), traces[each]) for each in sorted(gone)
    ]
    await outbox.put_traced(tx, events)
    return done | gone.keys()


async def end_by_hand(
    tx: Transaction, *, payout_id: UUID, answer: Settled | Failed, by: UUID
) -> Payout:
    """A person says how a payment ended; nobody how their own did.

    Raises NoSuchPayoutError, OwnAccountError, NotByHandError, NotOnItsWayError, JustFiledError.
    """
    file_id = await register.file_of(tx, payout_id)
    # The file's row is locked before its payouts' rows, as by whoever withdraws or settles it.
    file = await bank_files.bank_file_for_update(tx, file_id) if file_id is not None else None
    unseen = file if file is not None and file.state == "made" else None
    if unseen is not None:
        await bank_files.lock_payouts(tx, unseen.id, payout_id)
    payout = await _payout(tx, payout_id)
    domain.check_may_end_by_hand(payout, by=by)
    if payout.file_id is not None:
        if payout.file_id != file_id:
            raise JustFiledError("this payout was put into a bank file just now; look at it again")
        if unseen is not None:
            await _replace_unseen_file(tx, unseen.id, by)
    await _end(tx, {payout_id: answer}, {payout_id: payout.traceparent}, by)
    return await _payout(tx, payout_id)


async def _replace_unseen_file(tx: Transaction, file_id: UUID, by: UUID) -> None:
    """A file that nobody has downloaded must not order what ended otherwise: the rest of it goes into a new one.

    How it ended is said of the payout, and forgotten with its employee.
    """
    await bank_files.withdraw(tx, file_id, by=by, reason=ENDED_OTHERWISE)


async def settle_all(
    tx: Transaction, *, payout_ids: Sequence[UUID], reference: str, by: UUID
) -> int:
    """Settles those that are still on their way; returns how many."""
    ended: dict[UUID, Settled | Failed] = {each: Settled(reference) for each in payout_ids}
    return len(await _end(tx, ended, dict.fromkeys(payout_ids), by))


async def _payout(tx: Transaction, payout_id: UUID) -> Payout:
    payout = await register.payout_for_update(tx, payout_id)
    if payout is None:
        raise NoSuchPayoutError("there is no such payout")
    return payout


async def show_payouts(tx: ReadSession, *, filters: RegisterFilter, window: Window) -> list[Payout]:
    """A page of the register, newest day first."""
    return await register.payouts_page(tx, filters, window)
