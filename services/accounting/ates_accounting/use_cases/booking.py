"""Money moves: prices, fees and rewards."""

from collections.abc import Sequence
from random import Random
from uuid import UUID

from ates_accounting.domain.ledger import (
    KnownTask,
    Occurrence,
    Posting,
    Price,
    Transfer,
    draw_price,
    fee_for,
    reward_for,
)
from ates_accounting.domain.terms import Books
from ates_accounting.events import TaskPricedV1, TransferPostedV1
from ates_accounting.storage import days, ledger, prices, return_reasons
from ates_accounting.storage.ledger import LedgerHeld
from ates_chassis.database.engine import Transaction
from ates_chassis.messaging import outbox
from ates_chassis.shared import user_directory
from ates_chassis.shared.user_directory import Person


async def price_tasks(
    tx: Transaction, *, met: Sequence[tuple[KnownTask, str | None]], books: Books, rng: Random
) -> dict[UUID, Price]:
    """Gives each task its price where it has none, and a name where it comes with one. Returns all prices."""
    return await _price(await ledger.lock_ledger(tx), met=met, books=books, rng=rng)


async def _price(
    held: LedgerHeld, *, met: Sequence[tuple[KnownTask, str | None]], books: Books, rng: Random
) -> dict[UUID, Price]:
    drawn = {task.id: (task, draw_price(rng)) for task, _ in met}
    new = await prices.learn_tasks(held, drawn)
    traces = {task.id: trace for task, trace in met}
    events = [
        (TaskPricedV1.of(task_id, drawn[task_id][1], books.currency), traces[task_id])
        for task_id in drawn
        if task_id in new
    ]
    await outbox.put_traced(held.tx, events)
    return await prices.prices(held.tx, list(drawn))


async def charge_fees(
    tx: Transaction, *, assignments: Sequence[Occurrence], books: Books, rng: Random
) -> None:
    """Debits each assignee by the task's fee, once per assignment."""
    met = [(KnownTask(id=each.task_id), each.traceparent) for each in assignments]
    held = await ledger.lock_ledger(tx)
    price = await _price(held, met=met, books=books, rng=rng)
    await post(held, [fee_for(each, price[each.task_id]) for each in assignments], books)


async def credit_rewards(
    tx: Transaction, *, completions: Sequence[Occurrence], books: Books, rng: Random
) -> None:
    """Credits each completer by the task's reward, once per completion."""
    met = [(KnownTask(id=each.task_id), each.traceparent) for each in completions]
    held = await ledger.lock_ledger(tx)
    price = await _price(held, met=met, books=books, rng=rng)
    await post(held, [reward_for(each, price[each.task_id]) for each in completions], books)


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
