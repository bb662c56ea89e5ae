"""A PostgreSQL that is too old is refused before anything in it is changed, whoever meets it first."""

import contextlib
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from ates_chassis.database.engine import too_old
from ates_chassis.shared.command_error import CommandError
from ates_local.databases import make_service_database
from ates_local.environment import Environment
from ates_local.migrating import migrate
from ates_local.passwords import Passwords
from ates_local.places import Places, checkout_root
from ates_local.ports import Ports, free_base
from ates_local.postgres import ADMIN, Postgres, check_data_version
from ates_local.postgres_home import PostgresHome, choose_home, wheel_folder
from ates_local.programs import Program
from ates_local.server_process import ServerProcess
from ates_local.server_versions import check_versions
from ates_local.services import SERVICES
from ates_local.settings import Settings
from support.fixtures import ServiceDatabase
from support.postgres_server import PostgresServer
from support.temporary import temporary_places


class OldPostgres(Postgres):
    """The 16 that lies beside the 18 in the same wheel; it knows fewer options."""

    def prepare(self) -> None:
        with self._password_file() as password_file:
            done = self.home.run(
                self.home.binaries / "initdb",
                *("-D", self.home.data, "-U", ADMIN, f"--pwfile={password_file}"),
                *("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"),
            )
        assert done.returncode == 0, done.stderr

    def program(self) -> Program:
        port = str(self.ports.of("postgres"))
        command = [str(self.home.binaries / "postgres"), "-D", str(self.home.data), "-p", port]
        command += ["-c", "unix_socket_directories=", "-c", "fsync=off"]
        return Program("postgres", command, 1, user=self.home.user, stop_signal="INT")


@contextlib.asynccontextmanager
async def old_server() -> AsyncIterator[tuple[Places, OldPostgres]]:
    with temporary_places() as places:
        newer = choose_home(places)
        binaries = places.state / "old"
        shutil.copytree(wheel_folder() / "pginstall", binaries / "wheel" / "pginstall")
        libraries = wheel_folder().with_name(f"{wheel_folder().name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, binaries / libraries.name)
        home = PostgresHome(binaries / "wheel" / "pginstall" / "bin", newer.folder, newer.user)
        passwords = Passwords.load(places.passwords)
        server = OldPostgres(home, Ports(free_base()), passwords)
        server.prepare()
        process = ServerProcess(server.program(), places, server.is_ready)
        await process.start()
        try:
            yield places, server
        finally:
            await process.stop()


async def tables_in(url: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetch(
            "SELECT tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        )
    finally:
        await connection.close()


async def test_an_old_server_is_refused_by_each_migration_and_by_up_with_nothing_changed() -> None:
    async with old_server() as (places, server):
        settings = Settings(server.ports, {}, None, {})
        environment = Environment(places, settings, server.passwords, server)
        for service in (each for each in SERVICES if each.name in {"tasks", "payments"}):
            urls = await make_service_database(server, service.name)
            variables = environment.of_migration(service, urls)
            with pytest.raises(CommandError) as refused:
                await migrate(service, places=places, environment=variables)
            assert "PostgreSQL 18 or newer" in refused.value.details
            assert "PostgreSQL 16." in refused.value.details
            assert "Traceback" not in refused.value.details
            assert urls.owner not in refused.value.details  # it has the password
            assert await tables_in(urls.owner) == []
            with pytest.raises(CommandError, match="PostgreSQL 18 or newer"):
                await check_versions([urls])


def test_every_service_migrates_by_the_environment_that_looks() -> None:
    for service in (each for each in SERVICES if each.has_database):
        text = (checkout_root() / service.migrations / "env.py").read_text()
        assert "run_environment(metadata" in text


async def test_this_server_is_new_enough(
    postgres: PostgresServer, service_database: ServiceDatabase
) -> None:
    await check_versions([await service_database("tasks")])


async def test_a_server_that_is_not_there_is_said_without_its_password(
    service_database: ServiceDatabase,
) -> None:
    urls = await service_database("tasks")
    absent = urls._replace(app="postgresql://ates:secret@127.0.0.1:1/ates")
    with pytest.raises(CommandError, match="cannot be reached") as refused:
        await check_versions([absent])
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("number", "old"), [(150018, True), (170009, True), (180000, False), (190001, False)]
)
def test_eighteen_is_the_oldest(number: int, old: bool) -> None:
    assert bool(too_old(number, "x")) == old


def test_data_of_another_version_are_said_and_not_started(tmp_path: Path) -> None:
    (tmp_path / "PG_VERSION").write_text("16\n")
    with pytest.raises(CommandError, match="made by PostgreSQL 16"):
        check_data_version(tmp_path, "18")
    check_data_version(tmp_path, "16")
