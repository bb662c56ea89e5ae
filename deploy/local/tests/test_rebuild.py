"""Figures made anew from the archives: equal to those of live delivery, whatever goes on meanwhile."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4, uuid5
from zlib import crc32

import asyncpg
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.engine import make_url

from ates_analytics.__main__ import MIGRATIONS
from ates_analytics.consumers import listen
from ates_analytics.storage.facts import FIGURES_LOCK
from ates_chassis.database.engine import Database
from ates_chassis.messaging.contracts import Contracts, Envelope
from ates_chassis.messaging.inbox import Delivery
from ates_chassis.messaging.rebuilding import rebuild as rebuilding
from ates_chassis.messaging.rebuilding import shadow
from ates_chassis.messaging.rebuilding.archive import Archive, _without
from ates_chassis.messaging.rebuilding.rebuild import Plan, rebuild
from ates_chassis.settings import SCHEMAS
from ates_chassis.shared.command_error import CommandError
from ates_local.databases import DatabaseUrls
from support.home_commands import run_home

# The setup starts a company beside the other half of the tests.
pytestmark = [pytest.mark.service, pytest.mark.timeout(300)]

PRODUCERS = ("auth", "tasks", "accounting")
FIGURES = ("assignments", "balances", "days", "tasks", "transfers", "user_directory")
_PUT = """
    INSERT INTO outbox (event_id, type, subject, data, occurred_at, published_at)
    VALUES ($1, $2, '', $3, $4, CASE WHEN $5 THEN now() END)
