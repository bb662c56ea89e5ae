"""A database that cannot be worked with is an outage: events wait in place, requests are answered 503, jobs go on later."""

import contextlib
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated
from uuid import uuid4

import asyncpg
import pytest
from fastapi import APIRouter, Depends
from sqlalchemy import URL, make_url, text

from ates_chassis.database.engine import Database
from ates_chassis.database.outages import is_outage
from ates_chassis.http.access import Caller, Verifier
from ates_chassis.http.app import create_service, may
from ates_chassis.messaging import consumer as consumer_module
from ates_chassis.messaging.jobs import Job, scheduler_of
from ates_chassis.testing import bearer, calling, eventually, keys_of_test

pytestmark = pytest.mark.broker

QUEUE = "accounting.tasks"
PARKED = "accounting.parked"
DELAYED = "accounting.delay.5s"
ROLE = "ates_accounting"


@dataclass(frozen=True)
class Outage:
    """Statements of an administrator, in the database itself or elsewhere."""

    begin: str
    end: str
    inside: bool = False


OUTAGES = {
    "3D000 no such database": Outage(
        "ALTER DATABASE {database} RENAME TO restoring",
        "ALTER DATABASE restoring RENAME TO {database}",
    ),
    "55000 no connections allowed": Outage(
        "ALTER DATABASE {database} ALLOW_CONNECTIONS false",
        "ALTER DATABASE {database} ALLOW_CONNECTIONS true",
    ),
    "28P01 another password": Outage(
        f"ALTER ROLE {ROLE} PASSWORD 'another'", f"ALTER ROLE {ROLE} PASSWORD '{{password}}'"
    ),
    "28000 no login": Outage(f"ALTER ROLE {ROLE} NOLOGIN", f"ALTER ROLE {ROLE} LOGIN"),
    "53300 no connection left": Outage(
        f"ALTER ROLE {ROLE} CONNECTION LIMIT 0", f"ALTER ROLE {ROLE} CONNECTION LIMIT -1"
    ),
    "25006 only reading": Outage(
        "ALTER DATABASE {database} SET default_transaction_read_only = on",
        "ALTER DATABASE {database} RESET default_transaction_read_only",
    ),
    "42P01 no such table": Outage(
        "ALTER TABLE inbox RENAME TO i; ALTER TABLE user_directory RENAME TO p",
        "ALTER TABLE i RENAME TO inbox; ALTER TABLE p RENAME TO user_directory",
        inside=True,
    ),
    "42P01 no such schema": Outage(
        "ALTER SCHEMA public RENAME TO away", "ALTER SCHEMA away RENAME TO public", inside=True
    ),
    "42703 no such column": Outage(
        "ALTER TABLE inbox RENAME event_id TO e; ALTER TABLE user_directory RENAME id TO e",
        "ALTER TABLE inbox RENAME e TO event_id; ALTER TABLE user_directory RENAME e TO id",
        inside=True,
    ),
    "42501 no right to a table": Outage(
        f"REVOKE INSERT ON inbox FROM {ROLE}; REVOKE SELECT ON user_directory FROM {ROLE}",
        f"GRANT INSERT ON inbox TO {ROLE}; GRANT SELECT ON user_directory TO {ROLE}",
        inside=True,
    ),
}


def router() -> APIRouter:
    routes = APIRouter()

    @routes.get("/mine")
    async def mine(caller: Annotated[Caller, Depends(may("developer"))]) -> str:
        return caller.role

    return routes


@dataclass
class Administrator:
    admin_url: str
    url: URL

    async def __call__(self, statements: str, *, inside: bool) -> None:
        database = self.url.database or ""
        where = (
            make_url(self.admin_url).set(database=database) if inside else make_url(self.admin_url)
        )
        connection = await asyncpg.connect(where.render_as_string(hide_password=False))
        try:
            for each in statements.format(
                database=f'"{database}"', password=self.url.password
            ).split("; "):
                await self._patiently(connection, each)
        finally:
            await connection.close()

    async def _patiently(self, connection: asyncpg.Connection, statement: str) -> None:
        """Ends the service's sessions until the statement succeeds: they come again at once."""
        for _ in range(50):
            await connection.fetch(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = $1",
                ROLE,
            )
            with contextlib.suppress(asyncpg.ObjectInUseError):
                await connection.execute(statement)
                break
        await connection.fetch(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = $1", ROLE
        )


@pytest.fixture
def administer(listener, postgres) -> Administrator:
    url = make_url(listener.service_settings.database_url.get_secret_value())
    return Administrator(postgres.admin_url, url)


@pytest.fixture
async def client(listener):
    settings = listener.service_settings.model_copy(update={"statement_timeout_s": 3})
    app = create_service(settings, name="accounting", router=router())
    app.state.verifier = Verifier(audience="ates.accounting", keys=keys_of_test())
    async with calling(app) as client:
        yield client


@pytest.fixture
async def brief(listener, contracts) -> AsyncIterator[Database]:
    """The listener's database with short bounds."""
    url = listener.service_settings.database_url.get_secret_value()
    listener.db = Database(url, check_event=contracts.check, statement_timeout_s=3)
    yield listener.db
    await listener.db.close()


def waits(caplog):
    async def look() -> bool:
        return any("waits in place" in record.getMessage() for record in caplog.records)

    return look


