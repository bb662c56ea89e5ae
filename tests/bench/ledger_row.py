"""Row `ledger`: from messages that wait in RabbitMQ to committed transfers. The tasks have their prices already."""

import asyncio
from typing import Any

import asyncpg
from pydantic import SecretStr
from tests.bench import by_hand
from tests.bench.beside import beside_the_limit
from tests.bench.figure import Figure
from tests.bench.meter import Spent, metered
from tests.bench.sample import ASSIGNED, SampleAssignment, assignments
from tests.bench.servers import Servers

from ates_accounting.consumers import listen
from ates_accounting.domain.books import Books
from ates_chassis.database.engine import Database
from ates_chassis.messaging.worker import Worker
from ates_chassis.settings import ServiceSettings
from ates_chassis.testing import eventually

ROW = "ledger"
TARGET = 3_000.0
QUEUE = "accounting.tasks"
PATIENCE_S = 120.0
NOT_USED = SecretStr("postgresql://nobody@127.0.0.1:9/nothing")

_PRICES = "INSERT INTO tasks (id, fee, reward, title) SELECT unnest($1::uuid[]), 1500, 3000, 'Feed the bird'"


async def measure(servers: Servers, *, events: int, rounds: int) -> list[Figure]:
    return await beside_the_limit(
        lambda ours: _round(servers, events, ours=ours),
        row=ROW,
        what="ledger consumer, message → committed transfers",
        target=TARGET,
        events=events,
        rounds=rounds,
    )


async def _round(servers: Servers, events: int, *, ours: bool) -> Spent:
    await servers.purge(QUEUE)
    made = assignments(events)
    async with servers.channel("tasks") as channel:
        await publish(channel, made)
    async with servers.database("accounting") as (db, url):
        plain = await asyncpg.connect(url)
        try:
            await seed_prices(plain, made)
            with metered(servers.pids) as spent:
                if ours:
                    await _consume(servers, db, plain, events)
                else:
                    async with servers.channel("accounting") as channel:
                        await by_hand.charge(plain, channel, events)
            await _check(plain, events)
        finally:
            await plain.close()
    return spent


async def seed_prices(plain: asyncpg.Connection, made: list[SampleAssignment]) -> None:
    await plain.execute(_PRICES, [assignment.task_id for assignment in made])


async def publish(channel: Any, made: list[SampleAssignment]) -> None:
    messages = [
        (
            ASSIGNED,
            by_hand.body_of(
                event_id=one.event_id,
                event_type=ASSIGNED,
                subject=str(one.task_id),
                happened_at=one.happened_at,
                data=one.data,
            ),
        )
        for one in made
    ]
    await by_hand.publish_all(channel, "tasks.events", messages)


async def _consume(servers: Servers, db: Database, plain: asyncpg.Connection, events: int) -> None:
    stop = asyncio.Event()
    consumer = Worker(
        ServiceSettings(database_url=NOT_USED, jwks_url="http://auth", port=1),
        name="accounting",
        inbox=listen(Books(currency="USD", zone="UTC")),
        broker_settings=servers.broker_settings("accounting"),
        db=db,
        produces=False,
    )
    consuming = asyncio.ensure_future(consumer.run(stop))
    await eventually(
        lambda: plain.fetchval("SELECT max(number) FROM transfers"),
        until=lambda posted: (posted or 0) >= events,
        timeout_s=PATIENCE_S,
    )
    stop.set()
    await consuming


async def _check(plain: asyncpg.Connection, events: int) -> None:
    posted = await plain.fetchrow(
        """
        SELECT (SELECT count(*) FROM transfers), (SELECT count(*) FROM outbox), (SELECT count(*) FROM inbox),
            (SELECT sum(balance) FROM accounts) = -(SELECT sum(amount) FROM transfers)
        """
    )
    assert posted is not None
    assert tuple(posted) == (events, events, events, True), f"wrong books: {tuple(posted)}"
