"""The PostgreSQL cluster of this state: made whole or not at all, and how its server is started."""

import contextlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from ates_chassis.shared.command_error import CommandError
from ates_local import state_files
from ates_local.fingerprint import of_executable
from ates_local.passwords import Passwords
from ates_local.places import Places
from ates_local.ports import HOST, Ports
from ates_local.postgres_home import PostgresHome, choose_home
from ates_local.programs import Program

VERSION = "18"
ADMIN = "postgres"
PRIORITY = 10
# Five services with two processes each, a pool of ten, and room for people.
MAX_CONNECTIONS = 150
SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "password_encryption": "scram-sha-256",
    "max_connections": str(MAX_CONNECTIONS),
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "128MB",
    "wal_compression": "on",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_duration_statement": "1000",
    "log_line_prefix": "%m [%p] %u@%d ",
}
# For tests: nothing is worth a disk flush there. Commits stay synchronous, so that a killed server keeps them.
# Nor is a password that was made for one run worth what hashing it costs at each connection: 10 ms.
FORGETFUL = {"fsync": "off", "full_page_writes": "off", "scram_iterations": "1"}
QUICK_LOGIN = "scram_iterations=1"


@dataclass(frozen=True)
class Postgres:
    home: PostgresHome
    ports: Ports
    passwords: Passwords
    forgetful: bool = False

    @property
    def admin_url(self) -> str:
        return self.url(user=ADMIN, password=self.passwords.of("postgres"), database=ADMIN)

    def url(self, *, user: str, password: str, database: str) -> str:
        return f"postgresql://{user}:{password}@{HOST}:{self.ports.of('postgres')}/{database}"

    def program(self) -> Program:
        options = {**SETTINGS, **(FORGETFUL if self.forgetful else {})}
        binary = self.home.binaries / "postgres"
        command = [str(binary), "-D", str(self.home.data)]
        command += ["-p", str(self.ports.of("postgres"))]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        # INT is the fast stop: it ends sessions instead of waiting for them.
        user = self.home.user
        loaded = of_executable(binary)
        return Program(
            "postgres", command, PRIORITY, user=user, stop_signal="INT", fingerprint=loaded
        )

    def prepare(self) -> None:
        """Makes the cluster unless it is there; a run that was broken off leaves no half of one."""
        if self.home.data.exists():
            check_data_version(self.home.data, VERSION)
            return
        draft = self.home.folder / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        with self._password_file() as password_file:
            done = self.home.run(
                self.home.binaries / "initdb",
                *("-D", draft, "-U", ADMIN, f"--pwfile={password_file}"),
                *("--auth=scram-sha-256", "--encoding=UTF8"),
                *("--locale-provider=builtin", "--locale=C", "--builtin-locale=C.UTF-8"),
                *(["--no-sync", "-c", QUICK_LOGIN] if self.forgetful else []),
            )
        if done.returncode != 0:
            raise CommandError("PostgreSQL's data folder cannot be made.", details=done.stderr)
        draft.rename(self.home.data)

    @contextlib.contextmanager
    def _password_file(self) -> Iterator[Path]:
        file = self.home.folder / "password"
        file.touch(mode=0o600)
        if self.home.user:
            shutil.chown(file, self.home.user, self.home.user)
        try:
            file.write_text(self.passwords.of("postgres"))
            yield file
        finally:
            file.unlink(missing_ok=True)

    async def is_ready(self) -> bool:
        try:
            connection = await asyncpg.connect(self.admin_url, timeout=5)
        except (OSError, TimeoutError, asyncpg.PostgresError):
            return False
        await connection.close()
        return True


def postgres_of(
    places: Places, *, ports: Ports, passwords: Passwords, forgetful: bool = False
) -> Postgres:
    return Postgres(choose_home(places), ports, passwords, forgetful=forgetful)


def check_data_version(data: Path, binaries_version: str) -> None:
    """A data folder can be served by the major version alone that made it."""
    made_by = state_files.read(data / "PG_VERSION", remedy=f"Restore {data} from a backup.")
    if made_by is None or made_by.strip() == binaries_version:
        return
    raise CommandError(
        f"{data} was made by PostgreSQL {made_by.strip()}; aTES brings {binaries_version}.",
        remedy="Dump it with the release of aTES that made it, and restore it into a new one.",
    )
