"""Keeps the chassis' own tables bounded: what is older than its retention goes, in small steps."""

import logging
from collections.abc import Awaitable, Callable

from sqlalchemy import text

from ates_chassis.database import Database
from ates_chassis.settings import BrokerSettings

log = logging.getLogger(__name__)

_CHUNK = 10_000
_CHUNKS_MAX = 1_000

# Of the outbox only the oldest rows are looked at: the archive may be large, and is not indexed by time.
_PRUNE = {
    "inbox": "DELETE FROM inbox WHERE event_id = ANY(ARRAY(SELECT event_id FROM inbox WHERE received_at < now() - make_interval(days => :days) LIMIT :chunk))",
    "outbox": "DELETE FROM outbox WHERE id = ANY(ARRAY(SELECT id FROM outbox ORDER BY id LIMIT :chunk)) AND published_at < now() - make_interval(days => :days)",
    "answers": "DELETE FROM answers WHERE key = ANY(ARRAY(SELECT key FROM answers WHERE answered_at < now() - make_interval(days => :days) LIMIT :chunk))",
}


def prune(settings: BrokerSettings) -> Callable[[Database], Awaitable[None]]:
    """The job that deletes what is past its retention, a chunk per transaction."""
    days = {
        "inbox": settings.inbox_retention_days,
        "outbox": settings.outbox_retention_days,
        "answers": settings.answer_retention_days,
    }

    async def run(db: Database) -> None:
        for table, statement in _PRUNE.items():
            for _ in range(_CHUNKS_MAX):
                async with db.transaction() as tx:
                    result = await tx.execute(
                        text(statement), {"days": days[table], "chunk": _CHUNK}
                    )
                gone = getattr(result, "rowcount", 0)
                if gone:
                    log.info("pruned", extra={"table": table, "rows": gone})
                if gone < _CHUNK:
                    break

    return run
