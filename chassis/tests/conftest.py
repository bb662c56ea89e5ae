"""A service of the tests' own: one event, one table for its effects; and an operator's hands on RabbitMQ."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import asyncpg
import pytest
from broker.rabbitmq_operator import PARKED, PING, QUEUE, Operator
from ping_services import BugError, PingService, Teller, broker_settings, service_settings

from ates_chassis.database.engine import Database
from ates_chassis.messaging.contracts import Contracts
from ates_chassis.testing import eventually

SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["n"],
    "properties": {"n": {"type": "integer"}},
}


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


@pytest.fixture
def teller(db, contracts, schemas, tasks_urls, rabbitmq) -> Teller:
    settings = service_settings(tasks_urls.app, schemas)
    return Teller(db, contracts, broker_settings(rabbitmq.amqp_url("tasks")), settings)


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
