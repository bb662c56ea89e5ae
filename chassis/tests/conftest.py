"""A service of the tests' own: one event, one table for its effects; and an operator's hands on RabbitMQ."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar
from uuid import UUID

import asyncpg
import pytest
from broker.rabbitmq_operator import PARKED, PING, QUEUE, Operator
from pydantic import SecretStr
from sqlalchemy import text
from uuid_utils.compat import uuid7

from ates_chassis.database.engine import Database
from ates_chassis.messaging import outbox
from ates_chassis.messaging.contracts import Contracts, Event
from ates_chassis.messaging.inbox import Inbox
from ates_chassis.messaging.worker import Worker
from ates_chassis.settings import BrokerSettings, ServiceSettings
from ates_chassis.shared.consumed_events import EventData
from ates_chassis.testing import eventually

SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["n"],
    "properties": {"n": {"type": "integer"}},
}


class PingV1(Event):
    TYPE: ClassVar[str] = PING
    SUBJECT: ClassVar[str] = "n"

    n: int


class Ping(EventData):
    n: int


@pytest.fixture(scope="session")
def schemas(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("schemas")
    for name in ("tasks/ping/v1", "tasks/ping/v2", "auth/ping/v1", "tasks/unhandled/v1"):
        file = folder / f"{name}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(SCHEMA))
    return folder


@pytest.fixture(scope="session")
def contracts(schemas) -> Contracts:
    return Contracts(schemas)


@pytest.fixture
async def tasks_urls(service_database):
    return await service_database("tasks")


@pytest.fixture
async def db(tasks_urls, contracts) -> AsyncIterator[Database]:
    """The tasks service's migrated database, as its runtime role."""
    database = Database(tasks_urls.app, check_event=contracts.check)
    yield database
    await database.close()


@contextlib.asynccontextmanager
async def running(work: Callable[[asyncio.Event], Awaitable[None]]) -> AsyncIterator[asyncio.Task]:
    """Runs a relay, a consumer or a worker; stops it gracefully at the end unless it ended."""
    stop = asyncio.Event()
    task = asyncio.ensure_future(work(stop))
    task.stop = stop
    try:
        yield task
    finally:
        stop.set()
        await asyncio.wait([task], timeout=20)
        assert task.done(), "did not stop in time"


@pytest.fixture(scope="session")
def run():
    return running


@pytest.fixture
async def operator(rabbitmq) -> AsyncIterator[Operator]:
    """RabbitMQ with empty queues."""
    operator = Operator(rabbitmq)
    # The management answers a little before the port for AMQP does.
    await eventually(operator.is_there)
    await operator.purge()
    await operator.bind("tasks.events", QUEUE, PING)
    yield operator
    await operator.close()


@dataclass
class Teller:
    """The service `tasks`: puts pings into its outbox, and relays them."""

    db: Database
    contracts: Contracts
    settings: BrokerSettings
    service_settings: ServiceSettings

    @property
    def nowhere(self) -> SecretStr:
        return SecretStr("amqp://tasks:x@127.0.0.1:9/ates")

    async def put(self, *numbers: int) -> None:
        async with self.db.transaction() as tx:
            await outbox.put(tx, *(PingV1(n=n) for n in numbers))

    def relay(self, db: Database | None = None, **changes: object) -> Worker:
        """A worker that listens to nothing."""
        return Worker(
            self.service_settings,
            name="tasks",
            inbox=Inbox("tasks"),
            broker_settings=self.settings.model_copy(update=changes),
            db=db or self.db,
        )

    async def unpublished(self) -> list[int]:
        async with self.db.transaction() as tx:
            query = "SELECT (data->>'n')::int FROM outbox WHERE published_at IS NULL ORDER BY id"
            return list((await tx.scalars(text(query))).all())

    async def told(self) -> set[str]:
        """The ids of everything that it put into its outbox."""
        async with self.db.transaction() as tx:
            return set((await tx.scalars(text("SELECT id::text FROM outbox"))).all())

    def ping(self, n: int, *, type: str = PING, id: UUID | None = None) -> bytes:
        return self.contracts.encode(
            id=id or uuid7(), type=type, subject=str(n), time=datetime.now(UTC), data={"n": n}
        )


def service_settings(url: str, schemas: Path) -> ServiceSettings:
    return ServiceSettings(database_url=url, jwks_url="http://auth", port=1, schemas_dir=schemas)


