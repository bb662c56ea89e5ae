"""A producer's outbox, read as the archive of its events: every row once, also those that commit out of order."""

from collections.abc import AsyncIterator, Sequence
from uuid import UUID

import asyncpg
import orjson

from ates_chassis.messaging.contracts import Envelope
from ates_chassis.messaging.inbox import Delivery

Batch = list[Delivery]

# Published or not: what is not yet will come by RabbitMQ too, and has no second effect.
_BEHIND = """
    SELECT id, event_id, type, subject, occurred_at, data::text AS data, traceparent
    FROM outbox WHERE id > $1 ORDER BY id LIMIT $2
"""
_IN_GAPS = """
    SELECT outbox.id, event_id, type, subject, occurred_at, data::text AS data, traceparent
    FROM unnest($1::bigint[], $2::bigint[]) AS gaps(first, last)
    JOIN outbox ON outbox.id BETWEEN gaps.first AND gaps.last
    ORDER BY outbox.id LIMIT $3
"""


class Archive:
    """Ids are given before their transactions commit, so an id that is missing may still appear.

    The missing ones are kept as gaps, and looked at again at each `rest`. Most stay empty: they belong to transactions
    that were undone, or were pruned.
    """

    def __init__(
        self, connection: asyncpg.Connection, types: Sequence[str], *, batch_max: int
    ) -> None:
        self._connection = connection
        self._types = frozenset(types)
        self._batch_max = batch_max
        self._last = 0
        self._gaps: list[tuple[int, int]] = []

    async def rest(self) -> AsyncIterator[Batch]:
        """All events that are there now and were not read before, as batches in the order of their ids."""
        while rows := await self._fill_gaps():
            yield self._batch(rows)
        while rows := await self._connection.fetch(_BEHIND, self._last, self._batch_max):
            self._note_gaps(rows)
            yield self._batch(rows)

    def _note_gaps(self, rows: Sequence[asyncpg.Record]) -> None:
        before = self._last
        for row in rows:
            if row["id"] > before + 1:
                self._gaps.append((before + 1, row["id"] - 1))
            before = row["id"]
        self._last = before

    async def _fill_gaps(self) -> Sequence[asyncpg.Record]:
        if not self._gaps:
            return []
        firsts, lasts = zip(*self._gaps, strict=True)
        rows = await self._connection.fetch(_IN_GAPS, firsts, lasts, self._batch_max)
        self._gaps = _without(self._gaps, [row["id"] for row in rows])
        return rows

    def _batch(self, rows: Sequence[asyncpg.Record]) -> Batch:
        return [_arrival(row) for row in rows if row["type"] in self._types]


def _without(gaps: Sequence[tuple[int, int]], archived: Sequence[int]) -> list[tuple[int, int]]:
    """The gaps that are left once the ids `found`, in order, are no longer missing."""
    left, ids = [], iter(archived)
    at = next(ids, None)
    for first, last in gaps:
        start = first
        while at is not None and at <= last:
            if at > start:
                left.append((start, at - 1))
            start = at + 1
            at = next(ids, None)
        if start <= last:
            left.append((start, last))
    return left


def _arrival(row: asyncpg.Record) -> Delivery:
    envelope = Envelope(
        id=UUID(int=row["event_id"].int),
        type=row["type"],
        subject=row["subject"],
        time=row["occurred_at"],
        data=orjson.loads(row["data"]),
    )
    return Delivery(envelope, row["traceparent"])
