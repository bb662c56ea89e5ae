"""What an outage is, on a server that really stops; what the runtime role may not; and what is pruned."""

import asyncio
from collections.abc import Coroutine
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.engine.row import Row
from sqlalchemy.exc import DBAPIError
from uuid_utils.compat import uuid7

from ates_chassis.database import engine as database
from ates_chassis.database import retention as housekeeping
from ates_chassis.database.engine import Database
from ates_chassis.database.outages import is_outage, is_transient, sqlstate
from ates_chassis.database.provisioning import DatabaseUrls
from ates_chassis.database.retention import prune
from ates_chassis.messaging.contracts import Contracts
from ates_chassis.settings import BrokerSettings
from ates_chassis.shared.user_directory import Person, remember, status
from support.postgres_server import PostgresServer


async def failure_of(work: Coroutine[Any, Any, Any]) -> BaseException:
    with pytest.raises(Exception) as caught:
        await work
    return caught.value


async def one(db: Database, statement: str = "SELECT 1", **values: str) -> list[Row[Any]]:
    async with db.transaction() as tx:
        return list((await tx.execute(text(statement), values)).all())


async def test_a_server_that_stops_is_an_outage_at_every_step(
    db: Database, postgres: PostgresServer
) -> None:
    async def in_the_middle() -> None:
        async with db.transaction() as tx:
            await tx.execute(text("SELECT 1"))
            await postgres.process.stop()
            await tx.execute(text("SELECT 2"))

    try:
        assert is_transient(await failure_of(in_the_middle()))
        assert is_transient(await failure_of(one(db)))
    finally:
        await postgres.process.start()
    assert await one(db)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://x:x@127.0.0.1:9/x",
        "postgresql://x:x@no-such-host.invalid:5432/x",
        "postgresql://x:x@127.0.0.1:5432/x?ssl=verify-full&sslrootcert=/nowhere",
    ],
)
async def test_whatever_keeps_a_connection_from_coming_about_is_an_outage(
    contracts: Contracts, url: str
) -> None:
    db = Database(url, check_event=contracts.check)
    error = await failure_of(one(db))
    assert is_outage(error), repr(error)
    await db.close()


async def test_a_session_that_is_ended_is_an_outage(db: Database, postgres: PostgresServer) -> None:
    async def ended() -> None:
        async with db.transaction() as tx:
            pid = await tx.scalar(text("SELECT pg_backend_pid()"))
            admin = await asyncpg.connect(postgres.admin_url)
            await admin.execute("SELECT pg_terminate_backend($1, 5000)", pid)
            await admin.close()
            await tx.execute(text("SELECT 1"))

    assert is_transient(await failure_of(ended()))


async def test_a_session_that_is_ended_while_it_rests_is_an_outage(db: Database) -> None:
    """The server's last message is there, the end of the connection is not: the narrowest of moments."""
    assert await one(db)
    async with db.engine.connect() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
    fields = b"SFATAL\0VFATAL\0C57P01\0Mterminating connection\0\0"
    driver._protocol.data_received(b"E" + (len(fields) + 4).to_bytes(4, "big") + fields)
    assert is_transient(await failure_of(one(db)))


_PID = "SELECT pg_backend_pid()"


async def test_a_connection_that_the_server_closed_is_replaced_before_its_next_use(
    db: Database, postgres: PostgresServer
) -> None:
    [(pid,)] = await one(db, _PID)
    admin = await asyncpg.connect(postgres.admin_url)
    await admin.execute("SELECT pg_terminate_backend($1, 5000)", pid)
    await admin.close()
    [(other,)] = await one(db, _PID)
    assert other != pid


async def test_a_connection_lost_on_the_way_is_replaced_after_its_rest(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    [(pid,)] = await one(db, _PID)

    def lost(_connection: object) -> None:
        raise ConnectionResetError

    monkeypatch.setattr(db.engine.dialect, "do_ping", lost)
    assert await one(db, _PID) == [(pid,)], "one that was just used is not asked"
    monkeypatch.setattr(database, "_TRUSTED_S", 0.0)
    [(other,)] = await one(db, _PID)
    assert other != pid


async def test_each_statement_of_a_reading_is_a_transaction_by_itself(db: Database) -> None:
    now = text("SELECT now()")
    async with db.transaction() as tx:
        assert await tx.scalar(now) == await tx.scalar(now)
    async with db.reading() as tx:
        assert await tx.scalar(now) < await tx.scalar(now)


async def test_a_deadlock_passes(db: Database) -> None:
    one_id, other = ids = uuid7(), uuid7()
    async with db.transaction() as tx:
        await remember(tx, [Person(id=each, role="other", active=True, version=1) for each in ids])

    async def lock(first: UUID, second: UUID, met: asyncio.Barrier) -> None:
        query = text("SELECT 1 FROM user_directory WHERE id = :id FOR UPDATE")
        async with db.transaction() as tx:
            await tx.execute(query, {"id": first})
            await met.wait()
            await tx.execute(query, {"id": second})

    met = asyncio.Barrier(2)
    ends = await asyncio.gather(
        lock(one_id, other, met), lock(other, one_id, met), return_exceptions=True
    )
    [deadlock] = [end for end in ends if end is not None]
    assert sqlstate(deadlock) == "40P01"
    assert is_transient(deadlock)


async def test_a_mistake_is_no_outage(db: Database) -> None:
    for statement in ("SELECT 1/0", "SELECT 1 +", "INSERT INTO inbox VALUES (NULL)"):
        assert not is_transient(await failure_of(one(db, statement)))
    assert not is_transient(await failure_of(one(db, "SELECT CAST(:n AS int)", n="x")))
    for error in (ValueError("x"), FileNotFoundError(2, "no", "file"), KeyError("x")):
        assert not is_transient(error)


async def test_a_transaction_that_raises_leaves_nothing(db: Database) -> None:
    async def half() -> None:
        async with db.transaction() as tx:
            await tx.execute(text("INSERT INTO inbox (event_id) VALUES (:id)"), {"id": uuid4()})
            raise ValueError

    await failure_of(half())
    assert await one(db, "SELECT count(*) FROM inbox") == [(0,)]


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE own (n int)",
        "CREATE SCHEMA own",
        "TRUNCATE outbox",
        "DROP TABLE outbox",
        "ALTER TABLE outbox ADD COLUMN x int",
        "ALTER TABLE user_directory DISABLE TRIGGER ALL",
        "UPDATE outbox SET type = 'x.y.v1'",
        "UPDATE outbox SET event_id = gen_random_uuid()",
        "UPDATE inbox SET received_at = now()",
        "DELETE FROM user_directory",
        "SELECT * FROM pg_authid",
        "SELECT pg_read_file('/etc/passwd')",
        "COPY outbox TO PROGRAM 'cat'",
        "CREATE ROLE other",
        "SELECT * FROM alembic_version",
        "SET ROLE ates_tasks_owner",
    ],
)
async def test_the_runtime_role_may_not(db: Database, statement: str) -> None:
    error = await failure_of(one(db, statement))
    assert isinstance(error, DBAPIError)
    assert sqlstate(error) == "42501", error


