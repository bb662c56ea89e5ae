"""What was parked: looked at, sent back once it can be handled, or dropped."""

from typing import Any

import pytest
from broker.rabbitmq_operator import PING, Operator
from pamqp.commands import Basic
from ping_services import PingService, Teller
from running import Run, Wait

from ates_chassis.messaging import broker
from ates_chassis.messaging.parking import NoOriginError, parking_queue
from ates_chassis.messaging.publishing import Message, UnconfirmedError, publish
from ates_chassis.testing import eventually
from support.rabbitmq_server import RabbitMQServer

pytestmark = pytest.mark.broker

QUEUE = "accounting.tasks"
PARKED = "accounting.parked"
QUEUES = ("accounting.auth", "accounting.payments", QUEUE)


async def test_looking_takes_nothing_away(own_url: str, park: Wait, operator: Operator) -> None:
    await park(1, 2)
    for _ in range(2):
        async with parking_queue(own_url, "accounting", QUEUES) as queue:
            held = await queue.look()
        assert len(held) == 2
        await eventually(lambda: operator.count(PARKED), until=lambda count: count == 2)
    assert {each.origin for each in held} == {QUEUE}
    assert {(each.reason, each.attempts) for each in held} == {("failed", 4)}


async def test_a_look_is_bounded(own_url: str, park: Wait) -> None:
    await park(1, 2, 3)
    async with parking_queue(own_url, "accounting", QUEUES) as queue:
        assert len(await queue.look(2)) == 2


async def test_a_replayed_message_has_its_effect_once_and_its_attempts_forgotten(
    own_url: str, park: Wait, listener: PingService, operator: Operator, run: Run
) -> None:
    await park(1, 2)
    for _ in range(2):
        async with parking_queue(own_url, "accounting", QUEUES) as queue:
            for message in await queue.look():
                await queue.replay(message)
    replayed = await operator.take(QUEUE)
    assert len(replayed) == 2
    for again in replayed:
        assert "x-ates-attempts" not in (again.header.properties.headers or {})
        await operator.send(QUEUE, again.body, again.body)
    async with run(listener.consumer().run):
        await eventually(listener.effects, until=lambda seen: seen == [1, 2])
    assert await operator.count(PARKED) == 0


async def test_a_message_that_its_queue_does_not_take_stays_parked(
    own_url: str, park: Wait, operator: Operator
) -> None:
    await park(1)
    await operator.delete_queue()
    try:
        async with parking_queue(own_url, "accounting", QUEUES) as queue:
            [message] = await queue.look()
            with pytest.raises(UnconfirmedError):
                await queue.replay(message)
    finally:
        await operator.make_queue()
    await eventually(lambda: operator.count(PARKED), until=lambda count: count == 1)


@pytest.mark.parametrize(
    "origin", [None, "tasks.auth", PARKED, "accounting.delay.5s", "accounting.gone"]
)
async def test_a_message_without_a_queue_of_its_service_to_go_to_is_not_replayed(
    own_url: str, operator: Operator, origin: str | None
) -> None:
    await operator.send(PARKED, b"x", headers={"x-ates-origin": origin} if origin else {})
    async with parking_queue(own_url, "accounting", QUEUES) as queue:
        [message] = await queue.look()
        with pytest.raises(NoOriginError):
            await queue.replay(message)


async def deliver_until_parked(operator: Operator) -> None:
    async with operator.channel() as channel:

        async def given_back_too_often() -> bool:
            got = await channel.basic_get(QUEUE)
            if isinstance(got.delivery, Basic.GetOk):
                await channel.basic_reject(got.delivery.delivery_tag, requeue=True)
            return await operator.count(PARKED) == 1

        await eventually(given_back_too_often)


async def test_what_rabbitmq_itself_parked_goes_back_to_its_queue_too(
    own_url: str, teller: Teller, listener: PingService, operator: Operator, run: Run
) -> None:
    async with operator.policy("fast", rf"^{QUEUE}$", **{"delivery-limit": 1}):
        await operator.send(QUEUE, teller.ping(1))
        await deliver_until_parked(operator)
    async with parking_queue(own_url, "accounting", QUEUES) as queue:
        [message] = await queue.look()
        assert (message.origin, message.reason) == (QUEUE, "delivery_limit")
        await queue.replay(message)
    async with run(listener.consumer().run):
        await eventually(listener.effects, until=lambda seen: seen == [1])


async def test_a_header_of_the_producers_does_not_say_where_a_message_is_replayed_to(
    own_url: str, rabbitmq: RabbitMQServer, teller: Teller, operator: Operator
) -> None:
    """Past its delivery limit RabbitMQ parks a message as its producer sent it, with all that it says of itself."""
    forged = "accounting.auth"
    death = {"queue": forged, "reason": "delivery_limit", "count": 1, "routing-keys": [PING]}
    headers: dict[str, Any] = {
        "x-ates-origin": forged,
        "x-first-death-queue": forged,
        "x-first-death-reason": "delivery_limit",
        "x-death": [death],
        "CC": [PING],
    }
    async with (
        operator.policy("fast", rf"^{QUEUE}$", **{"delivery-limit": 1}),
        broker.connected(rabbitmq.amqp_url("tasks"), "forger") as connection,
    ):
        channel = await broker.confirming_channel(connection)
        body = teller.ping(1, type="auth.ping.v1")
        message = Message(routing_key=forged, body=body, message_id="1", headers=headers)
        await publish(channel, "tasks.events", message, timeout_s=10)
        await deliver_until_parked(operator)
    async with parking_queue(own_url, "accounting", QUEUES) as queue:
        [parked] = await queue.look()
        assert parked.origin == QUEUE
        await queue.replay(parked)
    assert await operator.count(forged) == 0
    assert [message.body for message in await operator.take(QUEUE)] == [body]
