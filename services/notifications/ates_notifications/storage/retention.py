"""What goes with time: notices, mails and deliveries that are over, and what is needed to tell of them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from sqlalchemy import text

from ates_chassis.database.engine import Transaction

# Each by an index of its time; `:days` and `:chunk` bound what one statement takes.
_PRUNE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "facts": """
            DELETE FROM facts WHERE ctid = ANY(ARRAY(
                SELECT ctid FROM facts WHERE received_at < now() - make_interval(days => :days) LIMIT :chunk))
        """,
        "notices": """
            DELETE FROM notices WHERE id = ANY(ARRAY(
                SELECT id FROM notices WHERE created_at < now() - make_interval(days => :days) LIMIT :chunk))
        """,
        "emails": """
            DELETE FROM emails WHERE id = ANY(ARRAY(
                SELECT id FROM emails
                WHERE ended_at < now() - make_interval(days => :days) AND state <> 'due' LIMIT :chunk))
        """,
        "tasks": """
            DELETE FROM tasks WHERE id = ANY(ARRAY(
                SELECT id FROM tasks WHERE received_at < now() - make_interval(days => :days) LIMIT :chunk))
        """,
        "payouts": """
            DELETE FROM payouts WHERE id = ANY(ARRAY(
                SELECT id FROM payouts WHERE received_at < now() - make_interval(days => :days) LIMIT :chunk))
        """,
        "webhook_deliveries": """
            DELETE FROM webhook_deliveries WHERE id = ANY(ARRAY(
                SELECT id FROM webhook_deliveries
                WHERE created_at < now() - make_interval(days => :days) AND state <> 'due' LIMIT :chunk))
        """,
    }
)
PRUNED: Final = tuple(_PRUNE)


async def prune(tx: Transaction, table: str, *, days: int, chunk: int) -> int:
    """How many went."""
    result = await tx.execute(text(_PRUNE[table]), {"days": days, "chunk": chunk})
    return int(getattr(result, "rowcount", 0))
