"""A database that cannot be worked with."""

import contextlib
from dataclasses import dataclass

import asyncpg
from sqlalchemy import URL, make_url

QUEUE = "accounting.tasks"
DELAYED = "accounting.delay.5s"
ROLE = "ates_accounting"


@dataclass
class Administrator:
    admin_url: str
    url: URL

    async def __call__(self, statements: str, *, inside: bool) -> None:
        database = self.url.database or ""
        where = (
            make_url(self.admin_url).set(database=database) if inside else make_url(self.admin_url)
        )
        connection = await asyncpg.connect(where.render_as_string(hide_password=False))
        try:
            for each in statements.format(
                database=f'"{database}"', password=self.url.password
            ).split("; "):
                await self._patiently(connection, each)
        finally:
            await connection.close()

    async def _patiently(self, connection: asyncpg.Connection, statement: str) -> None:
        """Ends the service's sessions until the statement succeeds: they come again at once."""
        for _ in range(50):
            await connection.fetch(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = $1",
                ROLE,
            )
            with contextlib.suppress(asyncpg.ObjectInUseError):
                await connection.execute(statement)
                break
        await connection.fetch(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = $1", ROLE
        )
