"""What a task costs and brings: drawn once, and told."""

from collections.abc import Sequence
from random import Random
from uuid import UUID

from ates_accounting.domain.books import Books, NoSuchPriceError
from ates_accounting.domain.ledger import KnownTask, Price, TaskPrice, draw_price
from ates_accounting.events import TaskPricedV1
from ates_accounting.storage import ledger, prices
from ates_accounting.storage.ledger import LedgerHeld
from ates_chassis.database.engine import Transaction
from ates_chassis.database.sessions import ReadSession
from ates_chassis.messaging import outbox


async def price_tasks(
    tx: Transaction, *, met: Sequence[tuple[KnownTask, str | None]], books: Books, rng: Random
) -> dict[UUID, Price]:
    """Gives each task its price where it has none, and a name where it comes with one. Returns all prices."""
    return await price(await ledger.lock_ledger(tx), met=met, books=books, rng=rng)


async def price(
    held: LedgerHeld, *, met: Sequence[tuple[KnownTask, str | None]], books: Books, rng: Random
) -> dict[UUID, Price]:
    """As `price_tasks`, for whoever has the ledger already."""
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


async def show_task_price(tx: ReadSession, *, task_id: UUID) -> TaskPrice:
    """A task's price and what was booked on it so far. Raises NoSuchPriceError for a task not heard of yet."""
    price = await prices.task_price(tx, task_id)
    if price is None:
        raise NoSuchPriceError("this task has no price yet")
    return price
