"""RabbitMQ for a worker: a FastStream broker that connects again with jitter, and that declares nothing."""

import asyncio
import contextlib
import logging
import random
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import Any

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractConnection
from aio_pika.exceptions import AMQPError
from faststream import AckPolicy
from faststream.rabbit import Channel, RabbitBroker, RabbitExchange, RabbitQueue
from faststream.rabbit.helpers import RabbitDeclarer
from faststream.rabbit.publisher.producer import AioPikaFastProducerImpl
from yarl import URL

from ates_chassis.messaging.addresses import addresses_of
from ates_chassis.messaging.publishing import Wait
from ates_chassis.messaging.retrying import keep_running, wait_for_any, wait_for_stop
from ates_chassis.settings import BrokerSettings

log = logging.getLogger(__name__)

# A half-open link is noticed after 3 × (heartbeat + 1) s; the library's default of 60 s would need 183 s.
_HEARTBEAT_S = 10
# For all nodes together.
_CONNECT_TIMEOUT_S = 10
_CLOSE_TIMEOUT_S = 5
_BLOCKED_LOOK_S = 0.05
_SILENCE_MAX_S = 60.0
_SILENCES_MAX = 10
_SILENCES_ALIKE = 3


@dataclass(slots=True)
class Silences:
    """How often in a row somebody's messages were not confirmed. Each publisher has its own: others may go to other queues."""

    count: int = 0
    under_alarm: bool = False

    def end(self) -> None:
        """All that was published together is confirmed; a part of it says nothing of a queue that answers nobody."""
        self.count, self.under_alarm = 0, False


async def connect(url: str, name: str) -> AbstractConnection:
    """A connection that ends when it is lost; whoever uses it connects again (`keep_running`).

    Nodes of a cluster are tried in an order by chance, so that those who lost one do not all go to the same other.
    Raises what the last of them raised.
    """
    nodes = addresses_of(url)
    random.shuffle(nodes)
    for node in nodes[:-1]:
        try:
            return await _connect_to(node, name, _CONNECT_TIMEOUT_S / len(nodes))
        except (OSError, TimeoutError, AMQPError) as error:
            log.info("a node of RabbitMQ is passed over", extra={"reason": repr(error)})
    return await _connect_to(nodes[-1], name, _CONNECT_TIMEOUT_S / len(nodes))


async def _connect_to(node: URL, name: str, timeout_s: float) -> AbstractConnection:
    address = node.update_query(heartbeat=_HEARTBEAT_S)
    connection = aio_pika.Connection(address, client_properties={"connection_name": name})
    try:
        await asyncio.wait_for(connection.connect(), timeout_s)
    except BaseException:
        # Otherwise it begins to close itself when it is collected as garbage, in a loop or without one.
        await connection.close()
        raise
    return connection


@contextlib.asynccontextmanager
async def connected(url: str, name: str) -> AsyncIterator[AbstractConnection]:
    connection = await connect(url, name)
    try:
        yield connection
    finally:
        await close(connection)


async def close(connection: AbstractConnection) -> None:
    """A connection that is gone already may answer with any of its own errors."""

    async def closing() -> None:
        async with asyncio.timeout(_CLOSE_TIMEOUT_S):
            await connection.close()

    await asyncio.gather(closing(), return_exceptions=True)


async def confirming_channel(connection: AbstractConnection) -> AbstractChannel:
    """A channel on which publishes are confirmed, and unroutable messages come back."""
    channel = connection.channel(publisher_confirms=True, on_return_raises=True)
    await channel.initialize(timeout=_CONNECT_TIMEOUT_S)
    return channel


class _AsTheyAre(RabbitDeclarer):
    """Queues and exchanges without a declaration: a passive one, too, needs a right to configure since RabbitMQ 4.2.6."""

    def __init__(self, broker: "ServiceBroker") -> None:
        self._broker = broker

    def disconnect(self) -> None:
        """Nothing is kept that belongs to a connection."""

    async def declare_queue(
        self, queue: RabbitQueue, declare: bool = False, *, channel: Channel | None = None
    ) -> Any:
        del declare
        opened = await self._broker.config.channel_manager.get_channel(channel)
        return await opened.get_queue(queue.name, ensure=False)

    async def declare_exchange(
        self, exchange: RabbitExchange, declare: bool = False, *, channel: Channel | None = None
    ) -> Any:
        del declare
        opened = await self._broker.config.channel_manager.get_channel(channel)
        if not exchange.name:
            return opened.default_exchange
        return await opened.get_exchange(exchange.name, ensure=False)


