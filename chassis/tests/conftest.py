"""A service of the tests' own: one event, one table for its effects; and an operator's hands on RabbitMQ."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio
from aiormq.abc import DeliveredMessage
from broker.rabbitmq_operator import PARKED, PING, QUEUE, Operator
from failing_events import FindFailed
from followers import EventLog, Follower
from http_server import HEAD_S, STALL_S, UNREAD_S
from outage import Administrator
from ping_services import (
    BugError,
    PingService,
    TakeParked,
    Teller,
    broker_settings,
    service_settings,
)
from running import Run, Wait, running
from serving.served_app import Served, served
from sqlalchemy import make_url

from ates_chassis.database.engine import Database
from ates_chassis.database.provisioning import DatabaseUrls
from ates_chassis.messaging import outbox
from ates_chassis.messaging.contracts import Contracts
from ates_chassis.testing import eventually
from support.postgres_server import PostgresServer
from support.rabbitmq_server import RabbitMQServer

SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["n"],
    "properties": {"n": {"type": "integer"}},
}

EFFECTS = """
    CREATE TABLE effects (n int NOT NULL);
    GRANT SELECT, INSERT ON effects TO ates_accounting;
"""


@pytest.fixture(scope="session")
def schemas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("schemas")
    for name in ("tasks/ping/v1", "tasks/ping/v2", "auth/ping/v1", "tasks/unhandled/v1"):
        file = folder / f"{name}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(SCHEMA))
    return folder


@pytest.fixture(scope="session")
def contracts(schemas: Path) -> Contracts:
    return Contracts(schemas)


@pytest.fixture
async def tasks_urls(service_database: Callable[..., Awaitable[DatabaseUrls]]) -> DatabaseUrls:
    return await service_database("tasks")


@pytest.fixture
async def db(tasks_urls: DatabaseUrls, contracts: Contracts) -> AsyncIterator[Database]:
    """The tasks service's migrated database, as its runtime role."""
    database = Database(tasks_urls.app, check_event=contracts.check)
    yield database
    await database.close()


@pytest.fixture(scope="session")
def run() -> Run:
    return running


@pytest.fixture
async def operator(rabbitmq: RabbitMQServer) -> AsyncIterator[Operator]:
    """RabbitMQ with empty queues."""
    operator = Operator(rabbitmq)
    # The management answers a little before the port for AMQP does.
    await eventually(operator.is_there)
    await operator.purge()
    await operator.bind("tasks.events", QUEUE, PING)
    yield operator
    await operator.close()


@pytest.fixture
def teller(
    db: Database,
    contracts: Contracts,
    schemas: Path,
    tasks_urls: DatabaseUrls,
    rabbitmq: RabbitMQServer,
) -> Teller:
    settings = service_settings(tasks_urls.app, schemas)
    return Teller(db, contracts, broker_settings(rabbitmq.amqp_url("tasks")), settings)


@pytest.fixture
async def listener(
    service_database: Callable[..., Awaitable[DatabaseUrls]],
    contracts: Contracts,
    schemas: Path,
    rabbitmq: RabbitMQServer,
) -> AsyncIterator[PingService]:
    urls = await service_database("accounting", EFFECTS)
    database = Database(urls.app, check_event=contracts.check)
    yield PingService(
        database,
        broker_settings(rabbitmq.amqp_url("accounting")),
        service_settings(urls.app, schemas),
        contracts,
    )
    await database.close()


@pytest.fixture
def empty(operator: Operator) -> Wait:
    async def wait(queue: str = QUEUE) -> None:
        await eventually(lambda: operator.count(queue), until=lambda count: count == 0)

    return wait


@pytest.fixture
def heard(listener: PingService) -> Wait:
    async def wait(*expected: int, timeout_s: float = 20) -> None:
        await eventually(
            listener.effects, until=lambda seen: seen == sorted(expected), timeout_s=timeout_s
        )

    return wait


@pytest.fixture
def parked(operator: Operator) -> TakeParked:
    async def wait(count: int) -> list[DeliveredMessage]:
        await eventually(
            lambda: operator.count(PARKED), until=lambda seen: seen >= count, timeout_s=20
        )
        messages = await operator.take(PARKED)
        assert len(messages) == count
        return messages

    return wait


@pytest.fixture
def own_url(rabbitmq: RabbitMQServer) -> str:
    return rabbitmq.amqp_url("accounting")


@pytest.fixture
async def park(teller: Teller, listener: PingService, operator: Operator, run: Run) -> Wait:
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


@pytest.fixture
def follower(rabbitmq: RabbitMQServer, operator: Operator) -> Follower:
    return Follower(rabbitmq.amqp_url("web"))


@pytest.fixture
def tell(rabbitmq: RabbitMQServer, operator: Operator, contracts: Contracts) -> EventLog:
    return EventLog(rabbitmq, contracts)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    limits = {
        "head_timeout_s": str(HEAD_S),
        "stall_timeout_s": str(STALL_S),
        "unread_timeout_s": str(UNREAD_S),
    }
    async with served(tmp_path_factory.mktemp("served"), **limits) as running:
        yield running


@pytest.fixture
def administer(listener: PingService, postgres: PostgresServer) -> Administrator:
    url = make_url(listener.service_settings.database_url.get_secret_value())
    return Administrator(postgres.admin_url, url)


@pytest.fixture
async def brief(listener: PingService, contracts: Contracts) -> AsyncIterator[Database]:
    """The listener's database with short bounds."""
    url = listener.service_settings.database_url.get_secret_value()
    listener.db = Database(url, check_event=contracts.check, statement_timeout_s=3)
    yield listener.db
    await listener.db.close()


@pytest.fixture
async def owner(tasks_urls: DatabaseUrls) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(tasks_urls.owner)
    yield connection
    await connection.close()


@pytest.fixture
def failed(owner: asyncpg.Connection) -> FindFailed:
    async def look() -> list[outbox.FailedEvent]:
        return await outbox.failed_events(owner)

    return look


@pytest.fixture
async def only_bound_types(operator: Operator) -> AsyncIterator[None]:
    """As with a producer whose events the log does not keep."""
    await operator.unbind("tasks.events", "events.log", "#")
    yield
    await operator.bind("tasks.events", "events.log", "#")
