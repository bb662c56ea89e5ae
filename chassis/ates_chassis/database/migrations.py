"""The body of every service's Alembic environment.

Migrations run as the owner role, one at a time (advisory lock), and give up quickly rather than hold up the service.
`python -m ates_chassis.database.migrations services/tasks/migrations` upgrades to the newest revision.
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

from ates_chassis.database.engine import too_old

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
