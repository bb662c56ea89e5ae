"""Keeps the chassis' own tables bounded: what is older than its retention goes, in small steps."""

import logging
from collections.abc import Awaitable, Callable

from sqlalchemy import text

from ates_chassis.database.engine import Database
from ates_chassis.settings import BrokerSettings

log = logging.getLogger(__name__)

_CHUNK = 10_000
_CHUNKS_MAX = 1_000

_PRUNE = {
    "inbox": "DELETE FROM inbox WHERE event_id = ANY(ARRAY(SELECT event_id FROM inbox WHERE received_at < now() - make_interval(days => :days) LIMIT :chunk))",
    "idempotency_keys": "DELETE FROM idempotency_keys WHERE key = ANY(ARRAY(SELECT key FROM idempotency_keys WHERE answered_at < now() - make_interval(days => :days) LIMIT :chunk))",
}

# The archive may be large and is not indexed by time, but its ids are in the order of time: chunk by chunk from the oldest,
# as far as there are rows of before the cutoff. Rows that were never published stay, and hold up none of those behind them.
_PRUNE_OUTBOX = text(
    """
    WITH chunk AS (
        SELECT id, occurred_at, published_at FROM outbox WHERE id > :after ORDER BY id LIMIT :chunk
    ),
    cutoff AS (SELECT now() - make_interval(days => :days) AS at),
    gone AS (
        DELETE FROM outbox USING chunk, cutoff
        WHERE outbox.id = chunk.id AND chunk.published_at < cutoff.at RETURNING outbox.id
    )
    SELECT max(id) AS last, (SELECT count(*) FROM gone) AS gone,
        count(*) = :chunk AND max(occurred_at) < (SELECT at FROM cutoff) AS more
    FROM chunk
    """,
)


def prune(settings: BrokerSettings) -> Callable[[Database], Awaitable[None]]:
    """The job that deletes what is past its retention, a chunk per transaction."""
    days = {
        "inbox": settings.inbox_retention_days,
        "idempotency_keys": settings.answer_retention_days,
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
        await _prune_outbox(db, settings.outbox_retention_days)

    return run


async def _prune_outbox(db: Database, days: int) -> None:
    after = 0
    for _ in range(_CHUNKS_MAX):
        async with db.transaction() as tx:
            values = {"after": after, "chunk": _CHUNK, "days": days}
            chunk = (await tx.execute(_PRUNE_OUTBOX, values)).one()
        if chunk.gone:
            log.info("pruned", extra={"table": "outbox", "rows": chunk.gone})
        if not chunk.more:
            return
        after = chunk.last
