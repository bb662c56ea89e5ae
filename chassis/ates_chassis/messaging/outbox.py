"""The outbox: events leave a service only as rows written in the transaction that made them true.

A row that cannot be published is set aside with its reason (`failed_at`, `failure`) and waits for an operator.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg
import orjson
from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Identity,
    Index,
    MetaData,
    Table,
    Text,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from uuid_utils.compat import uuid7

from ates_chassis.database.engine import Transaction
from ates_chassis.messaging.contracts import Event
from ates_chassis.observability.tracing import traceparent


def outbox_table(metadata: MetaData) -> Table:
    """Published rows stay: they are the archive from which figures can be rebuilt."""
    table = Table(
        "outbox",
        metadata,
        Column("id", BigInteger, Identity(always=True), primary_key=True),
        Column("event_id", Uuid, nullable=False),
        Column("type", Text, nullable=False),
        Column("subject", Text, nullable=False),
        Column("occurred_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
        Column("data", JSONB, nullable=False),
        Column("traceparent", Text),
        Column("published_at", DateTime(timezone=True)),
        Column("failed_at", DateTime(timezone=True)),
        Column("failure", Text),
    )
    waits = table.c.published_at.is_(None) & table.c.failed_at.is_(None)
    Index("ix_outbox_waiting", table.c.id, postgresql_where=waits)
    Index("ix_outbox_failed", table.c.id, postgresql_where=table.c.failed_at.is_not(None))
    return table


_INSERT = text(
    """
    INSERT INTO outbox (event_id, type, subject, data, traceparent)
    SELECT event_id, type, subject, data::jsonb, traceparent
    FROM unnest(CAST(:ids AS uuid[]), CAST(:types AS text[]), CAST(:subjects AS text[]), CAST(:data AS text[]),
                CAST(:traces AS text[])) WITH ORDINALITY AS new(event_id, type, subject, data, traceparent, n)
    ORDER BY n
    """,
)


class Versions:
    """One fact in two versions or more, which share its id: whoever hears several gives it one effect, of the one that comes first.

    For the time in which consumers move to a newer version. Raises TypeError for events that are no versions of one fact.
    """

    def __init__(self, *events: Event) -> None:
        kinds = {event.TYPE.rpartition(".")[0] for event in events}
        subjects = {event.subject for event in events}
        types = {event.TYPE for event in events}
        if len(kinds) != 1 or len(subjects) != 1 or len(types) != len(events):
            raise TypeError(f"these are no versions of one fact: {sorted(types)}")
        # The inbox takes what comes first.
        self.events = sorted(events, key=_version, reverse=True)


def _version(event: Event) -> int:
    return int(event.TYPE.rpartition(".v")[2])


Fact = Event | Versions


async def put(tx: Transaction, *facts: Fact) -> None:
    """Writes `facts` into the open transaction, each event checked against its schema.

    Raises BrokenContractError where one does not fit, which undoes the transaction that would have sent it.
    """
    await put_traced(tx, [(fact, traceparent()) for fact in facts])


async def put_traced(tx: Transaction, facts: Sequence[tuple[Fact, str | None]]) -> None:
    """Like `put`, where each fact continues the trace of its own cause."""
    if not facts:
        return
    ids, events = [], []
    for fact, trace in facts:
        fact_id = uuid7()
        for event in fact.events if isinstance(fact, Versions) else (fact,):
            ids.append(fact_id)
            events.append((event, trace))
    data = [event.model_dump(mode="json") for event, _ in events]
    for (event, _), fields in zip(events, data, strict=True):
        tx.check_event(event.TYPE, fields)
    await tx.execute(
        _INSERT,
        {
            "ids": ids,
            "types": [event.TYPE for event, _ in events],
            "subjects": [event.subject for event, _ in events],
            "data": [orjson.dumps(fields).decode() for fields in data],
            "traces": [trace for _, trace in events],
        },
    )


FAILED_MAX = 10_000
_FAILED = """
    SELECT id, type, subject, occurred_at, failed_at, failure FROM outbox
    WHERE failed_at IS NOT NULL ORDER BY id LIMIT $1
"""
_RETRY = """
    UPDATE outbox SET failed_at = NULL, failure = NULL
    WHERE id = ANY($1::bigint[]) AND failed_at IS NOT NULL RETURNING id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedEvent:
    """An event that could not be published, and why."""

    id: int
    type: str
    subject: str
    occurred_at: datetime
    failed_at: datetime
    failure: str


async def failed_events(connection: asyncpg.Connection) -> list[FailedEvent]:
    """At most FAILED_MAX of them, oldest first."""
    return [FailedEvent(**row) for row in await connection.fetch(_FAILED, FAILED_MAX)]


async def retry_failed_events(connection: asyncpg.Connection, ids: Sequence[int]) -> int:
    """The relay tries them as if they were new; answers how many there were."""
    return len(await connection.fetch(_RETRY, ids))
