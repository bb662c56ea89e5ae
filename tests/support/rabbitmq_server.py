"""A private RabbitMQ node with the product's definitions, which a test may stop, kill and start."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from ates_local.passwords import Passwords
from ates_local.places import Places
from ates_local.ports import Ports, answers, free_base
from ates_local.rabbitmq import RabbitMQ
from ates_local.rabbitmq_program import rabbitmq_programs
from ates_local.server_process import ServerProcess
from support.postgres_server import Server


@dataclass
class RabbitMQServer:
    node: RabbitMQ
    process: Server

    def amqp_url(self, user: str) -> str:
        return self.node.amqp_url(user)

    @property
    def management_url(self) -> str:
        return self.node.management_url

    @property
    def operator(self) -> tuple[str, str]:
        """User and password."""
        return self.node.operator

    async def start(self) -> None:
        await self.process.start()

    async def stop(self) -> None:
        await self.process.stop()

    async def kill9(self) -> None:
        await self.process.kill9()

    async def restart(self) -> None:
        await self.stop()
        await self.start()


@contextlib.asynccontextmanager
async def running_rabbitmq(places: Places) -> AsyncIterator[RabbitMQServer]:
    ports = Ports(free_base())
    programs = await asyncio.to_thread(rabbitmq_programs)
    node = RabbitMQ(programs, places, ports, Passwords.load(places.passwords))
    node.prepare()

    async def epmd_is_ready() -> bool:
        return await asyncio.to_thread(answers, ports.of("epmd"))

    epmd = ServerProcess(node.epmd_program(), places, epmd_is_ready)
    process = ServerProcess(node.program(), places, node.is_ready)
    await epmd.start()
    try:
        await process.start()
        await node.sync_definitions()
        yield RabbitMQServer(node, process)
    finally:
        # Nothing of it is needed any more, and a graceful stop takes seconds.
        await process.kill9()
        await epmd.kill9()
