"""The fixtures and level markers of every test in the repository."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Protocol

import pytest
import pytest_asyncio

from ates_chassis.database.provisioning import DatabaseUrls
from ates_local.places import Places, checkout_root
from ates_tools.levels import LEVELS, level_of
from support import infrastructure
from support.postgres_server import PostgresServer, running_postgres
from support.rabbitmq_server import RabbitMQServer, running_rabbitmq
from support.running_company import RunningCompany, running_company
from support.temporary import temporary_places


class ServiceDatabase(Protocol):
    def __call__(self, service: str, more: str = "") -> Awaitable[DatabaseUrls]: ...


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--all-mails",
        action="store_true",
        help="at the payday of 100,000, wait for all payments and mails (some ten minutes), not for a sample",
    )


def pytest_configure() -> None:
    infrastructure.in_containers()


def pytest_report_header() -> str:
    return infrastructure.described()


@pytest.hookimpl(tryfirst=True)  # before -m selects by these markers
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    root = checkout_root()
    for item in items:
        marked = any(item.get_closest_marker(level) for level in LEVELS)
        if marked or not item.path.is_relative_to(root):
            continue
        level = level_of(Path(item.path).relative_to(root))
        if level:
            item.add_marker(level)


@pytest.fixture(scope="session")
def server_places() -> Iterator[Places]:
    with temporary_places() as places:
        yield places


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def postgres(server_places: Places) -> AsyncIterator[PostgresServer]:
    async with _postgres_of_choice()(server_places) as server:
        await infrastructure.check(server.admin_url)
        yield server


def _postgres_of_choice() -> Callable[[Places], AbstractAsyncContextManager[PostgresServer]]:
    if not infrastructure.in_containers():
        return running_postgres
    from support.containers import postgres_in_container

    return postgres_in_container


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def rabbitmq(server_places: Places) -> AsyncIterator[RabbitMQServer]:
    async with _rabbitmq_of_choice()(server_places) as server:
        yield server


def _rabbitmq_of_choice() -> Callable[[Places], AbstractAsyncContextManager[RabbitMQServer]]:
    if not infrastructure.in_containers():
        return running_rabbitmq
    from support.containers import rabbitmq_in_container

    return rabbitmq_in_container


@pytest_asyncio.fixture(loop_scope="session")
async def service_database(postgres: PostgresServer) -> AsyncIterator[ServiceDatabase]:
    """Call it with a service's name for a fresh migrated database, which the test alone has. With `more` that is added to it."""
    made: list[DatabaseUrls] = []

    async def make(service: str, more: str = "") -> DatabaseUrls:
        made.append(await postgres.create_database(service, more))
        return made[-1]

    yield make
    for urls in made:
        await postgres.drop_database(urls)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def company() -> AsyncIterator[RunningCompany]:
    """A whole aTES with its demo company: one that the launcher starts, or the one that Compose has started."""
    if infrastructure.has_company_in_containers():
        from support.company_in_containers import CompanyInContainers

        yield CompanyInContainers(checkout_root())
        return
    with temporary_places() as places:
        async with running_company(places) as running:
            yield running
