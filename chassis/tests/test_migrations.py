"""Migrations beside a working service: step by step, holding nobody up, and going on after whatever interrupted them."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from ates_chassis.database.locks import LockKey
from ates_chassis.database.provisioning import DatabaseUrls
from ates_chassis.testing import eventually
from support.postgres_server import PostgresServer

ENVIRONMENT = """
import ates_chassis.database.migrations as machinery
from ates_chassis.database.engine import new_metadata

{changes}
machinery.run_environment(new_metadata(), bounded_after={bounded_after!r})
"""
STEP = """
from alembic import op
from ates_chassis.database.chassis_tables import create_chassis_tables
from ates_chassis.database.migrations import create_index

revision = "{number:04}"
down_revision = {before!r}


def upgrade():
    {does}
"""
TABLES = "create_chassis_tables()"
COLUMN = 'op.execute("ALTER TABLE outbox ADD COLUMN IF NOT EXISTS colour text")'
INDEX = 'create_index("ix_outbox_type", "outbox (type, id)")'
INSERT = """
    INSERT INTO outbox (event_id, type, subject, data)
    SELECT uuidv7(), 'tasks.task-added.v1', n::text, '{}' FROM generate_series(1, $1::int) AS n
"""
BUILDING = "SELECT phase FROM pg_stat_progress_create_index"
VALID = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'ix_outbox_type'::regclass"
# A moment ago, so that each has come to where it waits.
CONNECTED = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND backend_type = 'client backend'
        AND backend_start < clock_timestamp() - interval '1 s'
"""
KEY = 0x5709


class Chain:
    """A service's migrations in a folder, and the database that they are of."""

    def __init__(self, folder: Path, urls: DatabaseUrls) -> None:
        self.folder = folder
        self.urls = urls
        (folder / "versions").mkdir()
        self.configure()

    def configure(self, changes: str = "", *, bounded_after: str = "") -> None:
        text = ENVIRONMENT.format(changes=changes, bounded_after=bounded_after)
        (self.folder / "env.py").write_text(text)

    def steps(self, *does: str) -> None:
        for number, each in enumerate(does, 1):
            before = f"{number - 1:04}" if number > 1 else None
            step = STEP.format(number=number, before=before, does=each)
            (self.folder / "versions" / f"{number:04}_step.py").write_text(step)

    async def start(self) -> asyncio.subprocess.Process:
        addresses = {
            "ATES_DATABASE_URL": self.urls.app,
            "ATES_MIGRATION_DATABASE_URL": self.urls.owner,
        }
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "ates_chassis.database.migrations", str(self.folder),
            env=os.environ | addresses, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip

    async def run(self) -> str:
        """What it says of its failure; nothing where all went well."""
        return await output_of(await self.start())

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[asyncpg.Connection]:
        connection = await asyncpg.connect(self.urls.owner)
        try:
            yield connection
        finally:
            await connection.close()


async def output_of(process: asyncio.subprocess.Process) -> str:
    _, errors = await process.communicate()
    assert bool(process.returncode) == bool(errors), errors.decode()
    return errors.decode()


@pytest.fixture
async def chain(postgres: PostgresServer, tmp_path: Path) -> AsyncIterator[Chain]:
    urls = await postgres.create_from_dump("tasks", "SELECT 1")
    yield Chain(tmp_path, urls)
    await postgres.drop_database(urls)


@pytest.fixture
async def owner(chain: Chain) -> AsyncIterator[asyncpg.Connection]:
    async with chain.connected() as connection:
        yield connection


async def _revision(owner: asyncpg.Connection) -> str:
    return str(await owner.fetchval("SELECT version_num FROM alembic_version"))


@asynccontextmanager
async def _older_transaction(chain: Chain) -> AsyncIterator[None]:
    """One that has begun to read, and that the build of an index waits for to its end."""
    async with (
        chain.connected() as reader,
        reader.transaction(isolation="repeatable_read"),
    ):
        await reader.fetchval("SELECT count(*) FROM pg_class")
        yield


@asynccontextmanager
async def _writer(chain: Chain) -> AsyncIterator[None]:
    """One that has written and not committed, and that a build waits for before it begins."""
    async with chain.connected() as service, service.transaction():
        await service.execute(INSERT, 1)
        yield


async def _building(owner: asyncpg.Connection) -> None:
    await eventually(
        lambda: owner.fetchval(BUILDING), until=lambda phase: bool(phase) and "waiting" in phase
    )


async def test_an_interrupted_chain_goes_on_where_it_stopped(
    chain: Chain, owner: asyncpg.Connection
) -> None:
    chain.steps(TABLES, COLUMN, 'op.execute("SELECT 1 / 0")')
    assert "division by zero" in await chain.run()
    assert await _revision(owner) == "0002"
    chain.steps(TABLES, COLUMN, 'op.execute("SELECT 1")', INDEX)
    assert await chain.run() == ""
    assert await _revision(owner) == "0004"
    assert await owner.fetchval(VALID)


