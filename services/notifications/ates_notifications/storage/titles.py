"""What tasks are called."""

from collections.abc import Sequence

from sqlalchemy import text

from ates_chassis.database.engine import Transaction
from ates_notifications.domain import TaskTitle

_REMEMBER = text(
    """
    INSERT INTO tasks (id, title, jira_key)
    SELECT DISTINCT ON (id) id, title, jira_key
    FROM unnest(CAST(:ids AS uuid[]), CAST(:titles AS text[]), CAST(:jira_keys AS text[])) AS new(id, title, jira_key)
    ORDER BY id ON CONFLICT DO NOTHING
    """,
)


async def remember(tx: Transaction, titles: Sequence[TaskTitle]) -> None:
    await tx.execute(
        _REMEMBER,
        {
            "ids": [each.id for each in titles],
            "titles": [each.title for each in titles],
            "jira_keys": [each.jira_key for each in titles],
        },
    )
