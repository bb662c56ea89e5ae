"""Private servers for the rows that need no company: PostgreSQL with its disk flushes on, and RabbitMQ."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from ates_chassis.database.engine import Database
from ates_chassis.messaging.contracts import Contracts
from ates_chassis.settings import BrokerSettings
from ates_chassis.testing import eventually
from ates_local.passwords import Passwords
from ates_local.places import Places
from ates_local.ports import Ports, answers, free_base
from ates_local.postgres import postgres_of
from ates_local.server_process import ServerProcess
from support.amqp import RawConnection
from support.postgres_server import PostgresServer
from support.rabbitmq_server import RabbitMQServer, running_rabbitmq


@dataclass
class Servers:
    postgres: PostgresServer
    rabbitmq: RabbitMQServer
    contracts: Contracts

    @property
    def pids(self) -> list[int]:
        return [self.postgres.process.pid, self.rabbitmq.process.pid]

    def broker_settings(self, service: str) -> BrokerSettings:
        return BrokerSettings(amqp_url=self.rabbitmq.amqp_url(service))

    @asynccontextmanager
    async def database(self, service: str) -> AsyncIterator[tuple[Database, str]]:
        """A fresh migrated database, and its address for those who do without SQLAlchemy."""
        urls = await self.postgres.create_database(service)
        db = Database(urls.app, check_event=self.contracts.check)
        try:
            yield db, urls.app
        finally:
            await db.close()
            await self.postgres.drop_database(urls)

    @asynccontextmanager
    async def channel(self, user: str) -> AsyncIterator[Any]:
        async with RawConnection(self.rabbitmq.amqp_url(user)) as connection:
            yield await connection.channel(on_return_raises=True)

    async def purge(self, queue: str) -> None:
        async with self.channel("operator") as channel:
            await channel.queue_purge(queue)


@asynccontextmanager
async def running_servers(places: Places) -> AsyncIterator[Servers]:
    passwords = Passwords.load(places.passwords)
    postgres = postgres_of(places, ports=Ports(free_base()), passwords=passwords)
    await asyncio.to_thread(postgres.prepare)
    process = ServerProcess(postgres.program(), places, postgres.is_ready)
    await process.start()
    try:
        async with running_rabbitmq(places) as rabbitmq:
            # The management interface, which says that the node is ready, opens a moment before.
            await eventually(lambda: asyncio.to_thread(answers, rabbitmq.node.ports.of("amqp")))
            contracts = Contracts(places.checkout / "schemas")
            yield Servers(PostgresServer(postgres, places, process), rabbitmq, contracts)
    finally:
        await process.stop()
