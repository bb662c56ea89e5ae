"""Closing a day and paying out, in chunks that may stop and go on at any point; and what becomes of failed payments."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from ates_accounting.domain.books import Books
from ates_accounting.domain.ledger import Transfer
from ates_accounting.domain.payday import (
    CHUNK_ACCOUNTS_MAX,
    BusinessDay,
    EarlierDayNotClosedError,
    EarlierDayOpenError,
    FollowedAlreadyError,
    NoSuchDayError,
    NoSuchPayoutError,
    NotReturnedError,
    RetriedAlreadyError,
    check_may_retry,
    retried,
    retried_payout_id,
    returned,
)
from ates_accounting.events import DayClosedV1, PayoutDueV1, PayoutFollowedV1
from ates_accounting.storage import days, ledger, payouts, return_reasons, statements
from ates_accounting.use_cases.ledger import post
from ates_chassis.database.engine import Transaction
from ates_chassis.messaging import outbox
from ates_chassis.observability.tracing import traceparent
from ates_chassis.shared.reasons import Reason

DUE_DAYS_MAX = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFailure:
    """A payment that will not reach the employee, as payments tell it."""

    payout_id: UUID
    reason: str
    traceparent: str | None


async def show_due_days(tx: Transaction, *, books: Books) -> list[BusinessDay]:
    """Days that are over and wait for their close, oldest first."""
    await days.open_day(tx, books.zone)
    return await days.due_days(tx, DUE_DAYS_MAX)


async def begin_close(tx: Transaction, *, day: date, early: bool, books: Books) -> BusinessDay:
    """Lets `day` take no more postings. Raises NoSuchDayError, DayNotOverError or EarlierDayOpenError; a closed day stays as it is."""
    await ledger.lock_ledger(tx)
    await days.open_day(tx, books.zone)
    record = await days.day_for_update(tx, day)
    now = await days.now(tx)
    if record is None:
        raise NoSuchDayError(Reason.of("no-such-day", day=str(day)), field="business_day")
    if record.state != "open":
        return record
    record.check_may_close(now=now, early=early)
    if (earlier := await days.earlier_open_day(tx, day)) is not None:
        raise EarlierDayOpenError(
            Reason.of("earlier-day-open", day=str(earlier)), field="business_day"
        )
    closing = replace(record, state="closing")
    await days.note_progress(tx, closing)
    return closing


async def pay_next(tx: Transaction, *, day: date, books: Books) -> BusinessDay:
    """Pays the next chunk of accounts of a closing day, and closes it behind the last. Safe to repeat, and side by side."""
    held = await ledger.lock_ledger(tx)
    record = await days.day_for_update(tx, day)
    if record is None:
        raise NoSuchDayError(Reason.of("no-such-day", day=str(day)), field="business_day")
    if record.state != "closing":
        return record
    chunk = await payouts.pay_chunk(
        held,
        day=day,
        after=record.paid_up_to,
        limit=CHUNK_ACCOUNTS_MAX,
        currency=books.currency,
        trace=traceparent(),
    )
    done = chunk.accounts < CHUNK_ACCOUNTS_MAX
    progress = replace(
        record,
        state="closed" if done else "closing",
        paid_up_to=chunk.last or record.paid_up_to,
        payouts=record.payouts + chunk.payouts,
        amount=record.amount + chunk.amount,
    )
    await days.note_progress(tx, progress)
    if done:
        await outbox.put(tx, DayClosedV1.of(progress, books.currency))
    return progress


async def return_payouts(
    tx: Transaction, *, failures: Sequence[PaymentFailure], books: Books
) -> None:
    """Gives the money of failed payments back to their employees, once each. Raises NoSuchPayoutError for one we never made."""
    held = await ledger.lock_ledger(tx)
    now = await days.now(tx)
    postings = []
    for failure in failures:
        paid = await payouts.payout(tx, failure.payout_id)
        if paid is None:
            raise NoSuchPayoutError(f"no payout {failure.payout_id} was ever due")
        postings.append(returned(paid, now=now, traceparent=failure.traceparent))
    posted = await post(held, postings, books)
    new = {each.source_id for each in posted}
    reasons = {each.payout_id: each.reason for each in failures if each.payout_id in new}
    await return_reasons.keep(held, reasons)


async def retry_payout(tx: Transaction, *, payout_id: UUID, by: UUID, books: Books) -> Transfer:
    """Pays a returned payout again, as a new one; nobody their own.

    Raises NoSuchPayoutError, OwnAccountError, NotReturnedError, RetriedAlreadyError, FollowedAlreadyError, EarlierDayNotClosedError, BalanceTooLowError.
    """
    held = await ledger.lock_ledger(tx)
    paid = await payouts.payout(tx, payout_id)
    if paid is None:
        raise NoSuchPayoutError("there is no such payout")
    check_may_retry(paid, by=by)
    back = await payouts.payout_return(tx, payout_id)
    if back is None:
        raise NotReturnedError("this payout has not come back")
    # First what was done, then what is left: paying it again has emptied the balance.
    if await payouts.payout(tx, retried_payout_id(payout_id)) is not None:
        raise RetriedAlreadyError("this payout was paid again before")
    if await payouts.paid_by_close(tx, paid.user_id, back.business_day) is not None:
        raise FollowedAlreadyError("a later payout took this money along")
    # The close of a day pays the balance of its end, whatever later days post: a retry before it would pay the same money.
    today = await days.open_day(tx, books.zone)
    if (earlier := await days.earlier_open_day(tx, today)) is not None:
        raise EarlierDayNotClosedError(Reason.of("earlier-day-not-closed", day=str(earlier)))
    balance = await statements.balance(tx, paid.user_id)
    posting = retried(
        paid, balance=balance, now=await days.now(tx), by=by, traceparent=traceparent()
    )
    [posted] = await post(held, [posting], books)
    await outbox.put(tx, PayoutDueV1.of(posted, books.currency))
    await outbox.put(tx, PayoutFollowedV1(payout_id=payout_id, followed_by=posted.source_id))
    return posted
