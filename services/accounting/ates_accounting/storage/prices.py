"""Tasks as accounting knows them: priced once, named when their name arrives."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import text

from ates_accounting.domain.ledger import KnownTask, Price, TaskPrice
from ates_accounting.storage.ledger import LedgerHeld
from ates_chassis.database.engine import Transaction
from ates_chassis.database.sessions import ReadSession

_LEARN_TASKS = text(
    """
    INSERT INTO tasks AS known (id, fee, reward, title, jira_key)
    SELECT * FROM unnest(
        CAST(:ids AS uuid[]), CAST(:fees AS bigint[]), CAST(:rewards AS bigint[]), CAST(:titles AS text[]),
        CAST(:jira_keys AS text[])
    ) AS met(id, fee, reward, title, jira_key) ORDER BY id
    ON CONFLICT (id) DO UPDATE SET title = excluded.title, jira_key = excluded.jira_key
    WHERE known.title IS NULL AND excluded.title IS NOT NULL
    RETURNING new.id, old.id IS NULL AS is_new
    """,
)
_PRICES = text("SELECT id, fee, reward FROM tasks WHERE id = ANY(:ids)")

# A reversal counts against the kind of what it reverses, however often it was reversed to and fro.
_TASK_PRICE = text(
    """
    WITH RECURSIVE moved AS (
        SELECT id, kind, delta FROM transfers WHERE task_id = :task_id AND kind IN ('fee', 'reward')
        UNION ALL
        SELECT transfers.id, moved.kind, transfers.delta FROM moved JOIN transfers ON transfers.reverses = moved.id
    )
    SELECT tasks.id AS task_id, fee, reward,
        (SELECT COALESCE(-sum(delta), 0)::bigint FROM moved WHERE kind = 'fee') AS fees_charged,
        (SELECT COALESCE(sum(delta), 0)::bigint FROM moved WHERE kind = 'reward') AS rewards_paid
    FROM tasks WHERE id = :task_id
    """,
)


async def learn_tasks(held: LedgerHeld, met: Mapping[UUID, tuple[KnownTask, Price]]) -> set[UUID]:
    """Prices what is new and names what had no title yet. Returns the ids of the new tasks."""
    rows = [*met.values()]
    learnt = await held.tx.execute(
        _LEARN_TASKS,
        {
            "ids": [task.id for task, _ in rows],
            "fees": [price.fee for _, price in rows],
            "rewards": [price.reward for _, price in rows],
            "titles": [task.title for task, _ in rows],
            "jira_keys": [task.jira_key for task, _ in rows],
        },
    )
    return {row.id for row in learnt if row.is_new}


async def prices(tx: Transaction, task_ids: Sequence[UUID]) -> dict[UUID, Price]:
    rows = await tx.execute(_PRICES, {"ids": list(task_ids)})
    return {row.id: Price(row.fee, row.reward) for row in rows}


async def task_price(tx: ReadSession, task_id: UUID) -> TaskPrice | None:
    """The price of a task with what was booked on it; none where accounting has not heard of it."""
    row = (await tx.execute(_TASK_PRICE, {"task_id": task_id})).one_or_none()
    return TaskPrice(**row._mapping) if row else None  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
