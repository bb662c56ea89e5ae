"""A database that cannot be worked with is an outage: events wait in place, requests are answered 503, jobs go on later."""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated
from uuid import uuid4

import asyncpg
import httpx
import pytest
from broker.rabbitmq_operator import Operator
from fastapi import APIRouter, Depends
from outage import DELAYED, QUEUE, ROLE, Administrator
from ping_services import PingService, Teller
from running import Run, Wait
from sqlalchemy import make_url

from ates_chassis.database.engine import Database
from ates_chassis.http.access import Caller, Verifier
from ates_chassis.http.app import create_service, may
from ates_chassis.testing import bearer, calling, eventually, keys_of_test

pytestmark = pytest.mark.broker
PARKED = "accounting.parked"


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


@pytest.fixture
async def client(listener: PingService) -> AsyncIterator[httpx.AsyncClient]:
    settings = listener.service_settings.model_copy(update={"statement_timeout_s": 3})
    app = create_service(settings, name="accounting", router=router())
    app.state.verifier = Verifier(audience="ates.accounting", keys=keys_of_test())
    async with calling(app) as client:
        yield client


def waits(caplog: pytest.LogCaptureFixture) -> Callable[..., Awaitable[bool]]:
    async def look() -> bool:
        return any("waits in place" in record.getMessage() for record in caplog.records)

    return look


@pytest.mark.parametrize("outage", OUTAGES.values(), ids=OUTAGES)
async def test_in_an_outage_events_wait_in_place_and_requests_are_answered_503(
    outage: Outage,
    teller: Teller,
    listener: PingService,
    operator: Operator,
    run: Run,
    heard: Wait,
    empty: Wait,
    administer: Administrator,
    client: httpx.AsyncClient,
    caplog: pytest.LogCaptureFixture,
) -> None:
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
    teller: Teller,
    listener: PingService,
    operator: Operator,
    run: Run,
    heard: Wait,
    empty: Wait,
    administer: Administrator,
    client: httpx.AsyncClient,
    brief: Database,
    caplog: pytest.LogCaptureFixture,
) -> None:
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
