"""From RabbitMQ to the effect: once, whatever arrives how often in which order, and whatever breaks."""

import asyncio
import random
from typing import Any

import orjson
import pytest
from aiormq.abc import DeliveredMessage
from broker.rabbitmq_operator import Operator
from ping_services import PingService, TakeParked, Teller
from running import Run, Wait
from uuid_utils.compat import uuid7

from ates_chassis.messaging.contracts import Contracts
from ates_chassis.shared.errors import ConflictError
from ates_chassis.testing import eventually
from support.postgres_server import PostgresServer
from support.rabbitmq_server import RabbitMQServer

pytestmark = pytest.mark.broker

QUEUE = "accounting.tasks"
PARKED = "accounting.parked"


def header(message: DeliveredMessage, name: str) -> Any:
    headers = message.header.properties.headers
    assert headers is not None
    return headers[f"x-ates-{name}"]


async def test_a_duplicate_has_no_second_effect(
    teller: Teller, listener: PingService, operator: Operator, run: Run, heard: Wait, empty: Wait
) -> None:
    body, again = teller.ping(1), uuid7()
    await operator.send(QUEUE, body, body, teller.ping(2, id=again))
    async with run(listener.consumer().run):
        await heard(1, 2)
        await operator.send(QUEUE, body, teller.ping(2, id=again), teller.ping(3))
        await heard(1, 2, 3)
        await empty()
    assert await operator.count(PARKED) == 0


async def test_shuffled_and_repeated_deliveries_come_to_the_same(
    teller: Teller, listener: PingService, operator: Operator, run: Run, heard: Wait, empty: Wait
) -> None:
    bodies = [teller.ping(n) for n in range(300)]
    shuffled = bodies * 3
    random.Random(7).shuffle(shuffled)
    await operator.send(QUEUE, *shuffled)
    async with run(listener.consumer(batch_max=50).run):
        await heard(*range(300), timeout_s=30)
        await empty()


async def test_two_consumers_of_one_queue_share_the_work_and_repeat_nothing(
    teller: Teller, listener: PingService, operator: Operator, run: Run, heard: Wait, empty: Wait
) -> None:
    bodies = [teller.ping(n) for n in range(200)]
    consumers = [listener.consumer(batch_max=20) for _ in range(2)]
    async with run(consumers[0].run), run(consumers[1].run):
        await operator.send(QUEUE, *(bodies * 2))
        await heard(*range(200))
        await empty()


async def test_what_cannot_be_handled_is_parked_at_once_and_the_rest_is_not_held_up(
    teller: Teller,
    listener: PingService,
    operator: Operator,
    run: Run,
    heard: Wait,
    parked: TakeParked,
    contracts: Contracts,
) -> None:
    bad = {
        "undecodable": b"nonsense",
        "unknown-type": teller.ping(1).replace(b"tasks.ping.v1", b"tasks.ping.v9"),
        "schema-invalid": teller.ping(1).replace(b'{"n":1}', b'{"n":"x"}'),
        "no-handler": teller.ping(1, type="tasks.unhandled.v1"),
    }
    first, *others = bad.values()
    await operator.send(QUEUE, teller.ping(1), first, teller.ping(2), *others, teller.ping(3))
    async with run(listener.consumer().run):
        messages = await parked(len(bad))
        await heard(1, 2, 3)
    assert {header(message, "reason"): message.body for message in messages} == bad
    for message in messages:
        assert header(message, "origin") == QUEUE
        assert header(message, "attempts") == 1
        assert header(message, "error")
        assert header(message, "first-failed") == header(message, "last-failed")
    assert await operator.count(QUEUE) == 0
    assert [n for batch in listener.batches for n in batch] == [1, 2, 3]


async def test_facts_of_one_producer_are_not_taken_from_anothers_queue(
    teller: Teller, listener: PingService, operator: Operator, run: Run, parked: TakeParked
) -> None:
    await operator.send(QUEUE, teller.ping(1, type="auth.ping.v1"))
    async with run(listener.consumer().run):
        [message] = await parked(1)
    assert header(message, "reason") == "no-handler"
    assert await listener.effects() == []


async def test_a_refused_event_is_parked_at_once_and_the_rest_is_not_held_up(
    teller: Teller,
    listener: PingService,
    operator: Operator,
    run: Run,
    heard: Wait,
    parked: TakeParked,
) -> None:
    listener.breaks[2] = ConflictError("the books are closed")
    await operator.send(QUEUE, *(teller.ping(n) for n in (1, 2, 3)))
    async with run(listener.consumer().run):
        [message] = await parked(1)
        await heard(1, 3)
    assert header(message, "reason") == "refused"
    assert header(message, "error") == "ConflictError: the books are closed"
    assert orjson.loads(message.body)["data"] == {"n": 2}


