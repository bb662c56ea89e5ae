"""What becomes of a batch of messages of one queue; the only place that decides a message's fate.

Seen already or applied: acknowledged. Cannot be decoded, unknown, schema-invalid or refused: parked at once.
Database away: tried again in place, for as long as it takes. Anything else: delayed three times, then parked.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field

from aio_pika import IncomingMessage
from aio_pika.exceptions import ChannelInvalidStateError

from ates_chassis.database.engine import Database
from ates_chassis.database.outages import is_outage
from ates_chassis.messaging.broker import ServiceBroker, Silences
from ates_chassis.messaging.contracts import BrokenContractError, Contracts
from ates_chassis.messaging.dispositions import Disposition, header, move_away
from ates_chassis.messaging.inbox import Delivery, Inbox
from ates_chassis.messaging.publishing import UnconfirmedError
from ates_chassis.messaging.retrying import retry
from ates_chassis.observability import metrics
from ates_chassis.observability.tracing import trace
from ates_chassis.settings import BrokerSettings
from ates_chassis.shared.errors import RefusedError, describe

log = logging.getLogger(__name__)

# How long to look for the culprits one by one, beside the last of them. The rest is a batch again, perhaps without another.
_SINGLY_MAX_S = 30.0


@dataclass(slots=True)
class Batch:
    """Messages in order of arrival: those that are events, and those that are not."""

    deliveries: list[tuple[IncomingMessage, Delivery]] = field(default_factory=list)
    dispositions: list[Disposition] = field(default_factory=list)


class BatchHandler:
    def __init__(
        self,
        *,
        queue: str,
        inbox: Inbox,
        db: Database,
        contracts: Contracts,
        settings: BrokerSettings,
        broker: ServiceBroker,
        stop: asyncio.Event,
    ) -> None:
        """`broker` is where rejected messages are published; `stop` ends every wait in place."""
        self.queue = queue
        self._inbox = inbox
        self._db = db
        self._contracts = contracts
        self._settings = settings
        self._broker = broker
        self._stop = stop
        self._silences = Silences()

    async def handle(self, messages: Sequence[IncomingMessage]) -> None:
        """Applies a batch, moves what failed out of the way, then acknowledges all of it.

        A crash between effect and acknowledgement delivers the batch again; the inbox absorbs that.
        """
        metrics.BATCH_SIZE.observe(len(messages))
        with metrics.BATCH_SECONDS.time():
            while messages:
                messages = messages[await self._handle_first(messages) :]
                if self._stop.is_set():
                    return

    async def _handle_first(self, messages: Sequence[IncomingMessage]) -> int:
        """Handles all of them, or the first ones where that takes long; answers how many."""
        batch = self._decode(messages)
        dispositions, handled = await self._apply(batch.deliveries)
        count = len(messages)
        if handled < len(batch.deliveries):
            # Those before the next one; a message that is no event stays at its place among them.
            tags = [message.delivery_tag for message in messages]
            count = tags.index(batch.deliveries[handled][0].delivery_tag)
        done = {message.delivery_tag for message in messages[:count]}
        for disposition in [*batch.dispositions, *dispositions]:
            if disposition.message.delivery_tag in done:
                await self._move_away(disposition)
        await messages[count - 1].ack(multiple=True)
        return count

    def _decode(self, messages: Sequence[IncomingMessage]) -> Batch:
        batch = Batch()
        for message in messages:
            try:
                envelope = self._contracts.decode(message.body)
                self._inbox.model(self.queue, envelope.type).model_validate(envelope.data)
            except BrokenContractError as error:
                batch.dispositions.append(Disposition(message, error.reason, str(error)))
            except Exception as error:  # noqa: BLE001 - whatever it is, this message alone is the reason
                batch.dispositions.append(Disposition(message, "model-invalid", describe(error)))
            else:
                traceparent = header(message, "traceparent")
                delivery = Delivery(envelope, traceparent if isinstance(traceparent, str) else None)
                batch.deliveries.append((message, delivery))
        return batch

    async def _apply(
        self, deliveries: Sequence[tuple[IncomingMessage, Delivery]]
    ) -> tuple[list[Disposition], int]:
        """Applies all in one transaction; where that fails for a reason of theirs, one by one to find the culprits.

        Answers the culprits, and how many of the deliveries are dealt with: the first ones, where one by one takes long.
        """
        if not deliveries:
            return [], 0
        try:
            await self._apply_patiently([delivery for _, delivery in deliveries])
        except Exception as error:
            if is_outage(error):
                raise
            if len(deliveries) > 1:
                return await self._apply_singly(deliveries)
            return [self._dispose(*deliveries[0], error)], 1
        for _, delivery in deliveries:
            metrics.EVENTS_HANDLED.labels(delivery.envelope.type, "applied").inc()
        return [], len(deliveries)

    async def _apply_singly(
        self, deliveries: Sequence[tuple[IncomingMessage, Delivery]]
    ) -> tuple[list[Disposition], int]:
        clock = asyncio.get_running_loop().time
        deadline = clock() + _SINGLY_MAX_S
        culprits: list[Disposition] = []
        for count, one in enumerate(deliveries, start=1):
            culprits += (await self._apply([one]))[0]
            if self._stop.is_set() or clock() > deadline:
                return culprits, count
        return culprits, len(deliveries)

    async def _apply_patiently(self, deliveries: Sequence[Delivery]) -> None:
        """An outage of the database is no fault of the events: wait for its end with the batch in hand."""

        async def apply() -> None:
            with trace(deliveries[0].traceparent):
                await self._inbox.apply(self._db, deliveries)

        await retry(
            apply,
            stop=self._stop,
            passes=is_outage,
            on_failure=self._note_wait,
            backoff_max_s=self._settings.backoff_max_s,
        )

    async def _move_away(self, disposition: Disposition) -> None:
        """While RabbitMQ takes nothing (an alarm, a full queue), wait: to let go would count as a delivery.

        Only what it said that it does not take is published again. What it has not answered is on its way, and a second
        copy would be parked beside the first when the alarm ends.
        """

        async def move() -> None:
            wait = self._broker.wait(self._stop, self._note_overdue, self._silences)
            await move_away(
                self._broker,
                disposition,
                service=self._inbox.service,
                queue=self.queue,
                wait=wait,
            )
            self._silences.end()

        def passes(error: Exception) -> bool:
            return isinstance(error, UnconfirmedError) and not _is_lost(disposition.message)

        await retry(
            move,
            stop=self._stop,
            passes=passes,
            on_failure=self._note_wait,
            backoff_max_s=self._settings.backoff_max_s,
        )

    def _note_overdue(self, count: int) -> None:
        reason = {"reason": "no confirm yet", "messages": count, "queue": self.queue}
        log.warning("batch waits in place", extra=reason)

    def _note_wait(self, error: Exception) -> None:
        reason = {"reason": repr(error), "queue": self.queue}
        log.warning("batch waits in place", extra=reason)

    def _dispose(
        self, message: IncomingMessage, delivery: Delivery, error: Exception
    ) -> Disposition:
        refused = isinstance(error, RefusedError | BrokenContractError)
        with trace(delivery.traceparent):
            log.error(
                "event not handled",
                exc_info=None if refused else error,
                extra={
                    "event_id": str(delivery.envelope.id),
                    "type": delivery.envelope.type,
                    "error": describe(error),
                },
            )
        if refused:
            return Disposition(message, "refused", describe(error), delivery.envelope.type)
        return Disposition(message, "failed", describe(error), delivery.envelope.type, retry=True)


def _is_lost(message: IncomingMessage) -> bool:
    """Whether it cannot be acknowledged any more, so that it comes again."""
    try:
        _ = message.channel
    except ChannelInvalidStateError:
        return True
    return False
