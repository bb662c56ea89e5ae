"""The consumer of one queue: collects batches for the inbox, and is the only place that decides a message's fate.

Seen already or applied: acknowledged. Cannot be decoded, unknown, schema-invalid or refused: parked at once.
Database away: tried again in place, for as long as it takes. Anything else: delayed three times, then parked.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from aiormq.abc import DeliveredMessage
from aiormq.channel import Channel

from ates_chassis.database.engine import Database
from ates_chassis.database.outages import is_outage
from ates_chassis.messaging import broker, publishing
from ates_chassis.messaging.contracts import BrokenContract, Contracts
from ates_chassis.messaging.inbox import Arrival, Inbox
from ates_chassis.messaging.publishing import Wait
from ates_chassis.messaging.rejection import Verdict, header, reject
from ates_chassis.observability import metrics
from ates_chassis.observability.tracing import trace
from ates_chassis.settings import BrokerSettings
from ates_chassis.shared.errors import Refused, describe

log = logging.getLogger(__name__)

_PAUSE_MIN_S = 0.05
_COLLECT_MAX_S = 0.05
# How long to look for the culprits one by one, beside the last of them. The rest is a batch again, perhaps without another.
_SINGLY_MAX_S = 30.0


@dataclass(slots=True)
class Batch:
    """Messages in order of arrival: those that are events, and those that are not."""

    arrivals: list[tuple[DeliveredMessage, Arrival]] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)


class QueueConsumer:
    def __init__(
        self,
        *,
        queue: str,
        inbox: Inbox,
        db: Database,
        contracts: Contracts,
        settings: BrokerSettings,
    ) -> None:
        self.queue = queue
        self._inbox = inbox
        self._db = db
        self._contracts = contracts
        self._settings = settings
        self._subscription: tuple[Channel, str] | None = None

    @property
    def is_subscribed(self) -> bool:
        """From RabbitMQ's consume-ok until it cancels the consumer, or the channel ends with or without its doing."""
        if self._subscription is None:
            return False
        channel, tag = self._subscription
        return not channel.is_closed and tag in channel.consumers

    async def run(self, stop: asyncio.Event) -> None:
        async def consume_until_failure() -> None:
            await self._consume(stop)

        await broker.again_and_again(
            consume_until_failure,
            what=f"consumer of {self.queue}",
            stop=stop,
            backoff_max_s=self._settings.backoff_max_s,
        )

    async def _consume(self, stop: asyncio.Event) -> None:
        url = self._settings.amqp_url.get_secret_value()
        async with broker.connected(url, self.queue) as connection:
            channel = await broker.confirming_channel(connection)
            await channel.basic_qos(prefetch_count=2 * self._settings.batch_max)
            arrived: asyncio.Queue[DeliveredMessage] = (
                asyncio.Queue()
            )  # bounded by the prefetch count

            async def enqueue(message: DeliveredMessage) -> None:
                arrived.put_nowait(message)

            lost = asyncio.Event()
            channel.on_consumer_cancel_callbacks.add(lambda _: lost.set())
            channel.closing.add_done_callback(lambda _: lost.set())
            subscribed = await channel.basic_consume(self.queue, enqueue)
            self._subscription = channel, subscribed.consumer_tag or ""
            await self._work(channel, arrived, stop, lost)

    async def _work(
        self,
        channel: Channel,
        arrived: "asyncio.Queue[DeliveredMessage]",
        stop: asyncio.Event,
        lost: asyncio.Event,
    ) -> None:
        """Handles batch after batch; the one in hand is finished before a stop."""
        ends = [asyncio.ensure_future(event.wait()) for event in (stop, lost)]
        first = asyncio.ensure_future(arrived.get())
        try:
            while not stop.is_set():
                await asyncio.wait([first, *ends], return_when=asyncio.FIRST_COMPLETED)
                if lost.is_set():
                    # What arrived cannot be acknowledged any more, and comes again.
                    raise ConnectionError(f"{self.queue} is not consumed any more")
                if not first.done():
                    return
                messages = await self._collect(first.result(), arrived)
                await self.handle(channel, messages, stop)
                first = asyncio.ensure_future(arrived.get())
        finally:
            for waiting in (first, *ends):
                waiting.cancel()

    async def _collect(
        self, first: DeliveredMessage, arrived: "asyncio.Queue[DeliveredMessage]"
    ) -> list[DeliveredMessage]:
        """Waits, briefly and boundedly, while more keeps coming: a batch of one costs half of what a hundred do."""
        clock = asyncio.get_running_loop().time
        deadline = clock() + _COLLECT_MAX_S
        messages, seen = [first], 0
        while True:
            while len(messages) < self._settings.batch_max and not arrived.empty():
                messages.append(arrived.get_nowait())
            full = len(messages) == self._settings.batch_max
            if full or len(messages) == seen or clock() > deadline:
                return messages
            seen = len(messages)
            await asyncio.sleep(self._settings.linger_ms / 1000)

    async def handle(
        self, channel: Channel, messages: Sequence[DeliveredMessage], stop: asyncio.Event
    ) -> None:
        """Applies a batch, moves what failed out of the way, then acknowledges all of it.

        A crash between effect and acknowledgement delivers the batch again; the inbox absorbs that.
        """
        metrics.BATCH_SIZE.observe(len(messages))
        with metrics.BATCH_SECONDS.time():
            while messages:
                messages = messages[await self._handle_first(channel, messages, stop) :]
                if stop.is_set():
                    return

    async def _handle_first(
        self, channel: Channel, messages: Sequence[DeliveredMessage], stop: asyncio.Event
    ) -> int:
        """Handles all of them, or the first ones where that takes long; answers how many."""
        batch = self._decode(messages)
        verdicts, handled = await self._apply(batch.arrivals, stop)
        count = len(messages)
        if handled < len(batch.arrivals):
            # Those before the next one; a message that is no event stays at its place among them.
            tags = [message.delivery_tag for message in messages]
            count = tags.index(batch.arrivals[handled][0].delivery_tag)
        done = {message.delivery_tag for message in messages[:count]}
        for verdict in [*batch.verdicts, *verdicts]:
            if verdict.message.delivery_tag in done:
                await self._remove_patiently(channel, verdict, stop)
        tag = messages[count - 1].delivery_tag
        if tag is not None:
            await channel.basic_ack(tag, multiple=True)
        return count

    def _decode(self, messages: Sequence[DeliveredMessage]) -> Batch:
        batch = Batch()
        for message in messages:
            try:
                envelope = self._contracts.decode(message.body)
                self._inbox.model(self.queue, envelope.type).model_validate(envelope.data)
            except BrokenContract as error:
                batch.verdicts.append(Verdict(message, error.reason, str(error)))
            except Exception as error:  # noqa: BLE001 - whatever it is, this message alone is the reason
                batch.verdicts.append(Verdict(message, "model-invalid", describe(error)))
            else:
                traceparent = header(message, "traceparent")
                arrival = Arrival(envelope, traceparent if isinstance(traceparent, str) else None)
                batch.arrivals.append((message, arrival))
        return batch

    async def _apply(
        self, arrivals: Sequence[tuple[DeliveredMessage, Arrival]], stop: asyncio.Event
    ) -> tuple[list[Verdict], int]:
        """Applies all in one transaction; where that fails for a reason of theirs, one by one to find the culprits.

        Answers the culprits, and how many of the arrivals are dealt with: the first ones, where one by one takes long.
        """
        if not arrivals:
            return [], 0
        try:
            await self._apply_patiently([arrival for _, arrival in arrivals], stop)
        except Exception as error:
            if is_outage(error):
                raise
            if len(arrivals) > 1:
                return await self._apply_singly(arrivals, stop)
            return [self._judge(*arrivals[0], error)], 1
        for _, arrival in arrivals:
            metrics.EVENTS_HANDLED.labels(arrival.envelope.type, "applied").inc()
        return [], len(arrivals)

    async def _apply_singly(
        self, arrivals: Sequence[tuple[DeliveredMessage, Arrival]], stop: asyncio.Event
    ) -> tuple[list[Verdict], int]:
        clock = asyncio.get_running_loop().time
        deadline = clock() + _SINGLY_MAX_S
        culprits: list[Verdict] = []
        for count, one in enumerate(arrivals, start=1):
            culprits += (await self._apply([one], stop))[0]
            if stop.is_set() or clock() > deadline:
                return culprits, count
        return culprits, len(arrivals)

    async def _apply_patiently(self, arrivals: Sequence[Arrival], stop: asyncio.Event) -> None:
        """An outage of the database is no fault of the events: wait for its end with the batch in hand."""

        async def apply() -> None:
            with trace(arrivals[0].traceparent):
                await self._inbox.apply(self._db, arrivals)

        await self._patiently(apply, stop, is_outage)

    async def _remove_patiently(
        self, channel: Channel, verdict: Verdict, stop: asyncio.Event
    ) -> None:
        """While RabbitMQ takes nothing (an alarm, a full queue), wait: to let go would count as a delivery.

        Only what it said that it does not take is published again. What it has not answered is on its way, and a second
        copy would be parked beside the first when the alarm ends.
        """

        async def remove() -> None:
            await reject(
                channel,
                verdict,
                service=self._inbox.service,
                queue=self.queue,
                wait=Wait(stop, self._settings.publish_timeout_s, self._note_overdue),
            )

        def passes(error: Exception) -> bool:
            return isinstance(error, publishing.Unconfirmed) and not channel.is_closed

        await self._patiently(remove, stop, passes)

    def _note_overdue(self, count: int) -> None:
        reason = {"reason": "no confirm yet", "messages": count, "queue": self.queue}
        log.warning("batch waits in place", extra=reason)

    async def _patiently(
        self,
        work: Callable[[], Awaitable[None]],
        stop: asyncio.Event,
        passes: Callable[[Exception], bool],
    ) -> None:
        """Does `work`, again and again while its failure is one that passes; a stop ends the waiting."""
        pause_s = _PAUSE_MIN_S
        while True:
            try:
                return await work()
            except Exception as error:
                if stop.is_set() or not passes(error):
                    raise
                reason = {"reason": repr(error), "queue": self.queue}
                log.warning("batch waits in place", extra=reason)
            await broker.wait_for_stop(stop, pause_s)
            pause_s = min(2 * pause_s, self._settings.backoff_max_s)

    def _judge(self, message: DeliveredMessage, arrival: Arrival, error: Exception) -> Verdict:
        refused = isinstance(error, Refused | BrokenContract)
        with trace(arrival.traceparent):
            log.error(
                "event not handled",
                exc_info=None if refused else error,
                extra={
                    "event_id": str(arrival.envelope.id),
                    "type": arrival.envelope.type,
                    "reason": describe(error),
                },
            )
        if refused:
            return Verdict(message, "refused", describe(error))
        return Verdict(message, "failed", describe(error), retry=True)
