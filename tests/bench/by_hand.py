"""The limits: what the hot paths do, hand-written on asyncpg and the protocol's own frames without any of aTES."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import orjson
from pamqp.commands import Basic
from uuid_utils.compat import uuid7

BATCH = 500
WINDOW = 100

_CLAIM = """
    SELECT id, event_id::text, type, subject, occurred_at, data::text, traceparent
    FROM outbox WHERE published_at IS NULL AND failed_at IS NULL ORDER BY id LIMIT $1
"""
_MARK = "UPDATE outbox SET published_at = clock_timestamp() WHERE id = ANY($1)"

_INBOX = """
    INSERT INTO inbox (event_id) SELECT unnest($1::uuid[]) ORDER BY 1
    ON CONFLICT DO NOTHING RETURNING event_id
"""
_OPEN = (
    "INSERT INTO accounts (id) SELECT DISTINCT unnest($1::uuid[]) ORDER BY 1 ON CONFLICT DO NOTHING"
)
_LOCK = "SELECT id FROM accounts WHERE id = ANY($1) ORDER BY id FOR UPDATE"
_DAY = """
    INSERT INTO business_days SELECT day, day, day + 1 FROM (SELECT now()::date AS day) AS today
    ON CONFLICT DO NOTHING
"""
_POST = """
    WITH given AS (
        SELECT given.*, fee, balance - sum(fee) OVER (PARTITION BY user_id ORDER BY n) AS balance_after
        FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::timestamptz[], $6::uuid[])
            WITH ORDINALITY AS given(id, source_id, user_id, task_id, occurred_at, event_id, n)
        JOIN tasks ON tasks.id = task_id JOIN accounts ON accounts.id = user_id
    ), moved AS (
        UPDATE accounts SET balance = balance - fees
        FROM (SELECT user_id, sum(fee) AS fees FROM given GROUP BY user_id) AS sums WHERE id = user_id
    ), told AS (
        INSERT INTO outbox (event_id, type, subject, data)
        SELECT event_id, 'accounting.transfer-posted.v1', id::text, jsonb_build_object(
            'transfer_id', id, 'user_id', user_id, 'kind', 'fee', 'delta', -fee, 'currency', 'USD',
            'task_id', task_id, 'business_day', now()::date, 'balance_after', balance_after
        ) FROM given ORDER BY n
    )
    INSERT INTO transfers (
        id, source_id, kind, debited, credited, amount, user_id, balance_after, business_day, occurred_at,
        description, task_id
    )
    SELECT id, source_id, 'fee', user_id, '00000000-0000-0000-0000-000000000001', fee, user_id, balance_after,
        now()::date, occurred_at, 'fee for an assignment', task_id
    FROM given ORDER BY n
"""


def body_of(
    *, event_id: UUID | str, event_type: str, subject: str, happened_at: datetime, data: object
) -> bytes:
    producer, name, version = event_type.split(".")
    return orjson.dumps(
        {
            "specversion": "1.0",
            "id": event_id,
            "type": event_type,
            "source": f"/ates/{producer}",
            "subject": subject,
            "time": happened_at,
            "datacontenttype": "application/json",
            "dataschema": f"/schemas/{producer}/{name}/{version}.json",
            "data": data,
        }
    )


async def publish_all(channel: Any, exchange: str, messages: Sequence[tuple[str, bytes]]) -> None:
    """In windows of confirms in flight."""
    for start in range(0, len(messages), WINDOW):
        await asyncio.gather(
            *(
                channel.basic_publish(
                    body,
                    exchange=exchange,
                    routing_key=key,
                    properties=Basic.Properties(
                        content_type="application/cloudevents+json", delivery_mode=2
                    ),
                    mandatory=True,
                    wait=False,
                )
                for key, body in messages[start : start + WINDOW]
            )
        )


async def relay(connection: asyncpg.Connection, channel: Any) -> None:
    """Moves the outbox of tasks to RabbitMQ."""
    while rows := await connection.fetch(_CLAIM, BATCH):
        messages = [
            (
                row["type"],
                body_of(
                    event_id=row["event_id"],
                    event_type=row["type"],
                    subject=row["subject"],
                    happened_at=row["occurred_at"],
                    data=orjson.Fragment(row["data"]),
                ),
            )
            for row in rows
        ]
        await publish_all(channel, "tasks.events", messages)
        await connection.execute(_MARK, [row["id"] for row in rows])


async def charge(connection: asyncpg.Connection, channel: Any, count: int) -> None:
    """Consumes `count` assignments and charges each, in batches, one transaction a batch."""
    arrived: asyncio.Queue[Any] = asyncio.Queue()

    async def enqueue(message: Any) -> None:
        arrived.put_nowait(message)

    await channel.basic_qos(prefetch_count=2 * BATCH)
    await channel.basic_consume("accounting.tasks", enqueue)
    await connection.execute(_DAY)
    done = 0
    while done < count:
        messages = [await arrived.get()]
        while len(messages) < BATCH and not arrived.empty():
            messages.append(arrived.get_nowait())
        await _charge_batch(connection, [orjson.loads(message.body) for message in messages])
        await channel.basic_ack(messages[-1].delivery_tag or 0, multiple=True)
        done += len(messages)


async def _charge_batch(
    connection: asyncpg.Connection, events: Sequence[dict[str, object]]
) -> None:
    async with connection.transaction():
        new = {
            row[0] for row in await connection.fetch(_INBOX, [UUID(str(e["id"])) for e in events])
        }
        fresh = [event for event in events if UUID(str(event["id"])) in new]
        data = [orjson.loads(orjson.dumps(event["data"])) for event in fresh]
        users = [UUID(fields["assignee_id"]) for fields in data]
        await connection.execute(_OPEN, users)
        await connection.execute(_LOCK, users)
        await connection.execute(
            _POST,
            [uuid7() for _ in fresh],
            [UUID(str(event["id"])) for event in fresh],
            users,
            [UUID(fields["task_id"]) for fields in data],
            [datetime.fromisoformat(str(event["time"])) for event in fresh],
            [uuid7() for _ in fresh],
        )
