"""The body of every service's Alembic environment, and the chassis' tables for a first migration.

Migrations run as the owner role, one at a time (advisory lock), and give up quickly rather than hold up the service.
`python -m ates_chassis.migrations services/tasks/migrations` upgrades to the newest revision.
"""

import sys
from pathlib import Path

import asyncpg  # noqa: F401 - the driver of the engine below
from alembic import command, context, op
from alembic.config import Config
from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import Connection, MetaData, pool, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from ates_chassis.database import too_old
from ates_chassis.inbox import inbox_table
from ates_chassis.once import answers_table
from ates_chassis.outbox import outbox_table
from ates_chassis.people import people_table

_LOCK_KEY = 0x0A7E6


class OldPostgresError(RuntimeError):
    """The server is older than the oldest that aTES works with."""


class MigrationSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="ATES_", extra="ignore")

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


def create_chassis_tables(metadata: MetaData) -> None:
    """Outbox, inbox, answers and people, as their first version was, with the rights that the runtime needs."""
    for make in (outbox_table, inbox_table, answers_table, people_table):
        make(metadata)
    metadata.create_all(op.get_bind(), checkfirst=False)
    for statement in (
        # The unpublished head of the outbox stays small only if dead rows go soon.
        "ALTER TABLE outbox SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000)",
        "CREATE INDEX ix_inbox_received_at ON inbox (received_at)",
        "CREATE INDEX ix_answers_answered_at ON answers (answered_at)",
    ):
        op.execute(statement)
    grant("SELECT, INSERT, DELETE", "outbox", "inbox")
    # Auth redacts the data of erased people; nobody rewrites what happened, to whom, or when.
    grant("UPDATE (data, published_at)", "outbox")
    grant("SELECT, INSERT, UPDATE, DELETE", "answers")
    grant("SELECT, INSERT, UPDATE", "people")


def set_failed_events_aside() -> None:
    """The outbox knows events that cannot be published; a new installation has the columns from its first migration."""
    for statement in (
        "ALTER TABLE outbox ADD COLUMN IF NOT EXISTS failed_at timestamptz",
        "ALTER TABLE outbox ADD COLUMN IF NOT EXISTS failure text",
        "DROP INDEX IF EXISTS ix_outbox_unpublished",
        """
        CREATE INDEX IF NOT EXISTS ix_outbox_waiting ON outbox (id)
        WHERE published_at IS NULL AND failed_at IS NULL
        """,
        "CREATE INDEX IF NOT EXISTS ix_outbox_failed ON outbox (id) WHERE failed_at IS NOT NULL",
    ):
        op.execute(statement)
    grant("UPDATE (failed_at, failure)", "outbox")


def create_ended_sessions() -> None:
    """The ended sessions, as their first version was: a session that ended stays so, and is forgotten in time."""
    for statement in (
        """
        CREATE TABLE ended_sessions (
            session_id uuid CONSTRAINT pk_ended_sessions PRIMARY KEY,
            ended_at timestamptz NOT NULL
        )
        """,
        "CREATE INDEX ix_ended_sessions_ended_at ON ended_sessions (ended_at)",
    ):
        op.execute(statement)
    grant("SELECT, INSERT, DELETE", "ended_sessions")


def run_environment(metadata: MetaData) -> None:
    """Called by each service's `env.py`."""
    import asyncio

    asyncio.run(_upgrade(metadata))


async def _upgrade(metadata: MetaData) -> None:
    settings = MigrationSettings()
    schema = settings.migration_schema
    url = make_url(settings.migration_database_url.get_secret_value())
    engine = create_async_engine(
        url.set(drivername="postgresql+asyncpg"),
        poolclass=pool.NullPool,
        connect_args={"server_settings": {"search_path": schema}} if schema else {},
    )
    async with engine.begin() as connection:
        await connection.run_sync(_check_version)
        await connection.run_sync(_run, metadata)
    await engine.dispose()


def _check_version(connection: Connection) -> None:
    """Before anything is changed, since an older server fails in the middle of it."""
    number = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one())
    if refusal := too_old(number, connection.engine.url.render_as_string(hide_password=True)):
        raise OldPostgresError(refusal)


def _run(connection: Connection, metadata: MetaData) -> None:
    connection.execute(text("SET LOCAL lock_timeout = '60s'"))
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK_KEY})
    connection.execute(text("SET LOCAL lock_timeout = '4s'"))
    context.configure(connection=connection, target_metadata=metadata)
    with context.begin_transaction():
        context.run_migrations()


def upgrade(folder: Path) -> None:
    config = Config()
    config.set_main_option("script_location", str(folder))
    command.upgrade(config, "head")


if __name__ == "__main__":
    try:
        upgrade(Path(sys.argv[1]))
    except OldPostgresError as error:
        sys.exit(str(error))
