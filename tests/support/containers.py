"""PostgreSQL and RabbitMQ of the tests in containers, by testcontainers.

They are the images of `deploy/compose.yaml`, or those that ATES_POSTGRES_IMAGE and ATES_RABBITMQ_IMAGE name.
"""

import asyncio
import contextlib
import os
import socket
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docker
from docker.errors import DockerException
from sqlalchemy.engine import make_url
from testcontainers.core.config import testcontainers_config
from testcontainers.core.container import DockerContainer

from ates_chassis.testing import eventually
from ates_local.definitions import write_definitions
from ates_local.health import Check
from ates_local.passwords import Passwords
from ates_local.places import Places, checkout_root
from ates_local.ports import HOST, Ports, free_base
from ates_local.postgres import FORGETFUL, MAX_CONNECTIONS, QUICK_LOGIN, Postgres
from ates_local.postgres_home import PostgresHome
from ates_local.rabbitmq import RabbitMQ
from ates_local.rabbitmq_program import RabbitPrograms
from support.postgres_server import PostgresServer
from support.rabbitmq_server import RabbitMQServer

POSTGRES_IMAGE = os.environ.get("ATES_POSTGRES_IMAGE", "postgres:18")
RABBITMQ_IMAGE = os.environ.get("ATES_RABBITMQ_IMAGE", "rabbitmq:4-management")
CONFIGURATION = checkout_root() / "deploy" / "rabbitmq" / "rabbitmq.conf"
PATIENCE_S = 90.0
INITDB = f"--encoding=UTF8 --locale-provider=builtin --locale=C --builtin-locale=C.UTF-8 -c {QUICK_LOGIN}"

# What cleans up after a run that was killed is one image more; each container here is removed by its fixture.
testcontainers_config.ryuk_disabled = True


def engine_version() -> str | None:
    """Of the Docker engine that answers; None where none does."""
    host = os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock")
    if host.startswith("unix://") and not _listens(host.removeprefix("unix://")):
        return None
    try:
        client = docker.from_env(timeout=5)
    except DockerException:
        return None
    try:
        return str(client.version()["Version"])
    finally:
        client.close()


def _listens(path: str) -> bool:
    """Looked at before Docker's client does, which leaves a socket open where nobody listens."""
    with socket.socket(socket.AF_UNIX) as one:
        return one.connect_ex(path) == 0


@dataclass
class ContainerProcess:
    """A server's process in its container: what is stopped stays stopped until somebody starts it again."""

    container: DockerContainer
    is_ready: Check

    @property
    def pid(self) -> int:
        wrapped = self.container.get_wrapped_container()
        wrapped.reload()
        return int(wrapped.attrs["State"]["Pid"])

    async def start(self) -> None:
        if self.container._container is None:
            await asyncio.to_thread(self.container.start)
        else:
            await asyncio.to_thread(self.container.get_wrapped_container().start)
        await eventually(self.is_ready, timeout_s=PATIENCE_S)

    async def stop(self) -> None:
        await asyncio.to_thread(self.container.get_wrapped_container().stop)

    async def kill9(self) -> None:
        await asyncio.to_thread(self.container.get_wrapped_container().kill)

    async def execute(self, *command: str) -> str:
        """The output of a command in the container. Raises RuntimeError where it fails."""
        wrapped = self.container.get_wrapped_container()
        code, output = await asyncio.to_thread(wrapped.exec_run, list(command))
        assert isinstance(output, bytes)  # not streamed
        text = output.decode(errors="replace")
        if code:
            raise RuntimeError(f"{command[0]} failed: {text}")
        return text


class PostgresInContainer(PostgresServer):
    async def dump(self, url: str, *options: str) -> str:
        assert isinstance(self.process, ContainerProcess)
        inside = make_url(url).set(host=HOST, port=5432).render_as_string(hide_password=False)
        return await self.process.execute("pg_dump", *options, inside)


@dataclass(frozen=True)
class NodeInContainer(RabbitMQ):
    """The node of the launcher, but for where its programs are."""

    process: ContainerProcess | None = None

    async def control(self, *arguments: str) -> str:
        assert self.process is not None
        return await self.process.execute("rabbitmqctl", *arguments)


def _publishing(image: str, ports: Mapping[int, int]) -> DockerContainer:
    container = DockerContainer(image)
    # Of this machine alone, and the same after each start.
    # testcontainers writes them as numbers, and hands them on as they are.
    published: dict[str, Any] = {f"{inside}/tcp": (HOST, ports[inside]) for inside in ports}
    container.ports.update(published)
    return container


@contextlib.asynccontextmanager
async def postgres_in_container(places: Places) -> AsyncIterator[PostgresServer]:
    passwords, ports = Passwords.load(places.passwords), Ports(free_base())
    nowhere = PostgresHome(Path(), Path(), None)
    postgres = Postgres(nowhere, ports, passwords, forgetful=True)
    options = {"max_connections": str(MAX_CONNECTIONS), "jit": "off", **FORGETFUL}
    container = (
        _publishing(POSTGRES_IMAGE, {5432: ports.of("postgres")})
        .with_env("POSTGRES_PASSWORD", passwords.of("postgres"))
        .with_env("POSTGRES_INITDB_ARGS", INITDB)
        .with_kwargs(shm_size="256m")
        .with_command(["postgres", *(f"--{name}={value}" for name, value in options.items())])
    )
    process = ContainerProcess(container, postgres.is_ready)
    try:
        await process.start()
        yield PostgresInContainer(postgres, places, process)
    finally:
        await asyncio.to_thread(container.stop)


@contextlib.asynccontextmanager
async def rabbitmq_in_container(places: Places) -> AsyncIterator[RabbitMQServer]:
    passwords, ports = Passwords.load(places.passwords), Ports(free_base())
    places.rabbitmq.mkdir(exist_ok=True)
    definitions = places.rabbitmq / "definitions.json"
    write_definitions(places, passwords, definitions)
    definitions.chmod(0o444)  # RabbitMQ reads it as a user of its own
    published = {5672: ports.of("amqp"), 15672: ports.of("management")}
    container = (
        _publishing(RABBITMQ_IMAGE, published)
        .with_volume_mapping(CONFIGURATION, "/etc/rabbitmq/rabbitmq.conf")
        .with_volume_mapping(definitions, "/run/secrets/rabbitmq_definitions")
    )
    outside = RabbitMQ(RabbitPrograms(Path(), Path()), places, ports, passwords)
    process = ContainerProcess(container, outside.is_ready)
    node = NodeInContainer(outside.programs, places, ports, passwords, process)
    try:
        await process.start()
        yield RabbitMQServer(node, process)
    finally:
        await asyncio.to_thread(container.stop)