async def test_the_newest_version_of_a_person_stays(db: Database) -> None:
    user = uuid7()

    async def hear(*versions: int) -> bool:
        async with db.transaction() as tx:
            people = [
                Person(id=user, role="manager" if v == 3 else "other", active=v < 5, version=v)
                for v in versions
            ]
            return user in await remember(tx, people)

    assert await hear(2, 3, 1)
    assert not await hear(3)
    assert not await hear(1, 2)
    async with db.transaction() as tx:
        known = await status(tx, user)
        assert known is not None
        assert (known.role, known.active, known.version) == ("manager", True, 3)
    assert await hear(5)
    async with db.transaction() as tx:
        known = await status(tx, user)
        assert known is not None
        assert not known.active


async def test_two_workers_hearing_of_the_same_people_do_not_block_each_other_for_ever(
    db: Database,
) -> None:
    ids = [uuid7() for _ in range(50)]

    async def hear(version: int, order: list[UUID]) -> None:
        async with db.transaction() as tx:
            await remember(
                tx, [Person(id=each, role="other", active=True, version=version) for each in order]
            )

    await asyncio.gather(*(hear(v, ids[:: 1 if v % 2 else -1]) for v in range(1, 7)))
    async with db.transaction() as tx:
        known = [await status(tx, each) for each in ids]
    assert {person.version for person in known if person} == {6}
    assert all(known)


async def test_rows_that_were_never_published_hold_up_no_pruning(
    db: Database, tasks_urls: DatabaseUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(housekeeping, "_CHUNK", 10)
    owner = await asyncpg.connect(tasks_urls.owner)
    await owner.execute(
        """
        INSERT INTO outbox (event_id, type, subject, data, occurred_at, published_at)
        SELECT gen_random_uuid(), 'tasks.ping.v1', n::text, '{}', now() - interval '50 days',
               CASE WHEN n > 25 AND n % 7 > 0 THEN now() - interval '40 days' END
        FROM generate_series(1, 100) n;
        INSERT INTO outbox (event_id, type, subject, data, published_at)
        SELECT gen_random_uuid(), 'tasks.ping.v1', 'new', '{}', now() FROM generate_series(1, 30);
        """
    )
    settings = BrokerSettings(amqp_url="amqp://x", outbox_retention_days=30)
    await prune(settings)(db)
    left = "SELECT count(*) FILTER (WHERE published_at IS NULL), count(*) FILTER (WHERE subject = 'new'), count(*) FROM outbox"
    [seen] = map(tuple, await owner.fetch(left))
    await owner.close()
    assert seen == (36, 30, 66)


async def test_only_what_is_past_its_retention_is_pruned(
    db: Database, tasks_urls: DatabaseUrls
) -> None:
    # As the owner: the runtime role cannot write the past.
    owner = await asyncpg.connect(tasks_urls.owner)
    await owner.execute(
        """
        INSERT INTO inbox (event_id, received_at)
        SELECT gen_random_uuid(), now() - make_interval(days => d) FROM unnest(ARRAY[0, 6, 8, 90]) d;
        INSERT INTO idempotency_keys (key, request, status, body, answered_at)
        SELECT int4send(d), '', 200, '', now() - make_interval(days => d) FROM unnest(ARRAY[0, 2, 4]) d;
        INSERT INTO outbox (event_id, type, subject, data, published_at)
        SELECT gen_random_uuid(), 'tasks.ping.v1', coalesce(d::text, 'waits'), '{}',
               now() - make_interval(days => d)
        FROM unnest(ARRAY[40, NULL, 31, 29, 0]) d;
        """
    )
    settings = BrokerSettings(
        amqp_url="amqp://x",
        inbox_retention_days=7,
        outbox_retention_days=30,
        answer_retention_days=3,
    )
    await prune(settings)(db)
    left = "SELECT (SELECT count(*) FROM inbox), (SELECT count(*) FROM idempotency_keys)"
    assert [tuple(row) for row in await owner.fetch(left)] == [(2, 2)]
    subjects = await owner.fetch("SELECT subject FROM outbox ORDER BY id")
    await owner.close()
    assert [row["subject"] for row in subjects] == ["waits", "29", "0"]
