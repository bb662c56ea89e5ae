"""Publishing on a real RabbitMQ: what is confirmed, what comes back, and what the end of a channel means."""

import asyncio
from collections.abc import AsyncIterator

import aio_pika
import pytest
from aio_pika.abc import AbstractChannel

from ates_chassis.messaging import broker
from ates_chassis.messaging.publishing import Message, UnconfirmedError, publish, publish_all
from ates_chassis.testing import eventually
from ates_local.ports import answers
from support.rabbitmq_server import RabbitMQServer

pytestmark = pytest.mark.broker

KEY = "tasks.task-assigned.v1"
QUEUE = "accounting.tasks"
EXCHANGE = "tasks.events"


@pytest.fixture
async def channel(rabbitmq: RabbitMQServer) -> AsyncIterator[AbstractChannel]:
    await eventually(lambda: asyncio.to_thread(answers, rabbitmq.node.ports.of("amqp")))
    async with broker.connected(rabbitmq.amqp_url("operator"), "test") as connection:
        channel = await broker.confirming_channel(connection)
        await (await channel.get_underlay_channel()).queue_purge(QUEUE)
        yield channel


def message(number: int, *, key: str = KEY, body: bytes = b"{}") -> Message:
    return Message(
        routing_key=key, body=body, message_id=f"m-{number}", headers={"n": number, "none": None}
    )


async def take(channel: AbstractChannel, count: int) -> list[tuple[bytes, object]]:
    queue = await channel.get_queue(QUEUE, ensure=False)
    taken = [await queue.get(no_ack=True) for _ in range(count)]
    return [(one.body, one.headers["n"]) for one in taken]


async def test_many_are_confirmed_and_arrive_in_order(channel: aio_pika.Channel) -> None:
    messages = [message(n, body=b"%d" % n) for n in range(120)]
    assert await publish_all(channel, EXCHANGE, messages, timeout_s=10) == [None] * 120
    assert await take(channel, 120) == [(b"%d" % n, n) for n in range(120)]


async def test_an_unroutable_one_does_not_take_its_neighbours_with_it(
    channel: aio_pika.Channel,
) -> None:
    messages = [message(0), message(1, key="tasks.nobody-listens.v1"), message(2)]
    raw = await channel.get_underlay_channel()
    await raw.queue_unbind("events.log", EXCHANGE, "#")
    try:
        first, lost, last = await publish_all(channel, EXCHANGE, messages, timeout_s=10)
    finally:
        await raw.queue_bind("events.log", EXCHANGE, "#")
    assert (first, last) == (None, None)
    assert "NO_ROUTE" in str(lost)
    assert len(await take(channel, 2)) == 2


async def test_a_body_larger_than_a_frame_arrives_whole(channel: aio_pika.Channel) -> None:
    body = b"x" * 300_000
    await publish(channel, EXCHANGE, message(0, body=body), timeout_s=10)
    assert await take(channel, 1) == [(body, 0)]


async def test_without_the_exchange_none_is_confirmed(channel: aio_pika.Channel) -> None:
    failures = await publish_all(channel, "nowhere", [message(0), message(1)], timeout_s=10)
    assert [isinstance(failure, UnconfirmedError) for failure in failures] == [True, True]


async def test_what_cannot_be_sent_is_unconfirmed(channel: aio_pika.Channel) -> None:
    await channel.close()
    with pytest.raises(UnconfirmedError):
        await publish(channel, EXCHANGE, message(0), timeout_s=10)
