"""A database that a test gets is as its template is, whatever the test before did in it."""

import asyncpg
import pytest
from sqlalchemy.engine import make_url

from ates_chassis.testing import eventually
from support.postgres_server import PostgresServer

TABLES = "SELECT relname, pg_relation_size(oid) FROM pg_class WHERE oid >= 16384 AND relkind = 'r'"
SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences"
INSERT = "INSERT INTO outbox (event_id, type, subject, data) VALUES (uuidv7(), 'a.b.v1', 's', '[]')"


async def rows_of(url: str, *queries: str) -> list[list[asyncpg.Record]]:
    connection = await asyncpg.connect(url)
    try:
        return [await connection.fetch(query) for query in queries]
    finally:
        await connection.close()


async def after(postgres: PostgresServer, *statements: str) -> tuple[str, str]:
    """The databases of a test that does this as the owner, and of the next test."""
    used = await postgres.create_database("tasks")
    connection = await asyncpg.connect(used.owner)
    name = make_url(used.owner).database
    for statement in statements:
        await connection.execute(statement.format(database=name))
    # A session may be open yet, and in a transaction.
    await connection.execute("BEGIN; LOCK TABLE outbox")
    await postgres.drop_database(used)
    connection.terminate()
    next_one = await postgres.create_database("tasks")
    await postgres.drop_database(next_one)
    return used.owner, next_one.owner


async def test_what_was_written_is_gone_and_numbers_begin_anew(postgres: PostgresServer) -> None:
    fresh, again = await after(postgres)
    assert fresh == again
    before = await rows_of(fresh, TABLES, SEQUENCES)
    assert await after(postgres, INSERT, INSERT, f"BEGIN; {INSERT}; ROLLBACK") == (fresh, fresh)
    assert await rows_of(fresh, TABLES, SEQUENCES) == before
    [[first]] = await rows_of(fresh, INSERT + " RETURNING id")
    assert first["id"] == 1
    assert await after(postgres) == (fresh, fresh)


async def test_a_function_is_put_back_as_it_was(postgres: PostgresServer) -> None:
    """With one for the time of the ledger, tests of accounting let time pass."""
    fresh, _ = await after(postgres)
    definition = "SELECT pg_get_functiondef('keep_titles()'::regprocedure)"
    before = await rows_of(fresh, definition)
    other = "CREATE OR REPLACE FUNCTION keep_titles() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'"
    assert await after(postgres, other) == (fresh, fresh)
    assert await rows_of(fresh, definition) == before


@pytest.mark.parametrize(
    "change",
    [
        "CREATE TABLE more (n int)",
        "DROP TABLE inbox",
        "ALTER TABLE outbox ALTER COLUMN subject DROP NOT NULL",
        "CREATE INDEX more ON outbox (subject)",
        "DROP TRIGGER titles_are_kept ON tasks",
        "REVOKE INSERT ON outbox FROM ates_tasks",
        "GRANT UPDATE (data) ON outbox TO ates_tasks",
        "CREATE FUNCTION more() RETURNS int RETURN 1",
        "GRANT EXECUTE ON FUNCTION keep_titles() TO PUBLIC",
        "ALTER SEQUENCE outbox_id_seq INCREMENT 2",
        "ANALYZE outbox",
        "UPDATE alembic_version SET version_num = version_num",
        "DELETE FROM alembic_version",
        "ALTER DATABASE {database} SET work_mem = '1MB'",
        "REVOKE CONNECT ON DATABASE {database} FROM ates_tasks",
    ],
)
async def test_what_was_altered_is_not_given_again(postgres: PostgresServer, change: str) -> None:
    async def changed() -> tuple[str, str] | None:
        """The database that was changed and the next one, unless autovacuum analysed it first, which counts as well."""
        fresh, _ = await after(postgres)
        used, next_one = await after(postgres, change)
        return (used, next_one) if used == fresh else None

    pair = await eventually(changed)
    assert pair is not None
    assert pair[0] != pair[1]
