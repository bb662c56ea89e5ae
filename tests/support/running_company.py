"""A whole aTES in a temporary state, started by the code of `./ates up`, with handles to break it."""

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

from rich.console import Console

from ates_local import work
from ates_local.company import Company
from ates_local.health import until_healthy
from ates_local.places import Places
from ates_local.ports import Ports, free_base
from ates_local.progress import Progress
from ates_local.settings import Settings
from ates_local.start import Start


@dataclass
class RunningCompany:
    company: Company

    @property
    def ports(self) -> Ports:
        return self.company.ports

    @property
    def web_url(self) -> str:
        return self.ports.url("web")

    @property
    def management_url(self) -> str:
        return self.ports.url("management")

    @property
    def operator(self) -> tuple[str, str]:
        """User and password of RabbitMQ's management."""
        if self.company.rabbitmq is None:
            raise AssertionError("the broker is not ours")
        return self.company.rabbitmq.operator

    def database_url(self, service: str) -> str:
        """With the owner's role: a test may look at everything."""
        return self.company.environment.database_urls(service).owner

    def amqp_url(self, user: str) -> str:
        return self.company.environment.amqp_url(user)

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

    async def wait_healthy(self) -> None:
        await work.together(*(self._until_healthy(name) for name in self.programs()))

    async def _until_healthy(self, name: str) -> None:
        supervisor = self.company.supervisor
        await until_healthy(name, lambda: self.company.is_healthy(name), supervisor)


@contextlib.asynccontextmanager
async def running_company(
    places: Places, passed_on: Mapping[str, str] | None = None
) -> AsyncIterator[RunningCompany]:
    """`passed_on` is what the environment says to every service."""
    settings = Settings(Ports(free_base()), {}, None, passed_on or {})
    company = Company(places, settings, forgetful=True)
    try:
        with Progress(Console(quiet=True)) as progress:
            await Start(company, progress, empty=False).run()
        yield RunningCompany(company)
    finally:
        await asyncio.to_thread(company.kill)
