"""Following a stream: its new events as they come, without a queue of one's own and without a place in it.

For what may be missed as long as one knows: whoever follows is told of each moment in which it may have been.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from aio_pika.abc import AbstractConnection, AbstractIncomingMessage

from ates_chassis.messaging import broker
from ates_chassis.messaging.contracts import BrokenContractError, Envelope, read_envelope
from ates_chassis.messaging.retrying import keep_running, wait_for_stop

log = logging.getLogger(__name__)

# As many as are handled in one go; RabbitMQ sends no more before they are acknowledged.
_PREFETCH = 200
# An event costs some 60 µs, beside which the same process serves people; more than that a second is not worked through.
_EVENTS_PER_S = 2_000
_LAG_MAX_S = 5.0
_BACKOFF_MAX_S = 2.0

# None ends the reading: the subscription is lost, or nobody wants it any more.
_Arrived = asyncio.Queue[AbstractIncomingMessage | None]


@dataclass(frozen=True, slots=True)
class _Callbacks:
    on_event: Callable[[Envelope], None]
    on_gap: Callable[[], None]
    on_lost: Callable[[], None]
    lag_max_s: float
    since: timedelta | None

    @property
    def offset(self) -> str | datetime:
        return "next" if self.since is None else datetime.now(UTC) - self.since


async def follow(
    url: str,
    stream: str,
    *,
    name: str,
    on_event: Callable[[Envelope], None],
    on_gap: Callable[[], None],
    stop: asyncio.Event,
    on_lost: Callable[[], None] = lambda: None,
    since: timedelta | None = None,
    lag_max_s: float = _LAG_MAX_S,
    backoff_max_s: float = _BACKOFF_MAX_S,
) -> None:
    """Calls `on_event` for what `stream` takes in from now until `stop`, through every outage of RabbitMQ.

    `on_gap` says that something may have been missed: after each subscription, the first included. Where events arrive
    later than `lag_max_s` after they happened, the rest is given up for what comes next, at most once in that time.
    `on_lost` says that nothing is heard any more, until the next `on_gap`. With `since`, each subscription begins with what
    is that old, instead of with what comes next; then some of it is heard again.
    Data is not held to its schema; what is no event at all, or not told by the service whose fact it is, is passed over.
    """
    callbacks = _Callbacks(on_event, on_gap, on_lost, lag_max_s, since)

    async def follow_until_failure() -> None:
        async with broker.connected(url, name) as connection:
            while not stop.is_set():
                try:
                    await _subscribe(connection, stream, callbacks, stop)
                finally:
                    callbacks.on_lost()

    await keep_running(
        follow_until_failure,
        what=f"{name} on {stream}",
        stop=stop,
        backoff_max_s=backoff_max_s,
    )


async def _subscribe(
    connection: AbstractConnection, stream: str, callbacks: _Callbacks, stop: asyncio.Event
) -> None:
    """One subscription, until `stop` or until it lags; raises ConnectionError where it is lost."""
    channel = connection.channel(publisher_confirms=False)
    await channel.initialize()
    arrived: _Arrived = asyncio.Queue()  # bounded by the prefetch count
    underlay = await channel.get_underlay_channel()
    underlay.on_consumer_cancel_callbacks.add(lambda _: arrived.put_nowait(None))
    underlay.closing.add_done_callback(lambda _: arrived.put_nowait(None))
    stopping = asyncio.ensure_future(stop.wait())
    stopping.add_done_callback(lambda _: arrived.put_nowait(None))
    try:
        await channel.set_qos(prefetch_count=_PREFETCH)
        queue = await channel.get_queue(stream, ensure=False)
        await queue.consume(arrived.put, arguments={"x-stream-offset": callbacks.offset})
        callbacks.on_gap()
        clock = asyncio.get_running_loop().time
        patient_until = clock() + callbacks.lag_max_s
        while messages := await _collected(arrived):
            lag_s = _pass_on(messages, callbacks)
            if lag_s > callbacks.lag_max_s and clock() > patient_until:
                log.warning("%s is behind, going on with what is new", stream)
                return
            await messages[-1].ack(multiple=True)
            await wait_for_stop(stop, len(messages) / _EVENTS_PER_S)
        if not stop.is_set():
            raise ConnectionError(f"{stream} is not followed any more")
    finally:
        stopping.cancel()
        await channel.close()


async def _collected(arrived: _Arrived) -> list[AbstractIncomingMessage]:
    """All that has arrived, at least one; nothing where the reading is to end."""
    messages = []
    message = await arrived.get()
    while message is not None:
        messages.append(message)
        if arrived.empty():
            return messages
        message = arrived.get_nowait()
    return []


def _pass_on(messages: Sequence[AbstractIncomingMessage], callbacks: _Callbacks) -> float:
    """Passes the events on; answers how many seconds ago the newest of them happened."""
    newest = None
    for message in messages:
        try:
            event = read_envelope(message.body)
        except BrokenContractError as error:
            log.debug("passed over", extra={"reason": str(error)})
            continue
        if message.exchange != f"{event.type.partition('.')[0]}.events":
            # Every producer's exchange leads into the stream: one that tells another's facts is not believed.
            log.warning("passed over", extra={"type": event.type, "exchange": message.exchange})
            continue
        callbacks.on_event(event)
        newest = event.time
    return 0.0 if newest is None else (datetime.now(UTC) - newest).total_seconds()