@pytest.mark.parametrize("outage", OUTAGES.values(), ids=OUTAGES)
async def test_in_an_outage_events_wait_in_place_and_requests_are_answered_503(
    outage, teller, listener, operator, run, heard, empty, administer, client, caplog
):
    headers = bearer(uuid4(), "developer")
    assert (await client.get("/mine", headers=headers)).status_code == 200
    async with run(listener.consumer().run):
        await operator.send(QUEUE, teller.ping(0))
        await heard(0)
        await administer(outage.begin, inside=outage.inside)
        try:
            await operator.send(QUEUE, *(teller.ping(n) for n in range(1, 20)))
            await eventually(waits(caplog))
            answer = await client.get("/mine", headers=headers)
            if "read_only" not in outage.begin:
                assert answer.status_code == 503, answer.text
                assert int(answer.headers["retry-after"]) > 0
        finally:
            await administer(outage.end, inside=outage.inside)
        await heard(*range(20))
        await empty()
    assert await operator.count(PARKED) == 0
    assert await operator.count(DELAYED) == 0
    assert (await client.get("/mine", headers=headers)).status_code == 200


@contextlib.asynccontextmanager
async def locked(administer: Administrator) -> AsyncIterator[None]:
    url = make_url(administer.admin_url).set(database=administer.url.database)
    connection = await asyncpg.connect(url.render_as_string(hide_password=False))
    try:
        async with connection.transaction():
            await connection.execute("LOCK TABLE inbox, user_directory IN ACCESS EXCLUSIVE MODE")
            yield
    finally:
        await connection.close()


async def test_while_a_table_is_locked_for_long_events_wait_in_place_and_requests_are_answered_503(
    teller, listener, operator, run, heard, empty, administer, client, brief, caplog
):
    headers = bearer(uuid4(), "developer")
    assert (await client.get("/mine", headers=headers)).status_code == 200
    async with run(listener.consumer().run):
        async with locked(administer):
            await operator.send(QUEUE, *(teller.ping(n) for n in range(20)))
            answer = await client.get("/mine", headers=headers)
            assert answer.status_code == 503, answer.text
            assert int(answer.headers["retry-after"]) > 0
            await eventually(waits(caplog))
        await heard(*range(20))
        await empty()
    assert await operator.count(PARKED) == 0
    assert await operator.count(DELAYED) == 0
    assert len(listener.batches) <= 2, "they were not taken one by one"


async def test_a_lock_is_given_up_before_the_statement_is_whatever_is_set(listener, contracts):
    url = listener.service_settings.database_url.get_secret_value()
    for lock_s, expected in ((30.0, "4s"), (1.5, "1500ms")):
        db = Database(
            url, check_event=contracts.check, statement_timeout_s=5, lock_timeout_s=lock_s
        )
        async with db.reading() as tx:
            assert await tx.scalar(text("SHOW lock_timeout")) == expected
        await db.close()


async def test_of_events_that_each_take_too_long_one_is_moved_away_at_a_time(
    teller, listener, operator, run, heard, empty, brief, monkeypatch
):
    """What came before it is acknowledged meanwhile, and the rest is a batch again."""
    monkeypatch.setattr(consumer_module, "_SINGLY_MAX_S", 0.0)
    slow = {4, 7}

    async def cancelled(tx) -> None:
        await tx.execute(text("SET LOCAL statement_timeout = '50ms'"))
        await tx.execute(text("SELECT pg_sleep(5)"))

    inner = listener.inbox._routes["tasks.ping.v1"]

    async def handler(tx, events) -> None:
        await inner[1](tx, events)
        if slow & {event.data.n for event in events}:
            await cancelled(tx)

    listener.inbox._routes["tasks.ping.v1"] = (inner[0], handler)
    await operator.send(QUEUE, *(teller.ping(n) for n in range(10)))
    async with run(listener.consumer().run):
        await heard(*(n for n in range(10) if n not in slow))
        await empty()
    assert await operator.count(DELAYED) == 2
    singles = [batch for batch in listener.batches if len(batch) == 1]
    assert singles == [[n] for n in range(8)]
    assert [8, 9] in listener.batches


async def test_a_job_waits_for_the_end_of_an_outage_and_says_so_once(listener, caplog):
    nowhere = Database("postgresql://x:x@127.0.0.1:9/x", check_event=listener.contracts.check)
    runs = 0

    async def work(db: Database) -> None:
        nonlocal runs
        runs += 1
        async with db.transaction() as tx:
            await tx.execute(text("SELECT 1"))

    [scheduled] = scheduler_of([Job("counting", 1, work)], nowhere).get_jobs()
    for _ in range(3):
        await scheduled.func()
    assert runs == 3
    records = [record for record in caplog.records if record.getMessage().startswith("job waits")]
    assert [record.levelno for record in records] == [logging.WARNING]
    await nowhere.close()


async def test_a_prepared_statement_that_a_migration_made_void_is_an_outage(listener, administer):
    async def read() -> None:
        async with listener.db.transaction() as tx:
            await tx.execute(text("SELECT * FROM effects"))

    await read()
    url = make_url(administer.admin_url).set(database=administer.url.database)
    connection = await asyncpg.connect(url.render_as_string(hide_password=False))
    await connection.execute("ALTER TABLE effects ADD COLUMN more int")
    await connection.close()
    with pytest.raises(Exception) as caught:
        await read()
    assert "cached statement plan" in str(caught.value)
    assert is_outage(caught.value)
    await read()