class ServiceBroker(RabbitBroker):
    """One connection of a service. `start` returns at once: it comes about beside, and anew after each loss."""

    def __init__(self, settings: BrokerSettings, name: str) -> None:
        super().__init__(
            # Of which it reads the virtual host; `_connect` makes the connections.
            str(addresses_of(settings.amqp_url.get_secret_value())[0]),
            default_channel=Channel(publisher_confirms=True, on_return_raises=True),
            graceful_timeout=settings.grace_s,
            ack_policy=AckPolicy.MANUAL,
            app_id=None,
            apply_types=False,
            logger=None,
            # Without the password, since the document of the API is public.
            specification_url="amqp://rabbitmq:5672/ates",
        )
        self.name = name
        self._settings = settings
        self._stopping = asyncio.Event()
        self._up = asyncio.Event()
        self._lost = asyncio.Event()
        self._serving: asyncio.Task[None] | None = None
        config = self.config.broker_config
        config.declarer = _AsTheyAre(self)
        config.producer = AioPikaFastProducerImpl(
            declarer=config.declarer, parser=None, decoder=None
        )

    @property
    def is_up(self) -> bool:
        return self._up.is_set()

    def wait(
        self, stop: asyncio.Event, on_overdue: Callable[[int], None], silences: Silences
    ) -> Wait:
        """For confirms on this connection: patient under an alarm, and else no longer than RabbitMQ can still have them."""
        timeout_s = self._settings.publish_timeout_s
        doublings = max(0, silences.count - _SILENCES_ALIKE)
        silence_s = min(self._settings.confirm_within_s * 2**doublings, _SILENCE_MAX_S)
        on_silence = partial(self._end_silence, silences, silence_s)
        return Wait(stop, timeout_s, on_overdue, silence_s, on_silence)

    async def _end_silence(self, silences: Silences, silence_s: float) -> None:
        """What was published is published again on another connection; inboxes absorb the copies.

        After a few times in a row it waits for longer: a queue without a majority answers nothing either, and the others get a
        copy each time. A new leader of a stream takes three seconds, and loses what is published meanwhile.
        """
        # While a connection is ending, what waits on it counts no second time.
        if self._connection is None or self._lost.is_set():
            return
        was_under_alarm, silences.under_alarm = silences.under_alarm, await self._is_blocked()
        if was_under_alarm or silences.under_alarm:
            return  # What waited for the end of an alarm has the whole time from then on.
        silences.count = min(silences.count + 1, _SILENCES_MAX)
        log.warning(
            "%s gets no confirms and connects anew", self.name, extra={"waited_s": silence_s}
        )
        self.note_loss()

    async def _is_blocked(self) -> bool:
        """Whether RabbitMQ has said that it takes nothing at present."""
        transport = getattr(self._connection, "transport", None)
        if transport is None:
            return False
        try:
            async with asyncio.timeout(_BLOCKED_LOOK_S):
                await transport.connection.ready()
        except TimeoutError:
            return True
        return False

    def note_loss(self, *_: object) -> None:
        """The connection, or what a subscriber needs of it, is gone: all of it is made anew."""
        self._lost.set()

    async def start(self) -> None:
        self._stopping.clear()
        serving = keep_running(
            self._serve,
            what=self.name,
            stop=self._stopping,
            backoff_max_s=self._settings.backoff_max_s,
        )
        self._serving = asyncio.ensure_future(serving)

    async def stop(
        self,
        exc_type: type[BaseException] | None = None,
        exc_val: BaseException | None = None,
        exc_tb: TracebackType | None = None,
    ) -> None:
        del exc_type, exc_val, exc_tb
        self._stopping.set()
        if self._serving is not None:
            await asyncio.gather(self._serving, return_exceptions=True)

    async def connection(self, stop: asyncio.Event) -> AbstractConnection:
        """The connection once it is up. Raises ConnectionError where `stop` comes first."""
        while not self.is_up:
            if stop.is_set():
                raise ConnectionError(f"{self.name} is stopped")
            await wait_for_stop(stop, 0.05)
        assert self._connection is not None
        return self._connection

    async def _connect(self) -> Any:
        """In place of a connection that restores itself, with a fixed pause and by declaring queues."""
        url = self._settings.amqp_url.get_secret_value()
        connection = await connect(url, self.name)
        connection.close_callbacks.add(self.note_loss)
        self.config.connect(connection)
        return connection

    async def _serve(self) -> None:
        self._lost.clear()
        try:
            await super().start()
            self._up.set()
            await wait_for_any(self._stopping, self._lost)
            if not self._stopping.is_set():
                raise ConnectionError(f"{self.name} lost its connection")
        finally:
            self._up.clear()
            await self._close()

    async def _close(self) -> None:
        """What a subscriber has in hand is finished; a connection that is gone may answer with any of its own errors."""
        closing = asyncio.ensure_future(super().stop())
        await asyncio.wait([closing])
        if not closing.cancelled() and (error := closing.exception()) is not None:
            log.info("%s closed", self.name, extra={"reason": repr(error)})
        if self._connection is not None:
            await close(self._connection)
            self._connection = None
        self.config.disconnect()