"""


@dataclass
class RebuildScene:
    """Three archives and the figures, without RabbitMQ: a test delivers by itself."""

    urls: dict[str, DatabaseUrls]
    plan: Plan
    db: Database
    owners: dict[str, asyncpg.Connection]
    admin_url: str
    rng: Random = field(default_factory=lambda: Random(4))
    progress: list[str] = field(default_factory=list)

    async def happen(self, count: int, *, published: bool = True) -> None:
        """Facts of every kind, some of them about the same tasks and people, committed in the archives."""
        for _ in range(count):
            producer, event_type, data = self._fact()
            content = orjson.dumps(data).decode()
            # The same fact told again has the time that it had.
            at = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=crc32(content.encode()) % 200)
            await self.owners[producer].execute(_PUT, uuid4(), event_type, content, at, published)

    def _fact(self) -> tuple[str, str, dict[str, Any]]:
        number = self.rng.randint(1, 40)
        one = str(uuid5(UUID(int=1), str(number)))
        match self.rng.choice(["user", "added", "assigned", "completed", "priced", "posted"]):
            case "user":
                user = {"user_id": one, "role": "manager", "active": True}
                version = self.rng.randint(1, 9)
                user |= {"login": "abc", "email": "a@b.example", "full_name": "x"}
                return "auth", "auth.user-changed.v1", user | {"version": version}
            case "added":
                added = {"task_id": one, "title": f"task {number}", "jira_key": None}
                return "tasks", "tasks.task-added.v1", added | {"author_id": one}
            case "assigned":
                drawn = {"task_id": one, "assignee_id": one, "previous_assignee_id": None}
                times = {"number": self.rng.randint(1, 9), "cause": "reassigned"}
                return "tasks", "tasks.task-assigned.v1", drawn | times
            case "completed":
                return "tasks", "tasks.task-completed.v1", {"task_id": one, "completed_by": one}
            case "priced":
                price = {"task_id": one, "fee": 1_000 + number, "reward": 2_000 + number}
                return "accounting", "accounting.task-priced.v1", price | {"currency": "USD"}
        moved = {"transfer_id": str(uuid4()), "user_id": one, "currency": "USD", "task_id": None}
        kind = self.rng.choice(["fee", "reward", "payout", "correction"])
        moved |= {"kind": kind, "delta": self.rng.randint(-2_000, 2_000) or 1, "balance_after": 0}
        day = f"2026-03-{self.rng.randint(1, 9):02}"
        return "accounting", "accounting.transfer-posted.v1", moved | {"business_day": day}

    async def deliver(self) -> None:
        """All archived events as RabbitMQ would bring them, those that came before among them."""
        for producer in PRODUCERS:
            connection = await asyncpg.connect(self.urls[producer].owner)
            try:
                archive = Archive(connection, self.plan.inbox.types, batch_max=500)
                async for batch in archive.rest():
                    await self.plan.inbox.apply(self.db, batch)
            finally:
                await connection.close()

    async def figures(self) -> dict[str, list[str]]:
        async with self.db.transaction() as tx:
            return {
                name: list(await tx.scalars(text(f"SELECT t::text FROM {name} t ORDER BY 1")))
                for name in FIGURES
            }

    async def shape(self) -> list[Any]:
        """Indexes and rights, by name."""
        owner = self.owners["analytics"]
        indexes = await owner.fetch(
            "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"
        )
        rights = await owner.fetch(
            "SELECT relname, relacl::text FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind IN ('r', 'v') ORDER BY 1"
        )
        return [*map(tuple, indexes), *map(tuple, rights)]

    async def rebuild(self) -> rebuilding.Outcome:
        return await rebuild(self.plan, self.progress.append)

    async def is_tidy(self) -> bool:
        query = "SELECT NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = $1)"
        return bool(await self.owners["analytics"].fetchval(query, shadow.SCHEMA))


@pytest.fixture
async def scene(service_database, postgres) -> AsyncIterator[RebuildScene]:
    urls = {name: await service_database(name) for name in (*PRODUCERS, "analytics")}
    plan = Plan(
        inbox=listen("Europe/Berlin"),
        lock_key=FIGURES_LOCK,
        app_url=urls["analytics"].app,
        owner_url=urls["analytics"].owner,
        archives={name: urls[name].app for name in PRODUCERS},
        migrations=MIGRATIONS,
        schemas=SCHEMAS,
    )
    contracts = Contracts(SCHEMAS)
    db = Database(urls["analytics"].app, check_event=contracts.check)
    owners = {name: await asyncpg.connect(url.owner) for name, url in urls.items()}
    yield RebuildScene(urls, plan, db, owners, postgres.admin_url)
    for owner in owners.values():
        await owner.close()
    await db.close()


async def test_rebuilt_figures_equal_those_of_delivery_and_repair_what_was_broken(scene):
    await scene.happen(400)
    await scene.deliver()
    right, shape = await scene.figures(), await scene.shape()
    assert all(right.values())
    owner = scene.owners["analytics"]
    await owner.execute(
        "UPDATE days SET fees = fees + 1; DELETE FROM transfers; TRUNCATE user_directory"
    )
    outcome = await scene.rebuild()
    assert outcome.events == 400
    assert await scene.figures() == right
    assert await scene.shape() == shape
    assert await scene.is_tidy()


async def test_analytics_alone_rebuilds_itself_with_nothing_but_leave_to_read_the_archives(scene):
    await scene.happen(200)
    await scene.deliver()
    right = await scene.figures()
    await scene.owners["analytics"].execute("DELETE FROM transfers; TRUNCATE user_directory")
    readers = {name: await _reader(scene, name) for name in PRODUCERS}
    own = {"ATES_DATABASE_URL": scene.plan.app_url, "ATES_TIME_ZONE": "Europe/Berlin"}
    own["ATES_MIGRATION_DATABASE_URL"] = scene.plan.owner_url
    code, output = await run_home(
        "ates_analytics", "rebuild", **own, ATES_ARCHIVE_URLS=orjson.dumps(readers).decode()
    )
    assert code == 0, output
    assert output.startswith("200 events in ")
    assert await scene.figures() == right
    del readers["tasks"]
    code, output = await run_home(
        "ates_analytics", "rebuild", **own, ATES_ARCHIVE_URLS=orjson.dumps(readers).decode()
    )
    assert code == 1
    assert "There is no archive of tasks." in output


async def _reader(scene: RebuildScene, producer: str) -> str:
    """The address of a role that may read the outbox of `producer`, and nothing else."""
    owner, role = scene.owners[producer], f"reader_of_{producer}"
    database = await owner.fetchval("SELECT current_database()")
    admin = await asyncpg.connect(scene.admin_url)
    try:
        await admin.execute(f"DROP ROLE IF EXISTS {role}; CREATE ROLE {role} LOGIN PASSWORD 'x'")
        await admin.execute(f"GRANT CONNECT ON DATABASE {database} TO {role}")
    finally:
        await admin.close()
    await owner.execute(f"GRANT SELECT ON outbox TO {role}")
    url = make_url(scene.urls[producer].app).set(username=role, password="x")
    return url.render_as_string(hide_password=False)


async def test_a_migration_that_ran_meanwhile_keeps_tables_of_before_from_being_put_in_place(
    scene, monkeypatch
):
    await scene.happen(20)
    await scene.deliver()
    right, exchange = await scene.figures(), shadow.exchange

    async def after_a_migration(*arguments: Any) -> None:
        await scene.owners["analytics"].execute("UPDATE alembic_version SET version_num = '9999'")
        await exchange(*arguments)

    monkeypatch.setattr(shadow, "exchange", after_a_migration)
    with pytest.raises(CommandError, match="migrated meanwhile"):
        await scene.rebuild()
    assert await scene.figures() == right


async def test_delivery_goes_on_after_a_rebuild_and_repeats_have_no_effect(scene):
    await scene.happen(100)
    await scene.deliver()
    await scene.happen(100, published=False)
    await scene.rebuild()
    ahead = await scene.figures()
    await scene.deliver()
    assert await scene.figures() == ahead
    await scene.happen(50)
    await scene.deliver()
    rebuilt = await scene.figures()
    assert rebuilt != ahead
    await scene.rebuild()
    assert await scene.figures() == rebuilt


async def test_what_happens_and_is_delivered_during_a_rebuild_is_in_it(scene, monkeypatch):
    monkeypatch.setattr(rebuilding, "BATCH_MAX", 20)
    monkeypatch.setattr(rebuilding, "_FEW", 0)
    await scene.happen(300)
    await scene.deliver()
    done = asyncio.Event()

    async def live() -> None:
        while not done.is_set():
            await scene.happen(3)
            await scene.deliver()

    async def looking() -> None:
        while not done.is_set():
            assert len((await scene.figures())["transfers"]) > 0

    async def rebuilding_twice() -> None:
        try:
            await scene.rebuild()
            await scene.rebuild()
        finally:
            done.set()

    await asyncio.gather(live(), looking(), rebuilding_twice())
    seen = await scene.figures()
    await scene.rebuild()
    assert await scene.figures() == seen


async def test_a_rebuild_that_is_killed_changes_nothing_and_can_be_started_again(
    scene, monkeypatch
):
    await scene.happen(200)
    await scene.deliver()
    right = await scene.figures()

    async def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(shadow, "_replace", killed)
        with pytest.raises(KeyboardInterrupt):
            await scene.rebuild()
    assert not await scene.is_tidy()
    assert await scene.figures() == right
    await scene.happen(20)
    await scene.deliver()
    right = await scene.figures()
    await scene.rebuild()
    assert await scene.figures() == right
    assert await scene.is_tidy()


async def test_an_exchange_neither_holds_up_nor_loses_the_end_of_a_session(scene, monkeypatch):
    session, replace = uuid4(), shadow._replace
    kind, data = "auth.session-ended.v1", {"session_id": str(session), "user_id": str(uuid4())}
    ended = Envelope(id=uuid4(), type=kind, subject="", time=datetime.now(UTC), data=data)

    async def after_the_last_look(owner: asyncpg.Connection) -> None:
        async with asyncio.timeout(5):
            await scene.plan.inbox.apply(scene.db, [Delivery(ended, None)])
        await replace(owner)

    monkeypatch.setattr(shadow, "_replace", after_the_last_look)
    await scene.rebuild()
    stored = await scene.owners["analytics"].fetchval("SELECT session_id FROM ended_sessions")
    assert stored == session


async def test_only_one_rebuild_at_a_time(scene):
    async with shadow.only_rebuild(scene.owners["analytics"]):
        with pytest.raises(CommandError, match="under way"):
            await scene.rebuild()
    await scene.rebuild()


async def test_an_event_that_commits_late_is_read_once_though_its_id_is_lower(scene):
    late = await asyncpg.connect(scene.urls["tasks"].owner)
    gone = await asyncpg.connect(scene.urls["tasks"].owner)
    archive = Archive(scene.owners["tasks"], ["tasks.task-added.v1"], batch_max=2)
    values = (uuid4(), "tasks.task-added.v1", '{"late": 1}', datetime.now(UTC), True)
    first, undone = late.transaction(), gone.transaction()
    await first.start()
    await late.execute(_PUT, *values)
    await undone.start()
    await gone.execute(_PUT, uuid4(), *values[1:])
    await scene.owners["tasks"].execute(_PUT, uuid4(), *values[1:])

    async def read() -> list[UUID]:
        return [each.envelope.id async for batch in archive.rest() for each in batch]

    before = await read()
    assert values[0] not in before
    await first.commit()
    await undone.rollback()
    assert await read() == [values[0]]
    assert await read() == []
    await late.close()
    await gone.close()


@given(
    st.sets(st.integers(1, 60)),
    st.sets(st.integers(1, 60)),
)
def test_gaps_lose_exactly_what_was_found(missing, some):
    gaps: list[tuple[int, int]] = []
    for number in sorted(missing):
        if gaps and gaps[-1][1] == number - 1:
            gaps[-1] = (gaps[-1][0], number)
        else:
            gaps.append((number, number))
    left = _without(gaps, sorted(missing & some))
    assert [n for first, last in left for n in range(first, last + 1)] == sorted(missing - some)
