"""The outbox: events leave a service only as rows written in the transaction that made them true."""

from collections.abc import Sequence

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

from ates_chassis.contracts import Contracts, Event
from ates_chassis.database import Transaction
from ates_chassis.tracing import traceparent


def outbox_table(metadata: MetaData) -> Table:
    """Published rows stay: they are the archive from which events can be replayed."""
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
    )
    Index("ix_outbox_unpublished", table.c.id, postgresql_where=table.c.published_at.is_(None))
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


async def put(tx: Transaction, *events: Event) -> None:
    """Writes `events` into the open transaction, each checked against its schema.

    Raises BrokenContract where one does not fit, which undoes the transaction that would have sent it.
    """
    await put_traced(tx, [(event, traceparent()) for event in events])


async def put_traced(tx: Transaction, events: Sequence[tuple[Event, str | None]]) -> None:
    """Like `put`, where each event continues the trace of its own cause."""
    if not events:
        return
    contracts: Contracts = tx.info["contracts"]
    data = [event.model_dump(mode="json") for event, _ in events]
    for (event, _), fields in zip(events, data, strict=True):
        contracts.check(event.TYPE, fields)
    await tx.execute(
        _INSERT,
        {
            "ids": [uuid7() for _ in events],
            "types": [event.TYPE for event, _ in events],
            "subjects": [event.subject for event, _ in events],
            "data": [orjson.dumps(fields).decode() for fields in data],
            "traces": [trace for _, trace in events],
        },
    )