async def test_what_a_step_locked_is_free_while_the_next_one_works(
    chain: Chain, owner: asyncpg.Connection
) -> None:
    chain.steps(TABLES)
    assert await chain.run() == ""
    chain.steps(TABLES, COLUMN, f'op.execute("SELECT pg_advisory_xact_lock({KEY})")')
    async with owner.transaction():
        await owner.execute("SELECT pg_advisory_xact_lock($1)", KEY)
        migration = await chain.start()

        async def waits() -> int:
            query = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            return int(await owner.fetchval(query))

        await eventually(waits)
        async with chain.connected() as service:
            await service.execute("SET lock_timeout = '200ms'")
            await service.execute(INSERT, 1)
    assert await output_of(migration) == ""


async def test_whoever_writes_into_a_large_outbox_waits_for_no_migration(
    chain: Chain, owner: asyncpg.Connection
) -> None:
    chain.steps(TABLES)
    assert await chain.run() == ""
    await owner.execute(INSERT, 200_000)
    chain.steps(TABLES, COLUMN, INDEX, COLUMN)
    waits = []

    async def write(until: asyncio.Task[str]) -> None:
        async with chain.connected() as service:
            while not until.done():
                before = time.monotonic()
                await service.execute(INSERT, 1)
                waits.append(time.monotonic() - before)

    async with _older_transaction(chain):
        ended = asyncio.ensure_future(output_of(await chain.start()))
        writing = asyncio.ensure_future(write(ended))
        await _building(owner)
        written = len(waits)

        async def more() -> bool:
            return len(waits) > written + 100

        await eventually(more)
    assert await ended == ""
    await writing
    assert max(waits) < 2.0
    assert await owner.fetchval(VALID)
    assert await owner.fetchval("SELECT count(*) FROM outbox") == 200_000 + len(waits)


async def test_a_build_that_was_killed_is_done_anew(
    chain: Chain, owner: asyncpg.Connection
) -> None:
    chain.steps(TABLES)
    assert await chain.run() == ""
    chain.steps(TABLES, INDEX)
    async with _older_transaction(chain):
        migration = await chain.start()
        await _building(owner)
        await owner.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_progress_create_index")
        assert await output_of(migration)
    assert await owner.fetchval(VALID) is False
    assert await _revision(owner) == "0001"
    assert await chain.run() == ""
    assert await owner.fetchval(VALID) is True


async def test_two_processes_migrate_one_after_the_other_also_while_an_index_is_built(
    chain: Chain, owner: asyncpg.Connection
) -> None:
    chain.steps(TABLES)
    assert await chain.run() == ""
    chain.steps(TABLES, INDEX, COLUMN)
    async with _writer(chain):
        first = await chain.start()
        await _building(owner)
        second = await chain.start()

        await eventually(lambda: owner.fetchval(CONNECTED), until=lambda count: count == 4)
    assert [await output_of(first), await output_of(second)] == ["", ""]
    assert await _revision(owner) == "0003"


async def test_whoever_waits_for_another_migration_gives_up_and_says_so(
    chain: Chain, owner: asyncpg.Connection
) -> None:
    chain.configure("machinery._TURN_WAIT_S = 0.3")
    chain.steps(TABLES)
    await owner.execute("SELECT pg_advisory_lock($1)", LockKey.MIGRATION)
    assert await chain.run() == "Another migration of this database goes on.\n"


async def test_a_step_that_waits_for_a_lock_gives_up_before_others_wait_long_behind_it(
    chain: Chain, owner: asyncpg.Connection
) -> None:
    chain.configure("machinery.LOCK_WAIT = '300ms'")
    chain.steps(TABLES)
    assert await chain.run() == ""
    chain.steps(TABLES, COLUMN)
    async with owner.transaction():
        await owner.execute("LOCK TABLE outbox IN ACCESS SHARE MODE")
        assert "canceling statement due to lock timeout" in await chain.run()
    assert await _revision(owner) == "0001"


@pytest.mark.parametrize(
    ("bounded_after", "revision"), [("", "0001"), ("0001", "0001"), ("0002", "0002")]
)
async def test_a_step_that_holds_a_table_for_long_is_ended_unless_it_is_of_the_time_before(
    chain: Chain, owner: asyncpg.Connection, bounded_after: str, revision: str
) -> None:
    chain.steps(TABLES)
    assert await chain.run() == ""
    chain.configure("machinery.HELD_MAX = '300ms'", bounded_after=bounded_after)
    chain.steps(TABLES, f'{COLUMN}; op.execute("SELECT pg_sleep(1)")')
    ended = "due to transaction timeout" in await chain.run()
    assert ended == (revision == "0001")
    assert await _revision(owner) == revision


async def test_a_database_that_was_made_open_to_everybody_is_shut_by_the_first_migration(
    chain: Chain, owner: asyncpg.Connection
) -> None:
    database = await owner.fetchval("SELECT quote_ident(current_database())")
    app = make_url(chain.urls.app).username
    await owner.execute(f"REVOKE ALL ON DATABASE {database} FROM {app}")
    await owner.execute(f"GRANT CONNECT, TEMPORARY ON DATABASE {database} TO PUBLIC")
    chain.steps(TABLES)
    for _ in range(2):
        assert await chain.run() == ""
        may_enter = "SELECT has_database_privilege($1, current_database(), 'CONNECT')"
        assert not await owner.fetchval(may_enter, "public")
        assert await owner.fetchval(may_enter, app)
