"""Whoever follows the stream of events, and what services tell it."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from broker.rabbitmq_operator import PING
from uuid_utils.compat import uuid7

from ates_chassis.messaging import broker
from ates_chassis.messaging.contracts import Contracts, Envelope
from ates_chassis.messaging.publishing import Message, publish_all
from ates_chassis.messaging.stream import follow
from ates_chassis.messaging.topology import LOG_STREAM
from ates_chassis.testing import eventually
from support.rabbitmq_server import RabbitMQServer

NAME = "web-live"


@dataclass
class Follower:
    url: str
    heard: list[int] = field(default_factory=list)
    gaps: int = 0

    def on_event(self, event: Envelope) -> None:
        self.heard.append(event.data["n"])

    def on_gap(self) -> None:
        self.gaps += 1

    async def run(self, stop: asyncio.Event, **changes: Any) -> None:
        bounds: dict[str, Any] = {"backoff_max_s": 0.3} | changes
        await follow(
            self.url,
            LOG_STREAM,
            name=NAME,
            on_event=self.on_event,
            on_gap=self.on_gap,
            stop=stop,
            **bounds,
        )

    async def impatient(self, stop: asyncio.Event) -> None:
        await self.run(stop, lag_max_s=0.2)

    async def subscribed(self, times: int = 1, *, timeout_s: float = 20) -> None:
        async def gaps() -> int:
            return self.gaps

        await eventually(gaps, until=lambda seen: seen >= times, timeout_s=timeout_s)

    async def hears(self, *expected: int) -> None:
        async def heard() -> list[int]:
            return self.heard

        await eventually(heard, until=lambda seen: seen == list(expected))


@dataclass
class EventLog:
    """What services tell, for whoever follows the stream."""

    rabbitmq: RabbitMQServer
    contracts: Contracts

    async def __call__(self, *numbers: int, ago_s: float = 0) -> None:
        at = datetime.now(UTC) - timedelta(seconds=ago_s)
        await self.log(
            *(
                self.contracts.encode(id=uuid7(), type=PING, subject=str(n), time=at, data={"n": n})
                for n in numbers
            )
        )

    async def log(self, *bodies: bytes, by: str = "tasks") -> None:
        messages = [
            Message(routing_key=f"{by}.user-erased.v1", body=body, message_id=str(n), headers={})
            for n, body in enumerate(bodies)
        ]
        async with broker.connected(self.rabbitmq.amqp_url(by), "teller") as connection:
            channel = await broker.confirming_channel(connection)
            assert not any(await publish_all(channel, f"{by}.events", messages, timeout_s=20))
