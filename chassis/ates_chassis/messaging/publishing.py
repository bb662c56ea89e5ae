"""Confirmed publishing of many messages: few writes to the socket, and all their confirms in flight at once.

aio-pika's own publish makes one write and one task per message, which costs more than everything else that a message needs.
This puts the same frames on the channel below it in larger pieces, and leaves confirms, returns and the end of a channel to
it (docs/decisions/0032-faststream.md has the figures).
"""

import asyncio
import contextlib
import math
import struct
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from aio_pika.abc import AbstractChannel, DeliveryMode, HeadersType
from aio_pika.exceptions import ChannelPreconditionFailed, DeliveryError, PublishError
from pamqp import frame
from pamqp.body import ContentBody
from pamqp.commands import Basic
from pamqp.header import ContentHeader

from ates_chassis.messaging.contracts import CONTENT_TYPE
from ates_chassis.messaging.retrying import cancelled_by_us

_MESSAGES_PER_WRITE = 50
# A timer may be early by the resolution of the clock.
_EARLY_S = 0.002
_UNREAD_S = 0.05

Header = str | int | None


class UnconfirmedError(Exception):
    """RabbitMQ does not have the message, or has not said so."""


class UnroutableError(UnconfirmedError):
    """Returned: no queue is bound to its key."""


class NackedError(UnconfirmedError):
    """A queue that it was to go to does not take it: full, or without a majority."""


class ChannelEndedError(UnconfirmedError):
    """RabbitMQ ended the channel for one of the messages that were in flight, such as one beyond its size."""


class UnsendableError(UnconfirmedError):
    """The message itself cannot be put into frames."""


