"""What must hold before a function works is in its types: a session that cannot write, and a lock that is shown."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Executable, delete, insert, select, text, update
from tasks_service import TasksService
from uuid_utils.compat import uuid7

from ates_chassis.database import locks
from ates_chassis.database.engine import Database
from ates_chassis.database.locks import HeldLock, LockGoneError, LockKey
from ates_chassis.database.sessions import ReadSession, WriteInReadingError, writes
from ates_tasks.domain.tasks import LogEntry, Task
from ates_tasks.storage.assignment import AssigneesExclusive, AssigneesShared
from ates_tasks.storage.tables import tasks


@pytest.fixture
def db(service: TasksService) -> Database:
    return service.db


class OtherHeld(HeldLock):
    KEY = LockKey.LEDGER


def test_a_session_that_reads_has_no_method_that_writes() -> None:
    public = {name for name in vars(ReadSession) if not name.startswith("_")}
    assert public == {"execute", "scalar", "scalars", "get"}


@pytest.mark.parametrize(
    "statement",
    [
        text(
            "INSERT INTO user_directory (id, role, active, version) SELECT uuidv7(), 'x', true, 1"
        ),
        text("WITH gone AS (DELETE FROM inbox RETURNING 1) SELECT count(*) FROM gone"),
        text("UPDATE outbox SET published_at = now()"),
        text("SELECT 1 FROM user_directory FOR UPDATE"),
        text("SELECT 1 FROM user_directory FOR NO KEY UPDATE"),
        text("SELECT pg_advisory_xact_lock(1)"),
        insert(tasks).values(id=uuid7()),
        update(tasks).values(status="completed"),
        delete(tasks),
        select(tasks).with_for_update(),
        select(tasks).with_for_update(read=True),
    ],
    ids=str,
)
async def test_a_statement_that_writes_or_locks_is_refused_where_only_reading_is_meant(
    db: Database, statement: Executable
) -> None:
    async with db.reading() as session:
        with pytest.raises(WriteInReadingError):
            await session.execute(statement)
        assert await session.scalar(text("SELECT 1")) == 1


async def test_what_is_smuggled_into_a_reading_session_is_refused_at_its_way_to_the_database(
    db: Database,
) -> None:
    entry = LogEntry(
        task_id=uuid7(),
        occurred_at=datetime(2026, 11, 26, tzinfo=UTC),
        actor_id=uuid7(),
        kind="create",
        description="x",
    )
    async with db.reading() as session:
        # Its type has no such method.
        untyped: Any = session
        untyped.add(entry)
        with pytest.raises(WriteInReadingError):
            await session.execute(select(Task).limit(1))


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT updated_at, locked FROM t WHERE kind = 'update' ORDER BY deleted",
        "SELECT count(*) FROM updates",
        "SELECT require_currency()",
    ],
)
def test_what_reads_is_not_taken_for_a_write(sql: str) -> None:
    assert not writes(sql)


async def test_a_transaction_may_do_what_a_reading_may(db: Database) -> None:
    async with db.transaction() as tx:
        assert (await tx.execute(select(tasks.c.id))).all() == []
        assert await tx.get(Task, uuid7()) is None


async def test_only_taking_a_lock_gives_the_proof_of_it(db: Database) -> None:
    async with db.transaction() as tx:
        with pytest.raises(TypeError, match="AssigneesShared comes from taking the lock"):
            AssigneesShared(tx, by=object())
        held = await locks.share(tx, AssigneesShared)
        assert held.tx is tx
        query = text(
            "SELECT objid, mode FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
        )
        assert [tuple(row) for row in await tx.execute(query)] == [(LockKey.ASSIGNEES, "ShareLock")]


async def test_a_proof_is_good_no_longer_than_its_transaction(db: Database) -> None:
    async with db.transaction() as tx:
        held = await locks.take(tx, AssigneesExclusive)
    with pytest.raises(LockGoneError):
        _ = held.tx


async def test_locks_of_different_keys_do_not_meet(db: Database) -> None:
    async with db.transaction() as tx, db.transaction() as other:
        await locks.take(tx, AssigneesExclusive)
        await locks.take(other, OtherHeld)
        await locks.take_in_schema(other, OtherHeld)
