"""`./ates outbox`: what could not be published is seen with its reason, and goes out once its cause is gone."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from types import SimpleNamespace

import asyncpg
import pytest
from typer.testing import CliRunner

from ates_chassis.database.provisioning import DatabaseUrls
from ates_chassis.shared.command_error import CommandError
from ates_chassis.shared.screen import console
from ates_local.commands import common
from ates_local.commands import outbox as launcher
from ates_tools.cli import program
from support.fixtures import ServiceDatabase
from support.home_commands import run_home

pytestmark = pytest.mark.service

_FAILED = """
    INSERT INTO outbox (event_id, type, subject, data, failed_at, failure)
    SELECT uuidv7(), 'tasks.[/x].v1', 's', '{}', now(), '[bold]too large' || chr(27)
    FROM generate_series(1, 2) RETURNING id
"""


@pytest.fixture
async def databases(service_database: ServiceDatabase) -> dict[str, DatabaseUrls]:
    return {service: await service_database(service) for service in ("tasks", "auth")}


@pytest.fixture
def ates(
    databases: dict[str, DatabaseUrls], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Awaitable[str]]:
    services = [SimpleNamespace(name=name, has_database=True) for name in databases]
    environment = SimpleNamespace(database_urls=databases.__getitem__)
    company = SimpleNamespace(services=services, environment=environment, lock=nullcontext)
    monkeypatch.setattr(launcher, "started_company", lambda: company)
    monkeypatch.setattr(common, "started_company", lambda: company)
    monkeypatch.setattr(console, "width", 80)

    async def run(*arguments: str) -> str:
        result = await asyncio.to_thread(CliRunner().invoke, program(), ["outbox", *arguments])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.output

    return run


async def test_failed_events_are_listed_with_their_reason_and_retried_by_their_id(
    ates: Callable[..., Awaitable[str]], databases: dict[str, DatabaseUrls]
) -> None:
    assert "Every event" in await ates("list")
    owner = await asyncpg.connect(databases["tasks"].owner)
    first, second = (row["id"] for row in await owner.fetch(_FAILED))
    listed = await ates("list")
    assert f"tasks-{first}" in listed
    assert "[/x]" in "".join(listed.split())
    assert "\x1b" not in listed
    assert "1 event back" in await ates("retry", f"tasks-{first}")
    with pytest.raises(CommandError):
        await ates("retry", f"tasks-{first}")
    waiting = "SELECT array_agg(id) FROM outbox WHERE failed_at IS NULL AND failure IS NULL"
    assert await owner.fetchval(waiting) == [first]
    assert "1 event back" in await ates("retry", "--all")
    assert await owner.fetchval(waiting) == [first, second]
    await owner.close()
    for arguments in (("retry",), ("retry", "x", "--all"), ("retry", f"auth-{second}")):
        with pytest.raises(CommandError):
            await ates(*arguments)


async def test_a_service_alone_does_the_same_with_its_own_credentials(
    databases: dict[str, DatabaseUrls],
) -> None:
    async def tasks(*arguments: str) -> tuple[int, str]:
        url = databases["tasks"].app
        return await run_home("ates_tasks", "outbox", *arguments, ATES_DATABASE_URL=url)

    owner = await asyncpg.connect(databases["tasks"].owner)
    first, _ = (row["id"] for row in await owner.fetch(_FAILED))
    await owner.close()
    assert f"tasks-{first}" in (await tasks("list"))[1]
    assert "1 event back" in (await tasks("retry", f"tasks-{first}"))[1]
    assert "1 event back" in (await tasks("retry", "--all"))[1]
    assert await tasks("list") == (0, "Every event can be published.\n")