_KINDS: Mapping[type[Exception], type[UnconfirmedError]] = {
    PublishError: UnroutableError,
    DeliveryError: NackedError,
    ChannelPreconditionFailed: ChannelEndedError,
    # Such as a key of more than 255 bytes, before anything of it is written.
    ValueError: UnsendableError,
    TypeError: UnsendableError,
    struct.error: UnsendableError,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """`message_id` must be unique among the publishes in flight on a channel: returns are matched by it."""

    routing_key: str
    body: bytes
    message_id: str
    headers: Mapping[str, Header]

    @property
    def set_headers(self) -> HeadersType:
        return {name: value for name, value in self.headers.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Wait:
    """How long to wait for confirms: as long as the channel lives, since what is not answered is on its way.

    Whoever publishes it again makes a copy. Under an alarm RabbitMQ reads nothing and answers nothing, for hours perhaps,
    and takes all of it afterwards. A dead link ends the channel (heartbeats), and `stop` the wait after `timeout_s`;
    `on_overdue` is told each `timeout_s` how many answers are missing. Where RabbitMQ answers none of them for `silence_s`, and is
    not under an alarm, it has lost them: a node of a cluster that dies may take answers with it that never come. `on_silence`
    then has to end the channel.
    """

    stop: asyncio.Event
    timeout_s: float
    on_overdue: Callable[[int], None]
    silence_s: float = math.inf
    on_silence: Callable[[], Awaitable[None]] | None = None


async def publish_all(
    channel: AbstractChannel,
    exchange: str,
    messages: Sequence[Message],
    *,
    timeout_s: float = 0.0,
    wait: Wait | None = None,
) -> list[UnconfirmedError | None]:
    """Publishes persistently, in order; answers for each message why RabbitMQ does not have it, or None.

    A message is confirmed once a majority has it on disk. Without a `wait`, the answers are given up after `timeout_s`.
    """
    if not messages:
        return []
    futures: list[asyncio.Future[object]] = []
    unsent = "not sent in time"
    wait = wait or _given_up_after(timeout_s)
    try:
        raw = await channel.get_underlay_channel()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(wait.timeout_s):
                for start in range(0, len(messages), _MESSAGES_PER_WRITE):
                    await _write(
                        raw, exchange, messages[start : start + _MESSAGES_PER_WRITE], futures
                    )
        await _all_answered(futures, wait)
    except (Exception, asyncio.CancelledError) as error:
        if cancelled_by_us(error):
            raise
        unsent = f"{type(error).__name__}: {error}"
    finally:
        for future in futures:
            future.cancel()  # those still open: what comes for them later is ignored
        if futures:
            _forget(raw, messages)
    failures = [_failure(future) for future in futures]
    return failures + [UnconfirmedError(unsent)] * (len(messages) - len(futures))


def _forget(raw: Any, messages: Sequence[Message]) -> None:
    for message in messages:
        raw.message_id_delivery_tag.pop(message.message_id, None)


async def answers(
    publishes: Sequence[Coroutine[Any, Any, object]], wait: Wait
) -> list[UnconfirmedError | None]:
    """Lets all of them go at once; answers for each why RabbitMQ does not have it, or None. The end of a channel answers."""
    under_way = [asyncio.ensure_future(publish) for publish in publishes]
    try:
        await _all_answered(under_way, wait)
    finally:
        for publish in under_way:
            publish.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
    return [_failure(publish) for publish in under_way]


async def publish(
    channel: AbstractChannel,
    exchange: str,
    message: Message,
    *,
    timeout_s: float = 0.0,
    wait: Wait | None = None,
) -> None:
    """Publishes one message; raises UnconfirmedError where RabbitMQ does not have it."""
    [failure] = await publish_all(channel, exchange, [message], timeout_s=timeout_s, wait=wait)
    if failure is not None:
        raise failure


def _given_up_after(timeout_s: float) -> Wait:
    stopped = asyncio.Event()
    stopped.set()
    return Wait(stopped, timeout_s, on_overdue=lambda _: None)


async def _all_answered(answers: Sequence[asyncio.Future[object]], wait: Wait) -> None:
    """The end of the channel answers them, too."""
    clock = asyncio.get_running_loop().time
    started = answered_at = clock()
    left = len(answers)
    while answers:
        pause_s = min(wait.timeout_s, wait.silence_s)
        _, unanswered = await asyncio.wait(answers, timeout=pause_s)
        is_due = clock() - started >= wait.timeout_s - _EARLY_S
        if not unanswered or (is_due and wait.stop.is_set()):
            return
        if len(unanswered) < left:
            left, answered_at = len(unanswered), clock()
        elif wait.on_silence is not None and clock() - answered_at >= wait.silence_s - _EARLY_S:
            # The answers may lie unread where this process itself stood still.
            await asyncio.wait(answers, timeout=_UNREAD_S)
            if sum(not answer.done() for answer in answers) == left:
                await wait.on_silence()
            answered_at = clock()
        if is_due:
            started = clock()
            wait.on_overdue(len(unanswered))


@dataclass(frozen=True, slots=True)
class _Frames:
    """What the connection's writer takes: bytes for the socket, and nobody who waits until they are written."""

    payload: bytes
    should_close: bool = False
    should_drain: bool = False


async def _write(
    raw: Any, exchange: str, messages: Sequence[Message], answers: list[asyncio.Future[object]]
) -> None:
    async with raw.lock:
        marshalled = [_marshalled(raw, exchange, message) for message in messages]
        payload = b"".join(each for each in marshalled if isinstance(each, bytes))
        await raw.write_queue.put(_Frames(payload))
        # Nothing awaits between here and the put's success, so no confirm can come earlier.
        for message, frames in zip(messages, marshalled, strict=True):
            answer = raw.create_future()
            if isinstance(frames, UnsendableError):
                answer.set_exception(frames)
                answers.append(answer)
                continue
            raw.delivery_tag += 1
            raw.confirmations[raw.delivery_tag] = answer
            raw.message_id_delivery_tag[message.message_id] = raw.delivery_tag
            answers.append(answer)


def _marshalled(raw: Any, exchange: str, message: Message) -> bytes | UnsendableError:
    """One that cannot be sent, such as a key of more than 255 bytes, does not keep back those beside it."""
    try:
        return b"".join(_frames(raw, exchange, message))
    except (ValueError, TypeError, struct.error) as error:
        return UnsendableError(f"cannot be sent: {error}")


def _frames(raw: Any, exchange: str, message: Message) -> Iterator[bytes]:
    number, frame_max = raw.number, raw.max_content_size
    yield _publish_frame(number, exchange, message.routing_key)
    properties = Basic.Properties(
        content_type=CONTENT_TYPE,
        delivery_mode=DeliveryMode.PERSISTENT,
        message_id=message.message_id,
        headers=message.set_headers,
    )
    yield frame.marshal(ContentHeader(body_size=len(message.body), properties=properties), number)
    for start in range(0, len(message.body), frame_max):
        yield frame.marshal(ContentBody(message.body[start : start + frame_max]), number)


@lru_cache(maxsize=256)
def _publish_frame(number: int, exchange: str, routing_key: str) -> bytes:
    return frame.marshal(
        Basic.Publish(exchange=exchange, routing_key=routing_key, mandatory=True), number
    )


def _failure(publish: "asyncio.Future[object]") -> UnconfirmedError | None:
    if publish.cancelled():
        return UnconfirmedError("no answer in time")
    error = publish.exception()
    if error is None:
        taken = isinstance(publish.result(), Basic.Ack)
        return None if taken else UnconfirmedError(f"answered {type(publish.result()).__name__}")
    if isinstance(error, UnconfirmedError):
        return error
    what = f"{type(error).__name__}: {error}"
    return next(
        (known for kind, known in _KINDS.items() if isinstance(error, kind)), UnconfirmedError
    )(what)
