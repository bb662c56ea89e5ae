"""A whole private aTES with its demo company, flushing to disk as in production, and people signed in to it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import asyncpg
import httpx
import jwt
import psutil
from rich.console import Console

from ates_chassis.testing import eventually
from ates_local.company import Company
from ates_local.places import Places
from ates_local.ports import Ports, free_base
from ates_local.progress import Progress
from ates_local.settings import Settings
from ates_local.start import Start

PASSWORD = "ates-demo"
MANAGER = "manager"
LOGINS = (MANAGER, "boss", "accountant", "dev1", "dev2", "dev3", "dev4", "dev5")
REQUEST_TIMEOUT_S = 120.0
SERVERS = ("postgres", "rabbitmq", "epmd")


@dataclass
class Bench:
    """The running company as the rows see it: addresses, databases, processes, and a token per person."""

    company: Company
    http: httpx.AsyncClient
    tasks: asyncpg.Connection
    accounting: asyncpg.Connection
    tokens: dict[str, str] = field(default_factory=dict)
    manager: str = ""

    @property
    def pids(self) -> list[int]:
        """The supervisor: all else is below it."""
        return [int(self.company.places.supervisor_pid.read_text())]

    def processes(self) -> dict[str, psutil.Process]:
        """Of our own code, by name."""
        states = self.company.supervisor.states()
        return {
            name: psutil.Process(state.pid)
            for name, state in sorted(states.items())
            if name not in SERVERS
        }

    async def token(self, login: str) -> dict[str, str]:
        """What OAuth answers to a person's sign-in."""
        answer = await self.http.post(
            f"{self.company.ports.url('auth')}/auth/token",
            data={"grant_type": "password", "username": login, "password": PASSWORD},
        )
        answer.raise_for_status()
        token: dict[str, str] = answer.json()
        return token

    async def sign_in(self) -> None:
        """Tokens live for ten minutes, so each row signs in anew."""
        for login in LOGINS:
            token = (await self.token(login))["access_token"]
            claims = jwt.decode(token, options={"verify_signature": False})
            self.tokens[claims["sub"]] = token
            if login == MANAGER:
                self.manager = token

    async def post(self, path: str, token: str, body: object = None) -> httpx.Response:
        answer = await self.http.post(
            f"{self.company.ports.url('tasks')}{path}",
            json=body,
            headers={"Authorization": f"Bearer {token}"},
        )
        answer.raise_for_status()
        return answer

    async def last_transfer(self) -> int:
        return await self.accounting.fetchval("SELECT max(number) FROM transfers") or 0

    async def until_posted(self, number: int, timeout_s: float) -> None:
        await eventually(self.last_transfer, until=lambda last: last >= number, timeout_s=timeout_s)


@asynccontextmanager
async def running_bench(places: Places) -> AsyncIterator[Bench]:
    company = Company(places, Settings(Ports(free_base()), {}, None, {}))
    try:
        with Progress(Console(quiet=True)) as progress:
            await Start(company, progress, empty=False).run()
        urls = company.environment.database_urls
        async with httpx.AsyncClient(timeout=REQUEST_TIMEOUT_S, trust_env=False) as http:
            bench = Bench(
                company,
                http,
                await asyncpg.connect(urls("tasks").owner),
                await asyncpg.connect(urls("accounting").owner),
            )
            await eventually(lambda: _knows_everybody(bench), timeout_s=REQUEST_TIMEOUT_S)
            yield bench
            await bench.tasks.close()
            await bench.accounting.close()
    finally:
        await asyncio.to_thread(company.stop)


async def _knows_everybody(bench: Bench) -> bool:
    known = await bench.tasks.fetchval("SELECT count(*) FROM user_directory")
    return bool(known >= len(LOGINS))
