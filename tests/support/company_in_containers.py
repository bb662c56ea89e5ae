"""The aTES of `deploy/compose.yaml`, which is up already (`./ates up --docker`), with handles to break it.

Its processes are reached at the addresses of their containers, from the machine on which Docker's engine runs.
"""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import asyncpg
import httpx
from sqlalchemy.engine import make_url

from ates_chassis.testing import eventually
from ates_local.compose import FILE, SECRETS
from ates_local.definitions import OPERATOR, VHOST

HTTP_PORT = 8000
MANAGEMENT_PORT = 15672
PATIENCE_S = 90.0
# web keeps the addresses of a name for ten seconds.
ADDRESSES_KNOWN_S = 11.0
# All files of which the company is made, as Compose itself reads them off the environment.
_FILES = os.environ.get("COMPOSE_FILE", FILE).split(":")
_COMPOSE = ("compose", *(word for file in _FILES for word in ("-f", file)))
_SECRETS = os.environ.get("ATES_SECRETS", SECRETS)
_NOT_OURS = {"front"}
_SERVERS = {"postgres": 5432, "rabbitmq": 5672}


@dataclass
class CompanyInContainers:
    checkout: Path

    @property
    def web_url(self) -> str:
        return self.url("web")

    @property
    def management_url(self) -> str:
        return f"http://{self.address('rabbitmq')[0]}:{MANAGEMENT_PORT}"

    @property
    def operator(self) -> tuple[str, str]:
        return OPERATOR, self.secret("management_password")

    def address(self, name: str) -> tuple[str, int]:
        return self._host(name), HTTP_PORT

    def addresses(self, name: str) -> list[str]:
        """In each of its networks."""
        networks = self._inspect(name)["NetworkSettings"]["Networks"].values()
        return [str(network["IPAddress"]) for network in networks]

    def url(self, name: str) -> str:
        host, port = self.address(name)
        return f"http://{host}:{port}"

    def database_url(self, service: str) -> str:
        return self._reached(self.secret(f"{service}_migration_database_url"), "postgres")

    def runtime_database_url(self, service: str) -> str:
        return self._reached(self.secret(f"{service}_database_url"), "postgres")

    def amqp_url(self, user: str) -> str:
        if user == OPERATOR:
            host, password = self._host("rabbitmq"), self.secret("management_password")
            return f"amqp://{OPERATOR}:{password}@{host}:{_SERVERS['rabbitmq']}/{VHOST}"
        return self._reached(self.secret(f"{user}_amqp_url"), "rabbitmq")

    def secret(self, name: str) -> str:
        return (self.checkout / _SECRETS / name).read_text().strip()

    def client_address(self, address: str, *, of: str = "web") -> str:
        """In the network of a process, on this machine: `ip route add local NETWORK.64.0/18 dev lo` lets it be used."""
        network = self._host(of).rsplit(".", 2)[0]
        *_, second, third, fourth = address.split(".")
        return f"{network}.{64 + (int(second) * 7 + int(third)) % 64}.{fourth}"

    def process_pid(self, name: str) -> int:
        return int(self._inspect(name)["State"]["Pid"])

    def kill9(self, name: str) -> None:
        """From outside its container, since the first process of one cannot be killed from inside. Docker starts it again."""
        os.kill(self.process_pid(name), signal.SIGKILL)

    async def stop(self, name: str) -> None:
        await self._compose("stop", name)

    async def start(self, name: str) -> None:
        await self._compose("start", name)

    async def is_healthy(self, name: str) -> bool:
        try:
            return await self._answers(name)
        except (OSError, asyncpg.PostgresError, httpx.HTTPError, TimeoutError, LookupError):
            return False

    async def wait_healthy(self) -> None:
        for name in self._programs:
            await eventually(partial(self.is_healthy, name), timeout_s=PATIENCE_S)

    async def rabbitmqctl(self, *arguments: str) -> str:
        return await self._compose("exec", "-T", "rabbitmq", "rabbitmqctl", *arguments)

    async def rebuild_analytics(self) -> str:
        return await self._compose("run", "--rm", "-T", "analytics-rebuild")

    async def run_job(self, name: str, *, image: str) -> None:
        await self._compose("run", "--rm", "--no-deps", "-T", name, ATES_IMAGE=image)

    async def add(self, name: str, *, image: str) -> None:
        await self._compose("up", "--detach", "--wait", "--no-deps", name, ATES_IMAGE=image)

    async def remove(self, name: str) -> None:
        await self._compose("rm", "--stop", "--force", name)

    async def replace(self, name: str, *, image: str) -> None:
        """The successor first: who calls the process knows of both before the old one is asked to end."""
        [old] = self._numbers(name)
        scaled = ("--no-deps", "--no-recreate", "--scale", f"{name}=2", name)
        await self._compose("up", "--detach", "--wait", *scaled, ATES_IMAGE=image)
        await asyncio.sleep(ADDRESSES_KNOWN_S)
        await asyncio.to_thread(self._docker, "stop", old)
        await asyncio.to_thread(self._docker, "rm", old)

    @contextlib.asynccontextmanager
    async def cut_off(self, name: str, network: str) -> AsyncIterator[None]:
        """Nobody in the network reaches it meanwhile; its other networks stay."""
        container = self._inspect(name)
        full = next(
            each
            for each in container["NetworkSettings"]["Networks"]
            if each.endswith(f"_{network}")
        )
        aliases = ["--alias", name]
        await asyncio.to_thread(self._docker, "network", "disconnect", full, container["Id"])
        try:
            yield
        finally:
            joining = ["network", "connect", *aliases, full, container["Id"]]
            await asyncio.to_thread(self._docker, *joining)

    async def run_inside(self, name: str, *command: str) -> int:
        """The exit code of a command in its container."""
        process = await asyncio.create_subprocess_exec(
            *("docker", *_COMPOSE, "exec", "-T", name, *command),
            cwd=self.checkout,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        return await process.wait()

    async def _answers(self, name: str) -> bool:
        if name == "postgres":
            connection = await asyncpg.connect(self.database_url("tasks"), timeout=5)
            await connection.close()
            return True
        if name.startswith("rabbitmq"):
            _, writer = await asyncio.open_connection(self._host(name), _SERVERS["rabbitmq"])
            writer.close()
            url, auth = (
                f"http://{self._host(name)}:{MANAGEMENT_PORT}/api/vhosts/{VHOST}",
                self.operator,
            )
        else:
            url, auth = f"{self.url(name)}/health/ready", None
        async with httpx.AsyncClient(timeout=5, trust_env=False, auth=auth) as client:
            return (await client.get(url)).is_success

    @cached_property
    def _programs(self) -> list[str]:
        """Those that run for good, and not until their work is done."""
        lines = self._docker(*_COMPOSE, "ps", "--format", "{{.Service}}").split()
        return sorted(set(lines) - _NOT_OURS)

    async def _compose(self, *arguments: str, **environment: str) -> str:
        return await asyncio.to_thread(self._docker, *_COMPOSE, *arguments, **environment)

    def _docker(self, *arguments: str, **environment: str) -> str:
        command = ["docker", *arguments]
        done = subprocess.run(
            command,
            cwd=self.checkout,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{' '.join(command)}: {done.stderr}"
        return done.stdout

    def _inspect(self, name: str) -> dict[str, Any]:
        [number] = self._numbers(name)
        inspected: list[dict[str, Any]] = json.loads(self._docker("inspect", number))
        return inspected[0]

    def _numbers(self, name: str) -> list[str]:
        """Of the containers that it has: one, and two while it is being replaced."""
        return self._docker(*_COMPOSE, "ps", "--all", "--quiet", name).split()

    def _host(self, name: str) -> str:
        """Raises LookupError while it has no address."""
        networks = self._inspect(name)["NetworkSettings"]["Networks"]
        # The one that is published, where a process is in it: from there web sees who calls.
        order = sorted(networks, key=lambda network: not network.endswith("_edge"))
        for network in order:
            if address := networks[network]["IPAddress"]:
                return str(address)
        raise LookupError(f"{name} has no address")

    def _reached(self, url: str, name: str) -> str:
        return (
            make_url(url)
            .set(host=self._host(name), port=_SERVERS[name])
            .render_as_string(hide_password=False)
        )
