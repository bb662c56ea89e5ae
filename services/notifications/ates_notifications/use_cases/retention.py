"""What is over is forgotten after its time."""

from ates_chassis.database.engine import Transaction
from ates_notifications.storage import retention

TABLES = retention.PRUNED


async def prune(tx: Transaction, *, table: str, days: int, chunk: int) -> int:
    """At most `chunk` rows of a table that are older than that; returns how many went."""
    return await retention.prune(tx, table, days=days, chunk=chunk)