def broker_settings(url: str) -> BrokerSettings:
    return BrokerSettings(amqp_url=url, backoff_max_s=0.3, publish_timeout_s=5, watchdog_s=0.2)


@pytest.fixture
def teller(db, contracts, schemas, tasks_urls, rabbitmq) -> Teller:
    settings = service_settings(tasks_urls.app, schemas)
    return Teller(db, contracts, broker_settings(rabbitmq.amqp_url("tasks")), settings)


@dataclass
class PingService:
    """The service `accounting`, whose only effect is to write down the pings that it hears of."""

    db: Database
    settings: BrokerSettings
    service_settings: ServiceSettings
    contracts: Contracts
    inbox: Inbox = field(default_factory=lambda: Inbox("accounting"))
    breaks: dict[int, Exception] = field(default_factory=dict)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    at_gate: asyncio.Event = field(default_factory=asyncio.Event)
    batches: list[list[int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.gate.set()

        @self.inbox.on(PING, Ping)
        async def write_down(tx, events) -> None:
            numbers = [event.data.n for event in events]
            self.batches.append(numbers)
            self.at_gate.set()
            await self.gate.wait()
            for n in numbers:
                if n in self.breaks:
                    raise self.breaks[n]
            insert = "INSERT INTO effects (n) SELECT unnest(CAST(:ns AS int[]))"
            await tx.execute(text(insert), {"ns": numbers})

    def consumer(self, **changes: object) -> Worker:
        """A worker that tells nothing, and whose watchdog looks away."""
        calm = {"watchdog_s": 3_600.0}
        return Worker(
            self.service_settings,
            name="accounting",
            inbox=self.inbox,
            broker_settings=self.settings.model_copy(update=calm | changes),
            db=self.db,
            produces=False,
        )

    def worker(self, **changes: object) -> Worker:
        return Worker(
            self.service_settings,
            name="accounting",
            inbox=self.inbox,
            broker_settings=self.settings.model_copy(update=changes),
        )

    async def effects(self) -> list[int]:
        async with self.db.transaction() as tx:
            return list((await tx.scalars(text("SELECT n FROM effects ORDER BY n"))).all())


@pytest.fixture
async def listener(service_database, contracts, schemas, rabbitmq) -> AsyncIterator[PingService]:
    urls = await service_database("accounting")
    owner = await asyncpg.connect(urls.owner)
    await owner.execute("CREATE TABLE effects (n int NOT NULL)")
    await owner.execute("GRANT SELECT, INSERT ON effects TO ates_accounting")
    await owner.close()
    database = Database(urls.app, check_event=contracts.check)
    yield PingService(
        database,
        broker_settings(rabbitmq.amqp_url("accounting")),
        service_settings(urls.app, schemas),
        contracts,
    )
    await database.close()


@pytest.fixture
def empty(operator):
    async def wait(queue: str = QUEUE) -> None:
        await eventually(lambda: operator.count(queue), until=lambda count: count == 0)

    return wait


@pytest.fixture
def heard(listener):
    async def wait(*expected: int, timeout_s: float = 20) -> None:
        await eventually(
            listener.effects, until=lambda seen: seen == sorted(expected), timeout_s=timeout_s
        )

    return wait


@pytest.fixture
def parked(operator):
    async def wait(count: int):
        await eventually(
            lambda: operator.count(PARKED), until=lambda seen: seen >= count, timeout_s=20
        )
        messages = await operator.take(PARKED)
        assert len(messages) == count
        return messages

    return wait


@pytest.fixture
def own_url(rabbitmq) -> str:
    return rabbitmq.amqp_url("accounting")


class BugError(Exception):
    pass


@pytest.fixture
async def park(teller, listener, operator, run):
    """Parks pings that a bug of the listener's refuses; the bug is fixed when this returns."""

    async def parked(*numbers: int) -> None:
        listener.breaks |= {n: BugError(n) for n in numbers}
        await operator.send(QUEUE, *(teller.ping(n) for n in numbers))
        async with (
            operator.policy("short", r"^accounting\.delay\.", **{"message-ttl": 20}),
            run(listener.consumer().run),
        ):
            await eventually(
                lambda: operator.count(PARKED), until=lambda count: count == len(numbers)
            )
        listener.breaks.clear()

    return parked
