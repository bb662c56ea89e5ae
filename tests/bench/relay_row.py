"""Row `relay`: from the outbox of tasks to RabbitMQ's confirmation."""

import asyncio

import asyncpg
import orjson
from tests.bench import by_hand
from tests.bench.beside import beside_the_limit
from tests.bench.figure import Figure
from tests.bench.meter import Spent, metered
from tests.bench.sample import ASSIGNED, assignments
from tests.bench.servers import Servers

from ates_chassis.database.engine import Database
from ates_chassis.messaging import broker
from ates_chassis.messaging.broker import ServiceBroker
from ates_chassis.messaging.relay import Relay

ROW = "relay"
TARGET = 5_000.0
QUEUE = "accounting.tasks"

_FILL = """
    INSERT INTO outbox (event_id, type, subject, data, traceparent)
    SELECT event_id, $2, data->>'task_id', data, '00-' || replace(event_id::text, '-', '') || '-00f067aa0ba902b7-01'
    FROM (SELECT uuidv7() AS event_id, unnest($1::text[])::jsonb AS data) AS made
"""


async def measure(servers: Servers, *, events: int, rounds: int) -> list[Figure]:
    return await beside_the_limit(
        lambda ours: _round(servers, events, ours=ours),
        row=ROW,
        what="relay, outbox → confirmed",
        target=TARGET,
        events=events,
        rounds=rounds,
    )


async def _round(servers: Servers, events: int, *, ours: bool) -> Spent:
    await servers.purge(QUEUE)
    async with servers.database("tasks") as (db, url), servers.channel("tasks") as channel:
        plain = await asyncpg.connect(url)
        try:
            await _fill(plain, events)
            with metered(servers.pids) as spent:
                if ours:
                    await _relay(servers, db)
                else:
                    await by_hand.relay(plain, channel)
            left = await plain.fetchval("SELECT count(*) FROM outbox WHERE published_at IS NULL")
            assert left == 0, f"{left} events were not published"
        finally:
            await plain.close()
    return spent


async def _fill(connection: asyncpg.Connection, events: int) -> None:
    data = [orjson.dumps(made.data).decode() for made in assignments(events)]
    await connection.execute(_FILL, data, ASSIGNED)
    await connection.execute("ANALYZE outbox")


async def _relay(servers: Servers, db: Database) -> None:
    settings = servers.broker_settings("tasks")
    relay = Relay(
        service="tasks",
        db=db,
        contracts=servers.contracts,
        settings=settings,
        broker=ServiceBroker(settings, "bench"),
    )
    url = settings.amqp_url.get_secret_value()
    async with db.engine.connect() as plain, broker.connected(url, "bench") as amqp:
        channel = await broker.confirming_channel(amqp)
        connection = await plain.execution_options(isolation_level="AUTOCOMMIT")
        while await relay.relay_batch(connection, channel, asyncio.Event()):
            pass
