"""Statements of 0.1.0, which knows the tables by their old names, beside those of today on the same rows."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import asyncpg
import pytest
from uuid_utils.compat import uuid7

from ates_chassis.database.provisioning import DatabaseUrls

# As 0.1.0 has them in ates_chassis (once, people, retention) and in the storage of tasks and payments.
CLAIM = """
    INSERT INTO answers (key, request, status, body) VALUES ($1, $2, 0, '')
    ON CONFLICT DO NOTHING RETURNING key
"""
FIND = "SELECT request, status, body FROM answers WHERE key = $1"
KEEP = "UPDATE answers SET status = $2, body = $3 WHERE key = $1"
PRUNE = """
    DELETE FROM answers WHERE key = ANY(ARRAY(
        SELECT key FROM answers WHERE answered_at < now() - make_interval(days => $1) LIMIT $2
    ))
"""
FORGET = """
    DELETE FROM answers WHERE EXISTS (
        SELECT FROM unnest(CAST($1 AS text[])) AS theirs(id)
        WHERE position(convert_to(theirs.id, 'UTF8') IN body) > 0
    )
"""
REMEMBER = """
    INSERT INTO people AS old (id, role, active, version)
    SELECT DISTINCT ON (id) id, role, active, version
    FROM unnest(CAST($1 AS uuid[]), CAST($2 AS text[]), CAST($3 AS boolean[]), CAST($4 AS bigint[]))
         AS new(id, role, active, version)
    ORDER BY id, version DESC
    ON CONFLICT (id) DO UPDATE SET role = excluded.role, active = excluded.active, version = excluded.version
    WHERE old.version < excluded.version
    RETURNING id
"""
STATUS = """
    SELECT people.id, people.role, people.active, people.version, ended_sessions.session_id IS NOT NULL AS ended
    FROM (SELECT CAST($1 AS uuid) AS user_id, CAST($2 AS uuid) AS session_id) AS caller
    LEFT JOIN people ON people.id = caller.user_id
    LEFT JOIN ended_sessions ON ended_sessions.session_id = caller.session_id
"""
DRAW = """
    WITH pool AS MATERIALIZED (SELECT array_agg(id) AS ids FROM people WHERE active AND role = ANY($1))
    SELECT ids[random(1, cardinality(ids))] FROM pool WHERE ids IS NOT NULL
"""

SERVICES = ("accounting", "analytics", "auth", "payments", "tasks")


@pytest.fixture(params=SERVICES)
async def runtime(
    request: pytest.FixtureRequest, service_database: Callable[..., Awaitable[DatabaseUrls]]
) -> AsyncIterator[asyncpg.Connection]:
    """The runtime role of a service."""
    urls = await service_database(request.param)
    connection = await asyncpg.connect(urls.app)
    yield connection
    await connection.close()


async def test_answers_of_the_release_before_are_kept_found_and_pruned(
    runtime: asyncpg.Connection,
) -> None:
    assert await runtime.fetchval(CLAIM, b"key", b"request") == b"key"
    assert await runtime.fetchval(CLAIM, b"key", b"other") is None
    assert await runtime.execute(KEEP, b"key", 201, b"answer") == "UPDATE 1"
    [known] = await runtime.fetch(FIND, b"key")
    assert tuple(known) == (b"request", 201, b"answer")
    [row] = await runtime.fetch("SELECT * FROM idempotency_keys")
    assert (row["key"], row["status"], row["answered_at"] is not None) == (b"key", 201, True)
    assert await runtime.execute(PRUNE, 2, 10_000) == "DELETE 0"
    await runtime.execute("UPDATE idempotency_keys SET answered_at = now() - interval '3 days'")
    assert await runtime.execute(PRUNE, 2, 10_000) == "DELETE 1"
    await runtime.fetchval(CLAIM, b"another", b"request")
    await runtime.execute(KEEP, b"another", 200, b"of somebody")
    assert await runtime.execute(FORGET, ["somebody"]) == "DELETE 1"
    assert await runtime.fetchval("SELECT count(*) FROM idempotency_keys") == 0


async def test_people_of_the_release_before_are_remembered_by_their_newest_version(
    runtime: asyncpg.Connection,
) -> None:
    user = uuid7()

    async def remember(role: str, version: int) -> int:
        return len(await runtime.fetch(REMEMBER, [user], [role], [True], [version]))

    assert [await remember("developer", 2), await remember("manager", 1)] == [1, 0]
    assert await remember("manager", 3) == 1
    [row] = await runtime.fetch("SELECT role, version FROM user_directory WHERE id = $1", user)
    assert tuple(row) == ("manager", 3)
    assert await runtime.fetchval(DRAW, ["manager"]) == user
    lock = "SELECT 1 FROM people WHERE id = $1 FOR UPDATE"
    assert await runtime.fetchval(lock, user) == 1


async def test_whoever_calls_is_known_to_the_release_before(
    service_database: Callable[..., Awaitable[DatabaseUrls]],
) -> None:
    urls = await service_database("tasks")
    connection = await asyncpg.connect(urls.app)
    user = uuid7()
    insert = (
        "INSERT INTO user_directory (id, role, active, version) VALUES ($1, 'manager', true, 1)"
    )
    await connection.execute(insert, user)
    [row] = await connection.fetch(STATUS, user, uuid7())
    assert (row["role"], row["active"], row["ended"]) == ("manager", True, False)
    await connection.close()


async def test_the_same_key_has_one_effect_whichever_release_is_asked(
    service_database: Callable[..., Awaitable[DatabaseUrls]],
) -> None:
    urls = await service_database("tasks")
    before, today = [await asyncpg.connect(urls.app) for _ in range(2)]
    claim = CLAIM.replace("INTO answers", "INTO idempotency_keys")
    first = before.transaction()
    await first.start()
    assert await before.fetchval(CLAIM, b"key", b"request") == b"key"
    second = asyncio.ensure_future(today.fetchval(claim, b"key", b"request"))
    await asyncio.wait([second], timeout=0.3)
    assert not second.done(), "the second request waits for the first"
    await before.execute(KEEP, b"key", 201, b"answer")
    await first.commit()
    assert await second is None
    assert await today.fetchval("SELECT status FROM idempotency_keys WHERE key = 'key'") == 201
    for connection in (before, today):
        await connection.close()


@pytest.mark.parametrize(
    "statement", ["DELETE FROM people", "DROP VIEW people", "DROP VIEW answers"]
)
async def test_an_old_name_gives_no_rights_that_the_table_does_not(
    runtime: asyncpg.Connection, statement: str
) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await runtime.execute(statement)
