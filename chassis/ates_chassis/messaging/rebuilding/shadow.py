"""The schema beside `public` in which new figures grow, made by the service's own migrations, and the exchange of both."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

import asyncpg

from ates_chassis.database.locks import END_SESSION, IN_SCHEMA, TRY_SESSION, LockKey
from ates_chassis.shared.command_error import CommandError

SCHEMA = "rebuild"
# The inbox and the ended sessions belong to what is delivered, not to the figures, and are written without their lock; the
# others are empty where nothing is produced.
STAYING = ("inbox", "ended_sessions", "outbox", "idempotency_keys", "answers", "alembic_version")

# Shorter than PostgreSQL's own look for deadlocks (1 s): whoever reads figures goes first, the exchange tries again.
_LOCK_TIMEOUT = "800ms"
_TRIES = 50
_PAUSE_S = 0.2

_TABLES = """
    SELECT tablename FROM pg_tables WHERE schemaname = $1 AND NOT tablename = ANY($2) ORDER BY tablename
"""
# The old names of renamed tables, by which the release before knows them.
_VIEWS = """
    SELECT viewname FROM pg_views WHERE schemaname = $1 AND NOT viewname = ANY($2) ORDER BY viewname
"""


@asynccontextmanager
async def only_rebuild(owner: asyncpg.Connection) -> AsyncIterator[None]:
    """Keeps a second rebuild out; the lock ends with the connection, whatever ends that."""
    if not await owner.fetchval(TRY_SESSION.format(key=LockKey.REBUILD)):
        raise CommandError(
            "Another rebuild of this service is under way.", remedy="Wait for its end."
        )
    try:
        yield
    finally:
        await owner.execute(END_SESSION.format(key=LockKey.REBUILD))


async def make(owner: asyncpg.Connection, app_role: str) -> None:
    """An empty schema; what a rebuild that was killed left behind goes first."""
    await drop(owner)
    await owner.execute(f'CREATE SCHEMA {SCHEMA}; GRANT USAGE ON SCHEMA {SCHEMA} TO "{app_role}"')


async def drop(owner: asyncpg.Connection) -> None:
    await owner.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")


async def analyze(owner: asyncpg.Connection) -> None:
    """So that the first questions to the new figures are planned as well as those to the old ones."""
    for name in await _tables(owner):
        await owner.execute(f'ANALYZE {SCHEMA}."{name}"')


async def exchange(
    owner: asyncpg.Connection, lock_key: LockKey, catch_up: Callable[[], Awaitable[None]]
) -> None:
    """Puts the new figures in the place of the old ones, all at once.

    While the figures' lock is held no live event has an effect on them, so what `catch_up` reads then has all that the old
    figures have.
    """
    for _ in range(_TRIES):
        try:
            async with owner.transaction():
                await owner.execute(IN_SCHEMA.format(key=lock_key, schema="public"))
                await catch_up()
                await _replace(owner)
        except asyncpg.LockNotAvailableError:
            await asyncio.sleep(_PAUSE_S)
        else:
            return
    raise CommandError(
        "The new figures could not take the place of the old ones: they were being read all the time.",
        remedy="Run it again when it is quieter. The old figures are served on.",
    )


async def _replace(owner: asyncpg.Connection) -> None:
    await owner.execute(f"SET LOCAL lock_timeout = '{_LOCK_TIMEOUT}'")
    await _check_same_revision(owner)
    tables, views = await _tables(owner), await _views(owner)
    await owner.execute(f"LOCK TABLE {_served(tables)} IN ACCESS EXCLUSIVE MODE")
    if views:
        await owner.execute(f"DROP VIEW {_served(views)}")
    await owner.execute(f"DROP TABLE {_served(tables)}")
    for name in tables:
        await owner.execute(f'ALTER TABLE {SCHEMA}."{name}" SET SCHEMA public')
    for name in views:
        await owner.execute(f'ALTER VIEW {SCHEMA}."{name}" SET SCHEMA public')


def _served(names: Sequence[str]) -> str:
    return ", ".join(f'public."{name}"' for name in names)


async def _check_same_revision(owner: asyncpg.Connection) -> None:
    """Raises CommandError where the tables were migrated meanwhile: those made here are of before. None can be until the end."""
    await owner.execute("LOCK TABLE public.alembic_version IN SHARE MODE")
    old = await owner.fetchval("SELECT version_num FROM public.alembic_version")
    new = await owner.fetchval(f"SELECT version_num FROM {SCHEMA}.alembic_version")  # noqa: S608 - a constant
    if old != new:
        raise CommandError("The tables were migrated meanwhile.", remedy="Run it again.")


async def _tables(owner: asyncpg.Connection) -> list[str]:
    return [row["tablename"] for row in await owner.fetch(_TABLES, SCHEMA, list(STAYING))]


async def _views(owner: asyncpg.Connection) -> list[str]:
    return [row["viewname"] for row in await owner.fetch(_VIEWS, SCHEMA, list(STAYING))]
