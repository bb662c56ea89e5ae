"""A FastStream subscriber whose message is a batch: what has arrived on a queue, acknowledged as one."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, cast

from aio_pika import IncomingMessage
from faststream import AckPolicy
from faststream.message import StreamMessage
from faststream.rabbit import Channel, RabbitExchange, RabbitQueue
from faststream.rabbit.broker.registrator import RabbitRegistrator
from faststream.rabbit.configs import RabbitBrokerConfig
from faststream.rabbit.subscriber.config import RabbitSubscriberConfig
from faststream.rabbit.subscriber.factory import create_subscriber
from faststream.rabbit.subscriber.usecase import RabbitSubscriber

from ates_chassis.messaging.asyncapi import SubscriberSpecification
from ates_chassis.messaging.broker import ServiceBroker
from ates_chassis.messaging.contracts import Contracts
from ates_chassis.settings import BrokerSettings

_COLLECT_MAX_S = 0.05

Batch = Sequence[IncomingMessage]


class BatchSubscriber(RabbitSubscriber):
    """Passes FastStream's pipeline once per batch; a failure there is raised, never swallowed, and ends the connection.

    So nothing is acknowledged that nobody handled: the handler acknowledges, as the last thing that it does.
    """

    def __init__(self, broker: ServiceBroker, settings: BrokerSettings, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._broker = broker
        self._settings = settings
        self._ending = asyncio.Event()
        self._handling: asyncio.Task[None] | None = None
        self.is_subscribed = False

    async def start(self) -> None:
        self._arrived: asyncio.Queue[IncomingMessage] = (
            asyncio.Queue()
        )  # bounded by the prefetch count
        self._ending.clear()
        await super().start()
        assert self._queue_obj is not None
        channel = await self._queue_obj.channel.get_underlay_channel()
        channel.on_consumer_cancel_callbacks.add(self._note_loss)
        channel.closing.add_done_callback(self._note_loss)
        self.is_subscribed = True
        self._handling = asyncio.ensure_future(self._handle_batches())
        self._handling.add_done_callback(self._note_end)

    async def stop(self) -> None:
        """Takes no more, finishes the batch in hand, and leaves the rest to come again."""
        self.is_subscribed = False
        self._ending.set()
        queue, tag = self._queue_obj, self._consumer_tag
        if queue is not None and tag is not None and not queue.channel.is_closed:
            await asyncio.gather(queue.cancel(tag), return_exceptions=True)
        self._consumer_tag = None
        if self._handling is not None:
            await asyncio.wait([self._handling], timeout=self._settings.grace_s)
            self._handling.cancel()
            await asyncio.gather(self._handling, return_exceptions=True)
        await super().stop()

    async def consume(self, msg: IncomingMessage) -> None:
        self._arrived.put_nowait(msg)

    def _note_loss(self, _: object) -> None:
        self.is_subscribed = False
        self._ending.set()
        self._broker.note_loss()

    def _note_end(self, handling: asyncio.Task[None]) -> None:
        if handling.cancelled() or handling.exception() is not None:
            self._note_loss(None)

    async def _handle_batches(self) -> None:
        ending = asyncio.ensure_future(self._ending.wait())
        first = asyncio.ensure_future(self._arrived.get())
        try:
            while True:
                await asyncio.wait([first, ending], return_when=asyncio.FIRST_COMPLETED)
                if self._ending.is_set():
                    return
                batch = await self._collected(first.result())
                # To FastStream a message is whatever the parser takes: here a batch.
                await self.process_message(cast("IncomingMessage", batch))
                first = asyncio.ensure_future(self._arrived.get())
        finally:
            first.cancel()
            ending.cancel()

    async def _collected(self, first: IncomingMessage) -> Batch:
        """Waits, briefly and boundedly, while more keeps coming: a batch of one costs half of what a hundred do."""
        clock = asyncio.get_running_loop().time
        deadline = clock() + _COLLECT_MAX_S
        messages, seen = [first], 0
        while True:
            while len(messages) < self._settings.batch_max and not self._arrived.empty():
                messages.append(self._arrived.get_nowait())
            full = len(messages) == self._settings.batch_max
            if full or len(messages) == seen or clock() > deadline:
                return messages
            seen = len(messages)
            await asyncio.sleep(self._settings.linger_ms / 1000)


def subscribe(
    broker: ServiceBroker,
    *,
    queue: str,
    exchange: str,
    contracts: Contracts,
    types: Sequence[str],
    settings: BrokerSettings,
    handler: Callable[[Batch], Awaitable[None]],
) -> BatchSubscriber:
    """Has `handler` called with the batches of `queue`, on a channel of its own: acknowledgements are by channel."""
    # FastStream, too, passes this composition of settings for the settings themselves.
    outer = cast("RabbitBrokerConfig", broker.config)
    config = RabbitSubscriberConfig(
        queue=RabbitQueue(queue, declare=False),
        exchange=RabbitExchange(exchange, declare=False),
        channel=Channel(prefetch_count=2 * settings.batch_max),
        no_reply=True,
        _outer_config=outer,
    )
    plain = _plain(config, outer)
    specification = SubscriberSpecification(
        contracts,
        types,
        _outer_config=outer,
        specification_config=plain.specification.config,
        calls=plain.calls,
    )
    subscriber = BatchSubscriber(
        broker, settings, config=config, specification=specification, calls=plain.calls
    )
    subscriber.add_call(parser_=_parse, decoder_=_decode, dependencies_=())
    super(RabbitRegistrator, broker).subscriber(subscriber)
    subscriber(handler)
    return subscriber


def _plain(config: RabbitSubscriberConfig, outer: RabbitBrokerConfig) -> RabbitSubscriber:
    """FastStream's own subscriber, for what it makes of the settings."""
    return create_subscriber(
        queue=config.queue,
        exchange=config.exchange,
        consume_args=None,
        channel=config.channel,
        no_reply=True,
        ack_policy=AckPolicy.MANUAL,
        config=outer,
        title_=config.queue.name,
        description_=None,
        include_in_schema=True,
    )


async def _parse(batch: Batch) -> StreamMessage[Batch]:
    """One message that stands for all of them; each is decoded by the handler, since each has a fate of its own."""
    return StreamMessage(raw_message=batch, body=b"")


async def _decode(message: StreamMessage[Batch]) -> Batch:
    return message.raw_message
