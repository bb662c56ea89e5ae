"""The body of every service's Alembic environment.

Migrations run as the owner role, one process at a time (advisory lock), while the service works. Each is a transaction of its
own, so that an interrupted chain goes on where it stopped and nothing stays locked for the sake of the next. One gives up
rather than hold up the service: after waiting for a lock, and after holding what it locked, for as long as is stated below.
`python -m ates_chassis.database.migrations services/tasks/migrations` upgrades to the newest revision.
"""

import argparse
import asyncio
import importlib
import sys
from pathlib import Path

import asyncpg  # noqa: F401 - the driver of the engine below
from alembic import command, context, op
from alembic.config import Config
from alembic.runtime.migration import MigrationInfo
from pydantic import SecretStr
from sqlalchemy import Connection, MetaData, pool, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from ates_chassis.database.engine import too_old
from ates_chassis.database.locks import TRY_SESSION, LockKey
from ates_chassis.settings import EnvironmentSettings

_TURN_WAIT_S = 60.0
_TURN_POLL_S = 0.2

LOCK_WAIT = "4s"
"""How long a migration waits for a lock: whoever wants the table after it waits as well."""
HELD_MAX = "20s"
"""How long one may hold what it locked. Together they are less than a service waits for a lock (`Database`), 30 s."""
# The build of an index waits for the transactions that are older than it, and nobody waits for the build.
_BESIDE_WAIT = "10min"

# Only its owner can shut it.
_IS_OPEN = text(
    """
    SELECT has_database_privilege('public', oid, 'CONNECT') AND pg_has_role(datdba, 'USAGE')
    FROM pg_database WHERE datname = current_database()
    """,
)


class MigrationRunningError(RuntimeError):
    """Another process is migrating this database, and goes on for longer than anybody waits."""


class OldPostgresError(RuntimeError):
    """The server is older than the oldest that aTES works with."""


class MigrationSettings(EnvironmentSettings):
    migration_database_url: SecretStr
    database_url: SecretStr
    migration_schema: str | None = None
    """Where the tables are made; elsewhere than usual for those of a rebuild."""

    @property
    def app_role(self) -> str:
        """The runtime role, to which migrations grant no more than it needs."""
        role = make_url(self.database_url.get_secret_value()).username
        if not role or not role.replace("_", "").isalnum():
            raise ValueError(
                "ATES_DATABASE_URL must name a role of letters, digits and underscores"
            )
        return role


def grant(rights: str, *tables: str) -> None:
    """Gives the runtime role `rights` (such as "SELECT, INSERT") on `tables`."""
    op.execute(f"GRANT {rights} ON {', '.join(tables)} TO {MigrationSettings().app_role}")


def create_index(name: str, on: str, *, unique: bool = False) -> None:
    """Builds a new index `on` a table that is in use ("outbox (type, id)"), while everybody goes on writing to it.

    A build that was interrupted leaves an index that nobody uses, which goes first.
    """
    kind = "UNIQUE INDEX" if unique else "INDEX"
    execute_beside(
        f"DROP INDEX CONCURRENTLY IF EXISTS {name}",
        f"CREATE {kind} CONCURRENTLY {name} ON {on}",
    )


def execute_beside(*statements: str) -> None:
    """Executes what holds up nobody, however long it takes: building an index, or validating a constraint.

    Each is a transaction of its own, so that a migration does nothing else, and can be repeated after any of them.
    """
    with op.get_context().autocommit_block():
        for statement in (
            f"SET lock_timeout = '{_BESIDE_WAIT}'",
            "SET transaction_timeout = 0",
            *statements,
            f"SET lock_timeout = '{LOCK_WAIT}'",
            f"SET transaction_timeout = '{HELD_MAX}'",
        ):
            op.execute(statement)


def run_environment(metadata: MetaData, *, bounded_after: str = "") -> None:
    """Called by each service's `env.py`.

    `bounded_after` is the last revision of the time before migrations were bounded: it and those before it may hold tables for
    as long as they take.
    """
    asyncio.run(_upgrade(metadata, bounded_after))


async def _upgrade(metadata: MetaData, bounded_after: str) -> None:
    settings = MigrationSettings()
    schema = settings.migration_schema
    url = make_url(settings.migration_database_url.get_secret_value())
    engine = create_async_engine(
        url.set(drivername="postgresql+asyncpg"),
        poolclass=pool.NullPool,
        connect_args={
            "server_settings": {
                "lock_timeout": LOCK_WAIT,
                **({"search_path": schema} if schema else {}),
            }
        },
    )
    # The lock of `_take_turn` ends with the connection, whatever ends that.
    async with engine.connect() as connection:
        await connection.run_sync(_check_version)
        await _take_turn(connection)
        await connection.run_sync(_shut_out_others, settings.app_role)
        await connection.run_sync(_run, metadata, bounded_after)
    await engine.dispose()


async def _take_turn(connection: AsyncConnection) -> None:
    """Waits without a transaction: whoever builds an index waits for all that are open.

    Raises MigrationRunningError.
    """
    loop = asyncio.get_running_loop()
    deadline = loop.time() + _TURN_WAIT_S
    lock = text(TRY_SESSION.format(key=LockKey.MIGRATION))
    while not await connection.scalar(lock):
        await connection.rollback()
        if loop.time() > deadline:
            raise MigrationRunningError("Another migration of this database goes on.")
        await asyncio.sleep(_TURN_POLL_S)
    await connection.rollback()


def _check_version(connection: Connection) -> None:
    """Before anything is changed, since an older server fails in the middle of it."""
    number = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one())
    if refusal := too_old(number, connection.engine.url.render_as_string(hide_password=True)):
        raise OldPostgresError(refusal)


def _shut_out_others(connection: Connection, app_role: str) -> None:
    """PostgreSQL lets everybody into a new database, and an operator that made it from an object leaves that so."""
    with connection.begin():
        if connection.execute(_IS_OPEN).scalar_one():
            name = connection.engine.dialect.identifier_preparer.quote(
                connection.exec_driver_sql("SELECT current_database()").scalar_one()
            )
            connection.exec_driver_sql(f"REVOKE ALL ON DATABASE {name} FROM PUBLIC")
            connection.exec_driver_sql(f"GRANT CONNECT, TEMPORARY ON DATABASE {name} TO {app_role}")


def _run(connection: Connection, metadata: MetaData, bounded_after: str) -> None:
    def bound(revision: str) -> None:
        if revision >= bounded_after:
            connection.execute(text(f"SET transaction_timeout = '{HELD_MAX}'"))

    def applied(ctx: object, step: MigrationInfo, heads: object, run_args: object) -> None:  # noqa: ARG001
        bound(step.up_revision_id or "")

    context.configure(
        connection=connection,
        target_metadata=metadata,
        transaction_per_migration=True,
        on_version_apply=applied,
    )
    bound(context.get_context().get_current_revision() or "")
    with context.begin_transaction():
        context.run_migrations()


def upgrade(folder: Path) -> None:
    config = Config()
    config.set_main_option("script_location", str(folder))
    command.upgrade(config, "head")


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m ates_chassis.database.migrations",
        description="Brings a service's database to its newest migration.",
    )
    parser.add_argument("folder", type=Path, help="such as services/tasks/migrations")
    try:
        upgrade(parser.parse_args().folder)
    except (OldPostgresError, MigrationRunningError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    # The errors are those of the module that the environments import, which is another than `__main__`.
    importlib.import_module("ates_chassis.database.migrations").main()
