"""Two services of the tests' own: one event, and one table for its effects."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar
from uuid import UUID

from aiormq.abc import DeliveredMessage
from broker.rabbitmq_operator import PING
from pydantic import SecretStr
from sqlalchemy import text
from uuid_utils.compat import uuid7

from ates_chassis.database.engine import Database, Transaction
from ates_chassis.messaging import outbox
from ates_chassis.messaging.contracts import Contracts, Event
from ates_chassis.messaging.inbox import Inbox
from ates_chassis.messaging.worker import Worker
from ates_chassis.settings import BrokerSettings, ServiceSettings
from ates_chassis.shared.consumed_events import ConsumedEvent, EventData

TakeParked = Callable[..., Awaitable[list[DeliveredMessage]]]
"""Waits for so many parked messages, and takes them."""


class PingV1(Event):
    TYPE: ClassVar[str] = PING
    SUBJECT: ClassVar[str] = "n"

    n: int


class PingV2(PingV1):
    TYPE: ClassVar[str] = "tasks.ping.v2"


class Ping(EventData):
    n: int


@dataclass
class Teller:
    """The service `tasks`: puts pings into its outbox, and relays them."""

    db: Database
    contracts: Contracts
    settings: BrokerSettings
    service_settings: ServiceSettings

    @property
    def nowhere(self) -> SecretStr:
        return SecretStr("amqp://tasks:x@127.0.0.1:9/ates")

    async def put(self, *numbers: int) -> None:
        await self.put_events(*(PingV1(n=n) for n in numbers))

    async def put_events(self, *events: Event) -> None:
        async with self.db.transaction() as tx:
            await outbox.put(tx, *events)

    def relay(
        self, db: Database | None = None, inbox: Inbox | None = None, **changes: object
    ) -> Worker:
        """A worker that listens to nothing, unless there is an `inbox`."""
        return Worker(
            self.service_settings,
            name="tasks",
            inbox=inbox or Inbox("tasks"),
            broker_settings=self.settings.model_copy(update=changes),
            db=db or self.db,
        )

    async def unpublished(self) -> list[int]:
        async with self.db.transaction() as tx:
            query = "SELECT (data->>'n')::int FROM outbox WHERE published_at IS NULL ORDER BY id"
            return list((await tx.scalars(text(query))).all())

    async def event_ids(self) -> set[str]:
        """The ids of everything that it put into its outbox."""
        async with self.db.transaction() as tx:
            return set((await tx.scalars(text("SELECT id::text FROM outbox"))).all())

    def ping(self, n: int, *, type: str = PING, id: UUID | None = None) -> bytes:
        return self.contracts.encode(
            id=id or uuid7(), type=type, subject=str(n), time=datetime.now(UTC), data={"n": n}
        )


def service_settings(url: str, schemas: Path) -> ServiceSettings:
    return ServiceSettings(database_url=url, jwks_url="http://auth", port=1, schemas_dir=schemas)


def broker_settings(url: str) -> BrokerSettings:
    return BrokerSettings(amqp_url=url, backoff_max_s=0.3, publish_timeout_s=5, watchdog_s=0.2)


@dataclass
class PingService:
    """The service `accounting`, whose only effect is to write down the pings that it hears of."""

    db: Database
    settings: BrokerSettings
    service_settings: ServiceSettings
    contracts: Contracts
    inbox: Inbox = field(default_factory=lambda: Inbox("accounting"))
    breaks: dict[int, Exception] = field(default_factory=dict)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    at_gate: asyncio.Event = field(default_factory=asyncio.Event)
    batches: list[list[int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.gate.set()

        @self.inbox.on(PING, Ping)
        async def write_down(tx: Transaction, events: Sequence[ConsumedEvent[Ping]]) -> None:
            numbers = [event.data.n for event in events]
            self.batches.append(numbers)
            self.at_gate.set()
            await self.gate.wait()
            for n in numbers:
                if n in self.breaks:
                    raise self.breaks[n]
            insert = "INSERT INTO effects (n) SELECT unnest(CAST(:ns AS int[]))"
            await tx.execute(text(insert), {"ns": numbers})

    def consumer(self, **changes: object) -> Worker:
        """A worker that tells nothing, and whose watchdog looks away."""
        calm = {"watchdog_s": 3_600.0}
        return Worker(
            self.service_settings,
            name="accounting",
            inbox=self.inbox,
            broker_settings=self.settings.model_copy(update=calm | changes),
            db=self.db,
            produces=False,
        )

    def worker(self, **changes: object) -> Worker:
        return Worker(
            self.service_settings,
            name="accounting",
            inbox=self.inbox,
            broker_settings=self.settings.model_copy(update=changes),
        )

    async def effects(self) -> list[int]:
        async with self.db.transaction() as tx:
            return list((await tx.scalars(text("SELECT n FROM effects ORDER BY n"))).all())


class BugError(Exception):
    pass
