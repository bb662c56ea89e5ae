"""Who does what only one worker at a time should: for a bounded time, and without a transaction that stays open for it."""

from uuid import UUID

from sqlalchemy import text

from ates_chassis.database.engine import Transaction

_CLAIM = text(
    """
    INSERT INTO leases AS held (name, holder, ends_at)
    VALUES (:name, :holder, now() + make_interval(secs => :seconds))
    ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, ends_at = excluded.ends_at
    WHERE held.holder = excluded.holder OR held.ends_at <= now()
    RETURNING name
    """,
)
_END = text("UPDATE leases SET ends_at = now() WHERE name = :name AND holder = :holder")


async def claim(tx: Transaction, name: str, *, holder: UUID, seconds: float) -> bool:
    """Whether `holder` has it from now on for so long; whoever has it already makes it longer."""
    values = {"name": name, "holder": holder, "seconds": seconds}
    return await tx.scalar(_CLAIM, values) is not None


async def end(tx: Transaction, name: str, *, holder: UUID) -> None:
    await tx.execute(_END, {"name": name, "holder": holder})
