"""Confirmed publishing of many messages: few writes to the socket, and all their confirms in flight at once.

aiormq's own publish makes one write per message, which costs more than everything else that a message needs. This
puts the same frames on its channel in larger pieces, and leaves confirms, returns and the end of a channel to it.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from aiormq.abc import ChannelFrame
from aiormq.channel import Channel
from pamqp import frame
from pamqp.body import ContentBody
from pamqp.commands import Basic
from pamqp.header import ContentHeader

from ates_chassis.broker import cancelled_by_us
from ates_chassis.contracts import CONTENT_TYPE

_PERSISTENT = 2
_MESSAGES_PER_WRITE = 50

Header = str | int | None


class Unconfirmed(Exception):  # noqa: N818 - a state of a message
    """RabbitMQ did not take the message: unroutable, refused, or no answer in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """`message_id` must be unique among the publishes in flight on a channel: returns are matched by it."""

    routing_key: str
    body: bytes
    message_id: str
    headers: Mapping[str, Header]


async def publish_all(
    channel: Channel, exchange: str, messages: Sequence[Message], *, timeout_s: float
) -> list[Unconfirmed | None]:
    """Publishes persistently, in order; answers for each message why RabbitMQ does not have it, or None.

    A message is confirmed once a majority has it on disk.
    """
    if not messages:
        return []
    answers: list[asyncio.Future[object]] = []
    unsent = "not sent in time"
    try:
        async with asyncio.timeout(timeout_s):
            for start in range(0, len(messages), _MESSAGES_PER_WRITE):
                await _write(
                    channel, exchange, messages[start : start + _MESSAGES_PER_WRITE], answers
                )
            await asyncio.wait(answers)
    except TimeoutError:
        pass
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


async def publish(channel: Channel, exchange: str, message: Message, *, timeout_s: float) -> None:
    """Publishes one message; raises Unconfirmed where RabbitMQ does not have it."""
    [failure] = await publish_all(channel, exchange, [message], timeout_s=timeout_s)
    if failure is not None:
        raise failure


async def _write(
    channel: Channel,
    exchange: str,
    messages: Sequence[Message],
    answers: list[asyncio.Future[object]],
) -> None:
    async with channel.lock:
        payload = b"".join(_frames(channel, exchange, messages))
        await channel.write_queue.put(ChannelFrame(payload=payload, should_close=False))
        # Nothing awaits between here and the put's success, so no confirm can come earlier.
        for message in messages:
            channel.delivery_tag += 1
            answer = channel.create_future()
            channel.confirmations[channel.delivery_tag] = answer
            channel.message_id_delivery_tag[message.message_id] = channel.delivery_tag
            answers.append(answer)


def _frames(channel: Channel, exchange: str, messages: Sequence[Message]) -> Iterator[bytes]:
    number, most = channel.number, channel.max_content_size
    for message in messages:
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
    if (error := answer.exception()) is not None:
        return Unconfirmed(f"{type(error).__name__}: {error}")
    taken = isinstance(answer.result(), Basic.Ack)
    return None if taken else Unconfirmed(f"answered {type(answer.result()).__name__}")
