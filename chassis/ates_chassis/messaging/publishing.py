"""Confirmed publishing of many messages: few writes to the socket, and all their confirms in flight at once.

aiormq's own publish makes one write per message, which costs more than everything else that a message needs. This
puts the same frames on its channel in larger pieces, and leaves confirms, returns and the end of a channel to it.
"""

import asyncio
import contextlib
import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from aiormq.abc import ChannelFrame
from aiormq.channel import Channel
from aiormq.exceptions import DeliveryError, PublishError
from pamqp import frame
from pamqp.body import ContentBody
from pamqp.commands import Basic
from pamqp.header import ContentHeader

from ates_chassis.messaging.broker import cancelled_by_us
from ates_chassis.messaging.contracts import CONTENT_TYPE

_PERSISTENT = 2
_MESSAGES_PER_WRITE = 50

Header = str | int | None


class Unconfirmed(Exception):  # noqa: N818 - a state of a message
    """RabbitMQ does not have the message, or has not said so."""


class Unroutable(Unconfirmed):
    """Returned: no queue is bound to its key."""


class Refused(Unconfirmed):
    """A queue that it was to go to does not take it: full, or without a majority."""


class Unsendable(Unconfirmed):
    """The message itself cannot be put into frames."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """`message_id` must be unique among the publishes in flight on a channel: returns are matched by it."""

    routing_key: str
    body: bytes
    message_id: str
    headers: Mapping[str, Header]


@dataclass(frozen=True, slots=True)
class Wait:
    """How long to wait for confirms: as long as the channel lives, since what is not answered is on its way.

    Whoever publishes it again makes a copy. Under an alarm RabbitMQ reads nothing and answers nothing, for hours perhaps,
    and takes all of it afterwards. A dead link ends the channel (heartbeats), and `stop` the wait after `timeout_s`;
    `on_overdue` is told each `timeout_s` how many answers are missing.
    """

    stop: asyncio.Event
    timeout_s: float
    on_overdue: Callable[[int], None]


async def publish_all(
    channel: Channel,
    exchange: str,
    messages: Sequence[Message],
    *,
    timeout_s: float = 0.0,
    wait: Wait | None = None,
) -> list[Unconfirmed | None]:
    """Publishes persistently, in order; answers for each message why RabbitMQ does not have it, or None.

    A message is confirmed once a majority has it on disk. Without a `wait`, the answers are given up after `timeout_s`.
    """
    if not messages:
        return []
    answers: list[asyncio.Future[object]] = []
    unsent = "not sent in time"
    wait = wait or _given_up_after(timeout_s)
    try:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(wait.timeout_s):
                for start in range(0, len(messages), _MESSAGES_PER_WRITE):
                    await _write(
                        channel, exchange, messages[start : start + _MESSAGES_PER_WRITE], answers
                    )
        await _all_answered(answers, wait)
    except (Exception, asyncio.CancelledError) as error:
        if cancelled_by_us(error):
            raise
        unsent = f"{type(error).__name__}: {error}"
    finally:
        for answer in answers:
            answer.cancel()  # those still open: what comes for them later is ignored
        for message in messages:
            channel.message_id_delivery_tag.pop(message.message_id, None)
    failures = [_failure(answer) for answer in answers]
    return failures + [Unconfirmed(unsent)] * (len(messages) - len(answers))


async def publish(
    channel: Channel,
    exchange: str,
    message: Message,
    *,
    timeout_s: float = 0.0,
    wait: Wait | None = None,
) -> None:
    """Publishes one message; raises Unconfirmed where RabbitMQ does not have it."""
    [failure] = await publish_all(channel, exchange, [message], timeout_s=timeout_s, wait=wait)
    if failure is not None:
        raise failure


def _given_up_after(timeout_s: float) -> Wait:
    stopped = asyncio.Event()
    stopped.set()
    return Wait(stopped, timeout_s, on_overdue=lambda _: None)


async def _all_answered(answers: Sequence[asyncio.Future[object]], wait: Wait) -> None:
    """The end of the channel answers them, too."""
    while answers:
        _, unanswered = await asyncio.wait(answers, timeout=wait.timeout_s)
        if not unanswered or wait.stop.is_set():
            return
        wait.on_overdue(len(unanswered))


async def _write(
    channel: Channel,
    exchange: str,
    messages: Sequence[Message],
    answers: list[asyncio.Future[object]],
) -> None:
    async with channel.lock:
        marshalled = [_marshalled(channel, exchange, message) for message in messages]
        payload = b"".join(each for each in marshalled if isinstance(each, bytes))
        await channel.write_queue.put(ChannelFrame(payload=payload, should_close=False))
        # Nothing awaits between here and the put's success, so no confirm can come earlier.
        for message, frames in zip(messages, marshalled, strict=True):
            answer = channel.create_future()
            if isinstance(frames, Unsendable):
                answer.set_exception(frames)
                answers.append(answer)
                continue
            channel.delivery_tag += 1
            channel.confirmations[channel.delivery_tag] = answer
            channel.message_id_delivery_tag[message.message_id] = channel.delivery_tag
            answers.append(answer)


def _marshalled(channel: Channel, exchange: str, message: Message) -> bytes | Unsendable:
    """One that cannot be sent, such as a key of more than 255 bytes, does not keep back those beside it."""
    try:
        return b"".join(_frames(channel, exchange, message))
    except (ValueError, TypeError, struct.error) as error:
        return Unsendable(f"cannot be sent: {error}")


def _frames(channel: Channel, exchange: str, message: Message) -> Iterator[bytes]:
    number, most = channel.number, channel.max_content_size
    yield _publish_frame(number, exchange, message.routing_key)
    yield frame.marshal(
        ContentHeader(body_size=len(message.body), properties=_properties(message)), number
    )
    for start in range(0, len(message.body), most):
        yield frame.marshal(ContentBody(message.body[start : start + most]), number)


@lru_cache(maxsize=256)
def _publish_frame(number: int, exchange: str, routing_key: str) -> bytes:
    return frame.marshal(
        Basic.Publish(exchange=exchange, routing_key=routing_key, mandatory=True), number
    )


def _properties(message: Message) -> Basic.Properties:
    return Basic.Properties(
        content_type=CONTENT_TYPE,
        delivery_mode=_PERSISTENT,
        message_id=message.message_id,
        headers={key: value for key, value in message.headers.items() if value is not None},
    )


def _failure(answer: "asyncio.Future[object]") -> Unconfirmed | None:
    if answer.cancelled():
        return Unconfirmed("no answer in time")
    error = answer.exception()
    if error is not None:
        return _kind(error)
    taken = isinstance(answer.result(), Basic.Ack)
    return None if taken else Unconfirmed(f"answered {type(answer.result()).__name__}")


def _kind(error: BaseException) -> Unconfirmed:
    if isinstance(error, Unconfirmed):
        return error
    what = f"{type(error).__name__}: {error}"
    if isinstance(error, PublishError):
        return Unroutable(what)
    return Refused(what) if isinstance(error, DeliveryError) else Unconfirmed(what)
