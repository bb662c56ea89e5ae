"""Closing each day just after it has ended, and after a down-time every missed day, in order.

Accounting says which days are due, by its database's clock, and closes a day once however often it is asked.
"""

import asyncio
import logging
from uuid import uuid4

import httpx

from ates_chassis.database.engine import Database
from ates_chassis.observability.tracing import trace
from ates_payments.adapters.accounting import Accounting
from ates_payments.use_cases import closing

log = logging.getLogger(__name__)


class Closing:
    """Holds a lease of `lease_s` while it asks accounting, and no transaction; a step ends before the lease does."""

    def __init__(self, accounting: Accounting, *, steps_max: int, lease_s: float) -> None:
        self._accounting = accounting
        self._steps_max = steps_max
        self._lease_s = lease_s
        self._worker = uuid4()

    async def close_days(self, db: Database) -> None:
        """Closes what is due, earliest day first, in bounded steps; the rest waits for the next run."""
        with trace(None):
            try:
                for _ in range(self._steps_max):
                    if not await self._may_go_on(db):
                        return
                    async with asyncio.timeout(self._lease_s * 0.9):
                        if not await self._step():
                            break
            except (httpx.HTTPError, ValueError, TimeoutError) as error:
                log.warning("days cannot be closed now", extra={"reason": repr(error)})
            # A worker that ends before this keeps the others waiting for as long as the lease, and no longer.
            async with db.transaction() as tx:
                await closing.end(tx, worker=self._worker)

    async def _may_go_on(self, db: Database) -> bool:
        async with db.transaction() as tx:
            return await closing.begin(tx, worker=self._worker, seconds=self._lease_s)

    async def _step(self) -> bool:
        """One request to close; whether there may be more to do."""
        day = await self._accounting.next_due_day()
        if day is None:
            return False
        closed = await self._accounting.close(day)
        log.info("day closed" if closed else "day is being closed", extra={"day": str(day)})
        return True
