"""A whole aTES with handles to break it; this one in a temporary state, started by the code of `./ates up`."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from rich.console import Console

from ates_local import work
from ates_local.commands.rebuild import environment_of
from ates_local.company import Company
from ates_local.health import until_healthy
from ates_local.places import Places
from ates_local.ports import HOST, Ports, free_base
from ates_local.progress import Progress
from ates_local.rabbitmq import RabbitMQ
from ates_local.settings import Settings
from ates_local.start import Start


class RunningCompany(Protocol):
    """What a test sees of a whole aTES, and how it breaks it. Processes have the names that `./ates status` shows."""

    @property
    def web_url(self) -> str: ...

    @property
    def management_url(self) -> str: ...

    @property
    def operator(self) -> tuple[str, str]:
        """User and password of RabbitMQ's management."""

    def address(self, name: str) -> tuple[str, int]:
        """Host and port on which a process serves HTTP."""

    def url(self, name: str) -> str: ...

    def database_url(self, service: str) -> str:
        """With the owner's role: a test may look at everything."""

    def runtime_database_url(self, service: str) -> str: ...

    def amqp_url(self, user: str) -> str: ...

    def secret(self, name: str) -> str:
        """Of the program that pays (`client_secret`), or what seals the keys of auth (`key_secret`)."""

    def client_address(self, address: str) -> str:
        """Of this machine, from which web is reached; the same for the same address of 127.0.0.0/8."""

    def process_pid(self, name: str) -> int: ...

    def kill9(self, name: str) -> None:
        """Something starts it again."""

    async def stop(self, name: str) -> None: ...

    async def start(self, name: str) -> None: ...

    async def is_healthy(self, name: str) -> bool: ...

    async def wait_healthy(self) -> None:
        """Until every process is."""

    async def rabbitmqctl(self, *arguments: str) -> str: ...

    async def rebuild_analytics(self) -> str:
        """What `python -m ates_analytics rebuild` says."""


@dataclass
class LauncherCompany:
    company: Company

    @property
    def ports(self) -> Ports:
        return self.company.ports

    @property
    def web_url(self) -> str:
        return self.url("web")

    @property
    def management_url(self) -> str:
        return self.ports.url("management")

    @property
    def operator(self) -> tuple[str, str]:
        return self._rabbitmq.operator

    def address(self, name: str) -> tuple[str, int]:
        return HOST, self.ports.of(name.removesuffix("-api"))

    def url(self, name: str) -> str:
        host, port = self.address(name)
        return f"http://{host}:{port}"

    def database_url(self, service: str) -> str:
        return self.company.environment.database_urls(service).owner

    def runtime_database_url(self, service: str) -> str:
        return self.company.environment.database_urls(service).app

    def amqp_url(self, user: str) -> str:
        return self.company.environment.amqp_url(user)

    def secret(self, name: str) -> str:
        passwords = self.company.environment.passwords
        names = {"client_secret": "client/payments", "key_secret": "auth/keys"}
        return passwords.of(names[name])

    def client_address(self, address: str) -> str:
        return address

    def programs(self) -> list[str]:
        return [program.name for program in self.company.programs()]

    def process_pid(self, name: str) -> int:
        return self.company.supervisor.states()[name].pid

    def kill9(self, name: str) -> None:
        """The supervisor starts it again."""
        os.kill(self.process_pid(name), signal.SIGKILL)

    async def stop(self, name: str) -> None:
        await asyncio.to_thread(self.company.supervisor.stop, [name])

    async def start(self, name: str) -> None:
        await asyncio.to_thread(self.company.supervisor.start, name)

    async def is_healthy(self, name: str) -> bool:
        return await self.company.is_healthy(name)

    async def wait_healthy(self) -> None:
        await work.together(*(self._until_healthy(name) for name in self.programs()))

    async def _until_healthy(self, name: str) -> None:
        supervisor = self.company.supervisor
        await until_healthy(name, lambda: self.company.is_healthy(name), supervisor)

    async def rabbitmqctl(self, *arguments: str) -> str:
        return await self._rabbitmq.control(*arguments)

    async def rebuild_analytics(self) -> str:
        return await work.command(
            [sys.executable, "-m", "ates_analytics", "rebuild"],
            what="The rebuild",
            folder=self.company.places.checkout,
            environment=environment_of(self.company),
        )

    @property
    def _rabbitmq(self) -> RabbitMQ:
        if self.company.rabbitmq is None:
            raise AssertionError("the broker is not ours")
        return self.company.rabbitmq


@contextlib.asynccontextmanager
async def running_company(
    places: Places, passed_on: Mapping[str, str] | None = None
) -> AsyncIterator[LauncherCompany]:
    """`passed_on` is what the environment says to every service."""
    settings = Settings(Ports(free_base()), {}, None, passed_on or {})
    company = Company(places, settings, forgetful=True)
    try:
        with Progress(Console(quiet=True)) as progress:
            await Start(company, progress, empty=False).run()
        yield LauncherCompany(company)
    finally:
        await asyncio.to_thread(company.kill)
