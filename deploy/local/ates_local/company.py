"""A whole aTES on this machine: what it consists of, and its start and stop in the right order."""

import asyncio
import contextlib
import signal
import threading
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import psutil

from ates_chassis.database.provisioning import DatabaseUrls
from ates_chassis.shared.command_error import CommandError
from ates_local import state_folder
from ates_local.environment import MAILING, Environment
from ates_local.health import http_ready
from ates_local.installation import data_folder
from ates_local.leftovers import (
    end_left_behind,
    end_supervisor,
    forget_dead_server,
    left_behind,
    send,
    supervisor_of,
)
from ates_local.locking import held
from ates_local.migrating import migrate
from ates_local.passwords import Passwords
from ates_local.places import Places
from ates_local.ports import answers
from ates_local.postgres import Postgres, postgres_of
from ates_local.programs import Program
from ates_local.rabbitmq import RabbitMQ
from ates_local.rabbitmq_program import rabbitmq_programs
from ates_local.service_programs import mail_sink, programs_of
from ates_local.services import Service, services_of
from ates_local.settings import Settings
from ates_local.supervision import Supervisor

KILL_ROUNDS = 5
KILL_S = 5.0


class Company:
    def __init__(self, places: Places, settings: Settings, *, forgetful: bool = False) -> None:
        self.places = places
        self.settings = settings
        self.ports = settings.ports
        self.supervisor = Supervisor(places)
        self.services = services_of(places)
        self._forgetful = forgetful
        self._passwords: Passwords | None = None
        self._loading = threading.Lock()

    @property
    def passwords(self) -> Passwords:
        """Read once, also when servers that are prepared side by side, in threads, ask for the first time."""
        # Not `cached_property`, which may run twice since Python 3.12: each would make passwords up.
        with self._loading:
            if self._passwords is None:
                self._passwords = Passwords.load(self.places.passwords)
            return self._passwords

    @cached_property
    def postgres(self) -> Postgres | None:
        """None where every service has a database elsewhere."""
        needed = [service.name for service in self.services if service.has_database]
        if needed and all(name in self.settings.database_urls for name in needed):
            return None
        return postgres_of(
            self.places, ports=self.ports, passwords=self.passwords, forgetful=self._forgetful
        )

    @cached_property
    def rabbitmq(self) -> RabbitMQ | None:
        """None where a broker is given."""
        if self.settings.has_own_broker:
            return None
        return RabbitMQ(rabbitmq_programs(), self.places, self.ports, self.passwords)

    @cached_property
    def environment(self) -> Environment:
        return Environment(self.places, self.settings, self.passwords, self.postgres)

    def programs(self) -> list[Program]:
        programs = [self.postgres.program()] if self.postgres else []
        if self.rabbitmq:
            programs += [self.rabbitmq.epmd_program(), self.rabbitmq.program()]
        if self.has_mail_sink:
            programs.append(mail_sink(self.environment))
        for service in self.services:
            programs += programs_of(service, self.environment)
        return programs

    @property
    def has_mail_sink(self) -> bool:
        sends = any(service.name in MAILING for service in self.services)
        return sends and self.environment.has_mail_sink

    @contextlib.contextmanager
    def lock(self, command: str) -> Iterator[None]:
        """One command at a time that changes something; `command` is what the others are told."""
        state_folder.claim(self.places)
        self.places.make()
        with held(self.places.lock, command):
            yield

    def is_running(self) -> bool:
        """Raises CommandError where the supervisor runs and cannot be spoken to: its programs are no leftovers."""
        if self.supervisor.is_alive():
            return True
        unseen = supervisor_of(self.places)
        if unseen is not None and not self.supervisor.is_alive():
            raise CommandError(
                f"This aTES runs, but its supervisor (process {unseen.pid}) does not answer on "
                f"{self.places.supervisor_socket}.",
                remedy="./ates down ends it in good order; then ./ates up.",
            )
        return False

    def leftovers(self) -> list[psutil.Process]:
        """The orphans of a supervisor that crashed. Raises CommandError where it runs unseen."""
        if self.is_running():
            return []
        return left_behind(self.places, postgres_data=self._postgres_data())

    def end_leftovers(self) -> None:
        end_left_behind(self.leftovers(), postgres_data=self._postgres_data())
        if not self.supervisor.is_alive():
            forget_dead_server(self._postgres_data())

    def _postgres_data(self) -> Path:
        return data_folder(self.places)

    def own_databases(self) -> list[DatabaseUrls]:
        """Those on servers of the company's own."""
        return [
            self.environment.database_urls(service.name)
            for service in self.services
            if service.name in self.settings.database_urls
        ]

    async def migrate(self, service: Service) -> None:
        environment = self.environment.of_migration(service)
        await migrate(service, places=self.places, environment=environment)

    async def is_healthy(self, program: str) -> bool:
        if program == "postgres":
            return self.postgres is not None and await self.postgres.is_ready()
        if program == "rabbitmq":
            return self.rabbitmq is not None and await self.rabbitmq.is_ready()
        if program == "epmd":
            return await asyncio.to_thread(lambda: answers(self.ports.of("epmd")))
        port = program if program.endswith("-worker") else program.removesuffix("-api")
        return await http_ready(self.ports.url(port))

    def kill(self) -> None:
        """For a state that is thrown away: the supervisor first, or it would start them again."""
        for _ in range(KILL_ROUNDS):
            processes = left_behind(self.places, postgres_data=self._postgres_data())
            send(sorted(processes, key=lambda process: process.pid), signal.SIGKILL)
            psutil.wait_procs(processes, timeout=KILL_S)
            if not processes:
                return

    def stop(self) -> None:
        """Services first, which finish their work, then the broker, then the databases."""
        if self.supervisor.is_alive():
            for names in self.stopping_order():
                self.supervisor.stop(names)
            self.supervisor.shutdown()
        unseen = supervisor_of(self.places)
        if unseen is not None:
            end_supervisor(unseen)
        self.end_leftovers()

    def stopping_order(self) -> list[list[str]]:
        running = list(self.supervisor.states())
        infrastructure = [["rabbitmq"], ["epmd"], ["postgres"]]
        servers = {name for group in infrastructure for name in group}
        edge = [name for name in running if name == "web" or name.endswith("-api")]
        others = [name for name in running if name not in servers and name not in edge]
        return [edge, others, *infrastructure]
