"""Closing each day just after it has ended, and after a down-time every missed day, in order.

Accounting says which days are due, by its database's clock, and closes a day once however often it is asked.
"""

import logging

import httpx

from ates_chassis.database.engine import Database
from ates_chassis.observability.tracing import trace
from ates_payments.jobs.accounting import Accounting
from ates_payments.use_cases import paying

log = logging.getLogger(__name__)


class Closing:
    def __init__(self, accounting: Accounting, *, steps_max: int) -> None:
        self._accounting = accounting
        self._steps_max = steps_max

    async def close_days(self, db: Database) -> None:
        """Closes what is due, earliest day first, in bounded steps; the rest waits for the next run."""
        with trace(None):
            try:
                for _ in range(self._steps_max):
                    if not await self._step(db):
                        return
            except (httpx.HTTPError, ValueError) as error:
                log.warning("days cannot be closed now", extra={"reason": repr(error)})

    async def _step(self, db: Database) -> bool:
        """One request to close; whether there may be more to do. The lock only spares accounting a crowd."""
        async with db.transaction() as tx:
            if not await paying.is_alone_closing(tx):
                return False
            day = await self._accounting.next_due_day()
            if day is None:
                return False
            closed = await self._accounting.close(day)
        log.info("day closed" if closed else "day is being closed", extra={"day": str(day)})
        return True
