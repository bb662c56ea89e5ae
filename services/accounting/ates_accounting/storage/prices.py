"""Tasks as accounting knows them: priced once, named when their name arrives."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import text

from ates_accounting.domain.ledger import KnownTask, Price
from ates_chassis.database import Transaction

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


async def learn_tasks(tx: Transaction, met: Mapping[UUID, tuple[KnownTask, Price]]) -> set[UUID]:
    """Prices what is new and names what had no title yet. Returns the ids of the new tasks."""
    rows = [*met.values()]
    learnt = await tx.execute(
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
