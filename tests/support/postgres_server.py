"""A private PostgreSQL whose databases are copies of migrated templates, and used again: fresh ones in milliseconds."""

import asyncio
import contextlib
import itertools
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Protocol

import asyncpg
from sqlalchemy.engine import make_url

from ates_chassis.database.provisioning import DatabaseUrls, make_database, provision
from ates_local.databases import urls_of
from ates_local.environment import Environment
from ates_local.migrating import migrate
from ates_local.passwords import Passwords
from ates_local.places import Places
from ates_local.ports import Ports, free_base
from ates_local.postgres import Postgres, postgres_of
from ates_local.server_process import ServerProcess
from ates_local.services import SERVICES
from ates_local.settings import Settings
from support.used_databases import Fresh, freshen, look_at

Kind = tuple[str, str]
"""Of a database: the service, and what it has besides."""


class Server(Protocol):
    """A server that a test may stop, kill and start."""

    @property
    def pid(self) -> int: ...

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def kill9(self) -> None: ...


@dataclass
class PostgresServer:
    postgres: Postgres
    places: Places
    process: Server
    _templates: dict[Kind, tuple[str, Fresh]] = field(default_factory=dict)
    _given: dict[DatabaseUrls, tuple[Kind, Fresh]] = field(default_factory=dict)
    _free: dict[Kind, list[tuple[DatabaseUrls, Fresh]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    @property
    def admin_url(self) -> str:
        return self.postgres.admin_url

    async def create_database(self, service: str, more: str = "") -> DatabaseUrls:
        """A fresh database with the service's migrations and its two roles, and with `more` that its owner adds."""
        kind = service, more
        free = self._free[kind]
        urls, fresh = free.pop() if free else await self._copy_template(kind)
        self._given[urls] = kind, fresh
        return urls

    async def _copy_template(self, kind: Kind) -> tuple[DatabaseUrls, Fresh]:
        if kind not in self._templates:
            self._templates[kind] = await self._make_template(*kind)
        template, fresh = self._templates[kind]
        urls = self._new_urls(kind[0])
        async with self._admin() as admin:
            await make_database(admin, urls, template=template)
        return urls, fresh

    async def _make_template(self, service: str, more: str) -> tuple[str, Fresh]:
        urls = self._new_urls(service)
        async with self._admin() as admin:
            await provision(admin, urls)
        await self.migrate(service, urls)
        if more:
            await self._as_owner(urls, more)
        name = _name_in(urls)
        return name, await look_at(self._admin_url_of(name))

    def _new_urls(self, service: str) -> DatabaseUrls:
        return urls_of(self.postgres, service, f"{service}_{next(self._numbers)}")

    async def create_from_dump(self, service: str, dump: str) -> DatabaseUrls:
        """A fresh database with what a dump of the owner says, at the release that the dump was made of."""
        urls = self._new_urls(service)
        async with self._admin() as admin:
            await provision(admin, urls)
        await self._as_owner(urls, dump)
        return urls

    async def _as_owner(self, urls: DatabaseUrls, statements: str) -> None:
        owner = await asyncpg.connect(urls.owner)
        try:
            await owner.execute(statements)
        finally:
            await owner.close()

    async def schema_of(self, urls: DatabaseUrls) -> str:
        """Tables, constraints, functions and rights as SQL, without what differs from dump to dump."""
        lines = (await self.dump(urls.owner, "--schema-only")).splitlines()
        return "\n".join(line for line in lines if line and not line.startswith(("--", "\\")))

    async def dump(self, url: str, *options: str) -> str:
        """What pg_dump writes."""
        home = self.postgres.home
        done = await asyncio.to_thread(home.run, home.binaries / "pg_dump", *options, url)
        assert done.returncode == 0, done.stderr
        return done.stdout

    async def drop_database(self, urls: DatabaseUrls) -> None:
        """Nobody sees any more what was in it: emptied, it is the next fresh one; if it was altered, it goes."""
        name = _name_in(urls)
        lease = self._given.pop(urls, None)
        if lease:
            kind, before = lease
            fresh = await freshen(self._admin_url_of(name), before)
            if fresh:
                self._free[kind].append((urls, fresh))
                return
        async with self._admin() as admin:
            await admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _admin_url_of(self, database: str) -> str:
        return make_url(self.admin_url).set(database=database).render_as_string(hide_password=False)

    async def migrate(self, service: str, urls: DatabaseUrls) -> None:
        known = next(known for known in SERVICES if known.name == service)
        settings = Settings(self.postgres.ports, {}, None, {})
        environment = Environment(self.places, settings, self.postgres.passwords, self.postgres)
        await migrate(known, places=self.places, environment=environment.of_migration(known, urls))

    @contextlib.asynccontextmanager
    async def _admin(self) -> AsyncIterator[asyncpg.Connection]:
        connection = await asyncpg.connect(self.admin_url)
        try:
            yield connection
        finally:
            await connection.close()


def _name_in(urls: DatabaseUrls) -> str:
    return urls.owner.rpartition("/")[2]


@contextlib.asynccontextmanager
async def running_postgres(places: Places) -> AsyncIterator[PostgresServer]:
    passwords = Passwords.load(places.passwords)
    postgres = postgres_of(places, ports=Ports(free_base()), passwords=passwords, forgetful=True)
    await asyncio.to_thread(postgres.prepare)
    process = ServerProcess(postgres.program(), places, postgres.is_ready)
    await process.start()
    try:
        yield PostgresServer(postgres, places, process)
    finally:
        await process.stop()
