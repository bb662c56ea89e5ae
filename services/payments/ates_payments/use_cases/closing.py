"""Which worker has days closed now: one at a time, which spares accounting a crowd. Correctness does not need it."""

from uuid import UUID

from ates_chassis.database.engine import Transaction
from ates_payments.storage import leases

_LEASE = "close days"


async def begin(tx: Transaction, *, worker: UUID, seconds: float) -> bool:
    """Whether `worker` is the one for so long; it may ask again to go on."""
    return await leases.claim(tx, _LEASE, holder=worker, seconds=seconds)


async def end(tx: Transaction, *, worker: UUID) -> None:
    """Another worker may."""
    await leases.end(tx, _LEASE, holder=worker)
