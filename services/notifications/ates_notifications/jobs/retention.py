"""Keeps the tables bounded: what is over goes after its time, a chunk per transaction."""

import logging
from collections.abc import Mapping

from ates_chassis.database.engine import Database
from ates_notifications.domain import FACTS_STAY
from ates_notifications.settings import WorkerSettings
from ates_notifications.use_cases import retention

log = logging.getLogger(__name__)

_CHUNK = 10_000
_CHUNKS_MAX = 1_000


class Retention:
    def __init__(self, settings: WorkerSettings) -> None:
        notices = settings.notice_retention_days
        # A task or a payout may be told of as long after it was met as a notice stays.
        self._days: Mapping[str, int] = {
            "facts": FACTS_STAY.days,
            "notices": notices,
            "emails": notices,
            "tasks": 2 * notices,
            "payouts": 2 * notices,
            "webhook_deliveries": settings.delivery_retention_days,
        }

    async def prune(self, db: Database) -> None:
        for table in retention.TABLES:
            for _ in range(_CHUNKS_MAX):
                async with db.transaction() as tx:
                    gone = await retention.prune(
                        tx, table=table, days=self._days[table], chunk=_CHUNK
                    )
                if gone:
                    log.info("pruned", extra={"table": table, "rows": gone})
                if gone < _CHUNK:
                    break
