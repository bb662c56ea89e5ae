"""What a service knows of ended sessions: late, doubled or shuffled news, and no longer than it matters."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import asyncpg
import pytest
from fastapi import APIRouter, Depends
from sqlalchemy import event, text
from sqlalchemy.dialects.postgresql.asyncpg import (
    AsyncAdapt_asyncpg_cursor,
    PGExecutionContext_asyncpg,
)
from sqlalchemy.engine.base import Connection
from uuid_utils.compat import uuid7

from ates_chassis.database.engine import Database
from ates_chassis.database.provisioning import DatabaseUrls
from ates_chassis.http.access import Caller, Verifier
from ates_chassis.http.app import create_service, may
from ates_chassis.settings import ServiceSettings
from ates_chassis.shared.consumed_events import ConsumedEvent
from ates_chassis.shared.ended_sessions import KEPT_S, SessionEnded, remember, status_of_caller
from ates_chassis.testing import AppClient, bearer, calling, hire, keys_of_test

OLD = timedelta(seconds=KEPT_S + 1)


def ended(session: UUID, *, ago: timedelta = timedelta(0)) -> ConsumedEvent[SessionEnded]:
    data = SessionEnded(session_id=session)
    return ConsumedEvent(id=uuid7(), time=datetime.now(UTC) - ago, traceparent=None, data=data)


async def hear(db: Database, *events: ConsumedEvent[SessionEnded]) -> None:
    async with db.transaction() as tx:
        await remember(tx, events)


async def remembered(db: Database) -> set[UUID]:
    async with db.reading() as tx:
        return set((await tx.scalars(text("SELECT session_id FROM ended_sessions"))).all())


async def has_ended(db: Database, session: UUID | None) -> bool:
    async with db.transaction() as tx:
        return (await status_of_caller(tx, uuid7(), session)).session_ended


async def test_news_of_an_end_count_however_often_and_in_whatever_order_they_come(
    db: Database,
) -> None:
    sessions = [uuid7() for _ in range(20)]
    news = [ended(each, ago=timedelta(minutes=n)) for n, each in enumerate(sessions)]
    await hear(db, *news[10:], *news[5:15])
    await hear(db, *reversed(news))
    await hear(db)
    assert await remembered(db) == set(sessions)
    assert [await has_ended(db, each) for each in (sessions[3], uuid7(), None)] == [
        True,
        False,
        False,
    ]


async def test_an_end_is_forgotten_once_no_token_can_be_left(
    db: Database, tasks_urls: DatabaseUrls
) -> None:
    recent, gone = uuid7(), uuid7()
    await hear(db, ended(recent), ended(gone))
    owner = await asyncpg.connect(tasks_urls.owner)
    await owner.execute(
        "UPDATE ended_sessions SET ended_at = now() - $2::interval WHERE session_id = $1", gone, OLD
    )
    await owner.close()
    newest, long_ago = uuid7(), uuid7()
    await hear(db, ended(newest), ended(long_ago, ago=OLD))
    assert await remembered(db) == {recent, newest}


async def test_a_clock_of_auth_that_is_ahead_keeps_nothing_for_longer(db: Database) -> None:
    session = uuid7()
    await hear(db, ended(session, ago=-timedelta(days=365)))
    async with db.reading() as tx:
        late = await tx.scalar(text("SELECT ended_at <= now() FROM ended_sessions"))
    assert late
    assert await has_ended(db, session)


async def test_consumers_with_overlapping_news_do_not_wait_in_a_circle(db: Database) -> None:
    news = [ended(uuid7()) for _ in range(50)]
    await asyncio.gather(*(hear(db, *news[:: 1 if n % 2 else -1]) for n in range(6)))
    assert len(await remembered(db)) == 50


@pytest.fixture
async def client(tasks_urls: DatabaseUrls, schemas: Path) -> AsyncIterator[AppClient]:
    routes = APIRouter()

    @routes.get("/mine")
    async def mine(caller: Annotated[Caller, Depends(may("developer", "internalservice"))]) -> str:
        return caller.role

    settings = ServiceSettings(
        database_url=tasks_urls.app, jwks_url="http://auth", port=1, schemas_dir=schemas
    )
    app = create_service(settings, name="tasks", router=routes)
    app.state.verifier = Verifier(audience="ates.tasks", keys=keys_of_test())
    async with calling(app) as client:
        yield client


async def test_a_token_of_an_ended_session_is_refused_also_for_somebody_not_yet_known(
    client: AppClient, db: Database
) -> None:
    known, session, other = await hire(db, "developer"), uuid7(), uuid7()
    await hear(db, ended(session))
    for person in (known, uuid7()):
        for sid, expected in ((session, 401), (other, 200)):
            headers = bearer(person, "developer", sid=str(sid))
            assert (await client.get("/mine", headers=headers)).status_code == expected


async def test_a_token_without_a_session_goes_on_and_one_with_nonsense_does_not(
    client: AppClient, db: Database
) -> None:
    person = await hire(db, "developer")
    await hear(db, ended(uuid7()))
    headers = bearer(person, "developer")
    assert (await client.get("/mine", headers=headers)).status_code == 200
    assert (
        await client.get("/mine", headers=bearer(uuid7(), "internalservice"))
    ).status_code == 200
    made_up: list[Any] = ["nonsense", 7, ["x"], {}, True]
    for sid in made_up:
        headers = bearer(person, "developer", sid=sid)
        assert (await client.get("/mine", headers=headers)).status_code == 401, sid


async def test_who_calls_is_known_by_one_question(client: AppClient, db: Database) -> None:
    person, statements = await hire(db, "developer"), []
    engine = client.app.state.db.engine.sync_engine

    @event.listens_for(engine, "before_cursor_execute")
    def note(
        _connection: Connection,
        _cursor: AsyncAdapt_asyncpg_cursor,
        statement: str,
        *_: bool | tuple[UUID, UUID] | PGExecutionContext_asyncpg,
    ) -> None:
        statements.append(statement)

    headers = bearer(person, "developer", sid=str(uuid7()))
    assert (await client.get("/mine", headers=headers)).status_code == 200
    assert len(statements) == 1
