"""Money moves: fees, rewards, and whatever else is posted."""

from collections.abc import Sequence
from random import Random
from uuid import UUID

from ates_accounting.domain.books import Books
from ates_accounting.domain.ledger import (
    KnownTask,
    Occurrence,
    Posting,
    Transfer,
    fee_for,
    reward_for,
)
from ates_accounting.events import TransferPostedV1
from ates_accounting.storage import days, ledger, return_reasons
from ates_accounting.storage.ledger import LedgerHeld
from ates_accounting.use_cases.prices import price
from ates_chassis.database.engine import Transaction
from ates_chassis.messaging import outbox
from ates_chassis.shared import user_directory
from ates_chassis.shared.user_directory import Person


async def charge_fees(
    tx: Transaction, *, assignments: Sequence[Occurrence], books: Books, rng: Random
) -> None:
    """Debits each assignee by the task's fee, once per assignment."""
    met = [(KnownTask(id=each.task_id), each.traceparent) for each in assignments]
    held = await ledger.lock_ledger(tx)
    drawn = await price(held, met=met, books=books, rng=rng)
    await post(held, [fee_for(each, drawn[each.task_id]) for each in assignments], books)


async def credit_rewards(
    tx: Transaction, *, completions: Sequence[Occurrence], books: Books, rng: Random
) -> None:
    """Credits each completer by the task's reward, once per completion."""
    met = [(KnownTask(id=each.task_id), each.traceparent) for each in completions]
    held = await ledger.lock_ledger(tx)
    drawn = await price(held, met=met, books=books, rng=rng)
    await post(held, [reward_for(each, drawn[each.task_id]) for each in completions], books)


async def post(held: LedgerHeld, postings: Sequence[Posting], books: Books) -> list[Transfer]:
    """Posts on the open day what was not posted yet, and tells it."""
    tx = held.tx
    posted = await ledger.post(held, postings, await days.open_day(tx, books.zone))
    traces = {posting.source_id: posting.traceparent for posting in postings}
    await outbox.put_traced(
        tx, [(TransferPostedV1.of(each, books.currency), traces[each.source_id]) for each in posted]
    )
    return posted


async def follow_people(
    tx: Transaction, *, changes: Sequence[Person], erased: Sequence[UUID]
) -> None:
    """Takes over what auth says of people, so that rights follow at once; of those `erased` it forgets what was said."""
    await user_directory.remember(tx, changes)
    if erased:
        await return_reasons.forget(await ledger.lock_ledger(tx), erased)