async def test_an_event_that_fails_passes_each_delay_once_and_is_then_parked(
    teller: Teller,
    listener: PingService,
    operator: Operator,
    run: Run,
    heard: Wait,
    parked: TakeParked,
) -> None:
    listener.breaks[2] = ZeroDivisionError("a bug")
    async with (
        operator.policy("short", r"^accounting\.delay\.", **{"message-ttl": 20}),
        run(listener.consumer().run),
    ):
        await operator.send(QUEUE, *(teller.ping(n) for n in (1, 2, 3)))
        await heard(1, 3)
        [message] = await parked(1)
    assert header(message, "attempts") == 4
    assert header(message, "reason") == "failed"
    assert header(message, "error") == "ZeroDivisionError: a bug"
    assert header(message, "origin") == QUEUE
    assert sum(batch == [2] for batch in listener.batches) >= 4


async def test_an_event_that_fails_for_a_while_has_its_effect_after_a_delay(
    teller: Teller, listener: PingService, operator: Operator, run: Run, heard: Wait, empty: Wait
) -> None:
    listener.breaks[1] = ZeroDivisionError("for a while")
    async with (
        operator.policy("short", r"^accounting\.delay\.", **{"message-ttl": 300}),
        run(listener.consumer().run),
    ):
        await operator.send(QUEUE, teller.ping(1))
        await eventually(lambda: operator.count("accounting.delay.5s"))
        listener.breaks.clear()
        await heard(1)
        await empty()
    assert await operator.count(PARKED) == 0


async def test_while_the_database_is_down_the_batch_waits_and_nothing_is_parked(
    teller: Teller,
    listener: PingService,
    operator: Operator,
    run: Run,
    heard: Wait,
    postgres: PostgresServer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with run(listener.consumer().run):
        await operator.send(QUEUE, teller.ping(1))
        await heard(1)
        await postgres.process.stop()
        try:
            await operator.send(QUEUE, teller.ping(2), teller.ping(3))

            async def waits() -> bool:
                return any("waits in place" in record.getMessage() for record in caplog.records)

            await eventually(waits)
        finally:
            await postgres.process.start()
        await heard(1, 2, 3)
    assert await operator.count(PARKED) == 0
    assert await operator.count("accounting.delay.5s") == 0


async def test_a_stop_while_the_database_is_down_is_prompt_and_loses_nothing(
    teller: Teller,
    listener: PingService,
    operator: Operator,
    run: Run,
    heard: Wait,
    postgres: PostgresServer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await operator.send(QUEUE, teller.ping(1))
    await postgres.process.stop()
    try:
        async with run(listener.consumer(backoff_max_s=60).run) as task:

            async def waits() -> bool:
                return any("waits in place" in record.getMessage() for record in caplog.records)

            await eventually(waits)
            task.stop.set()
            async with asyncio.timeout(10):
                await asyncio.wait([task])
    finally:
        await postgres.process.start()
    await eventually(lambda: operator.count(QUEUE))
    async with run(listener.consumer().run):
        await heard(1)


async def test_while_the_parking_queue_takes_nothing_the_message_waits_and_is_not_delivered_anew(
    teller: Teller,
    listener: PingService,
    operator: Operator,
    run: Run,
    heard: Wait,
    parked: TakeParked,
) -> None:
    await operator.unbind(PARKED, PARKED, "")
    try:
        await operator.send(QUEUE, b"nonsense", teller.ping(1))
        async with run(listener.consumer().run):
            await heard(1)
            assert await operator.count(PARKED) == 0
            await operator.bind(PARKED, PARKED, "")
            [message] = await parked(1)
    finally:
        await operator.bind(PARKED, PARKED, "")
    assert message.body == b"nonsense"
    assert len(listener.batches) == 1


@pytest.mark.parametrize("reason", ["undecodable", "failed"])
async def test_under_an_alarm_one_copy_is_on_its_way_to_its_place_and_no_more(
    teller: Teller,
    listener: PingService,
    operator: Operator,
    run: Run,
    empty: Wait,
    rabbitmq: RabbitMQServer,
    caplog: pytest.LogCaptureFixture,
    reason: str,
) -> None:
    listener.breaks[1] = ZeroDivisionError("a bug")
    await operator.send(QUEUE, b"nonsense" if reason == "undecodable" else teller.ping(1))
    place = PARKED if reason == "undecodable" else "accounting.delay.5s"
    await rabbitmq.node.control("set_disk_free_limit", "900000GB")
    try:
        async with run(listener.consumer(publish_timeout_s=0.1).run):

            def waits() -> int:
                return sum("waits in place" in each.getMessage() for each in caplog.records)

            await eventually(lambda: asyncio.sleep(0, waits()), until=lambda seen: seen >= 10)
            await rabbitmq.node.control("set_disk_free_limit", "512MB")
            await empty()
            await eventually(lambda: operator.count(place))
    finally:
        await rabbitmq.node.control("set_disk_free_limit", "512MB")
    assert await operator.count(place) == 1
