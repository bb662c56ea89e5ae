"""What a person with the rights of RabbitMQ's management does in a test."""

import contextlib
import json
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import httpx
from aio_pika.exceptions import AMQPConnectionError
from aiormq.abc import DeliveredMessage
from pamqp.commands import Basic

from ates_chassis.testing import eventually
from ates_local.places import checkout_root
from ates_local.rabbitmq import SYNC
from support.amqp import RawConnection
from support.rabbitmq_server import RabbitMQServer

PING = "tasks.ping.v1"
QUEUE = "accounting.tasks"
PARKED = "accounting.parked"
QUEUES = (
    QUEUE,
    PARKED,
    "accounting.auth",
    "tasks.auth",
    "tasks.parked",
    *(f"accounting.delay.{delay}" for delay in ("5s", "30s", "5m")),
)


class Operator:
    """What a person with the management's rights does."""

    def __init__(self, rabbitmq: RabbitMQServer) -> None:
        self._rabbitmq = rabbitmq
        self._http = httpx.AsyncClient(
            base_url=rabbitmq.management_url, auth=rabbitmq.operator, timeout=30, trust_env=False
        )

    @contextlib.asynccontextmanager
    async def channel(self) -> AsyncIterator[Any]:
        async with RawConnection(self._rabbitmq.amqp_url("operator")) as connection:
            yield await connection.channel()

    async def is_there(self) -> bool:
        try:
            async with self.channel():
                return True
        except AMQPConnectionError:
            return False

    async def send(self, queue: str, *bodies: bytes, headers: dict[str, Any] | None = None) -> None:
        properties = Basic.Properties(delivery_mode=2, headers=headers or {})
        async with self.channel() as channel:
            for body in bodies:
                await channel.basic_publish(
                    body, routing_key=queue, properties=properties, mandatory=True
                )

    async def count(self, queue: str) -> int:
        async with self.channel() as channel:
            return int((await channel.queue_declare(queue, passive=True)).message_count)

    async def consumers(self, queue: str) -> int:
        async with self.channel() as channel:
            return int((await channel.queue_declare(queue, passive=True)).consumer_count)

    async def take(self, queue: str) -> list[DeliveredMessage]:
        """Everything that lies in `queue`, which is empty then."""
        taken = []
        async with self.channel() as channel:
            while isinstance((got := await channel.basic_get(queue)).delivery, Basic.GetOk):
                await channel.basic_ack(got.delivery.delivery_tag)
                taken.append(got)
        return taken

    async def purge(self) -> None:
        """Once nobody has anything in hand: what a worker that is ending did not acknowledge would come back afterwards."""
        for queue in QUEUES:
            await eventually(partial(self.consumers, queue), until=lambda count: count == 0)
        async with self.channel() as channel:
            for queue in QUEUES:
                await channel.queue_purge(queue)

    async def bind(self, exchange: str, queue: str, key: str) -> None:
        async with self.channel() as channel:
            await channel.queue_bind(queue, exchange, key)

    async def unbind(self, exchange: str, queue: str, key: str) -> None:
        async with self.channel() as channel:
            await channel.queue_unbind(queue, exchange, key)

    async def delete_queue(self) -> None:
        async with self.channel() as channel:
            await channel.queue_delete(QUEUE)

    async def make_queue(self) -> None:
        """As the definitions have it, and bound to the tests' own event."""
        async with self.channel() as channel:
            await channel.queue_declare(QUEUE, durable=True, arguments={"x-queue-type": "quorum"})
        definitions = checkout_root() / "deploy" / "rabbitmq" / "definitions.json"
        for binding in json.loads(definitions.read_text())["bindings"]:
            if binding["destination"] == QUEUE:
                await self.bind(binding["source"], QUEUE, binding["routing_key"])
        await self.bind("tasks.events", QUEUE, PING)
        # Or a node that is killed in the next seconds has a queue afterwards that nobody reaches.
        await self._rabbitmq.node.control("eval", SYNC)

    async def call(self, method: str, path: str, body: object = None) -> httpx.Response:
        answer = await self._http.request(method, f"/api/{path}", json=body)
        answer.raise_for_status()
        return answer

    async def close_connections(self, name: str) -> int:
        """As an operator does in the management console; returns how many were closed."""
        known = [
            each["name"]
            for each in (await self.call("GET", "connections")).json()
            if each.get("client_properties", {}).get("connection_name") == name
        ]
        for each in known:
            await self.call("DELETE", f"connections/{each.replace(' ', '%20')}")
        return len(known)

    @contextlib.asynccontextmanager
    async def policy(self, name: str, pattern: str, **definition: object) -> AsyncIterator[None]:
        """An operator policy: it is merged with the policies of the definitions, the stricter value wins."""
        path = f"operator-policies/ates/{name}"
        body = {"pattern": pattern, "definition": definition, "apply-to": "queues"}
        await self.call("PUT", path, body)
        try:
            yield
        finally:
            await self.call("DELETE", path)

    async def close(self) -> None:
        await self._http.aclose()
