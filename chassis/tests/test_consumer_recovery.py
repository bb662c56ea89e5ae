"""A consumer that crashes, is stopped, or loses its queue or its broker: what it had in hand is not lost."""

import asyncio
import json
from uuid import uuid4

import pytest
from broker.rabbitmq_operator import Operator
from ping_services import PingService, Teller
from running import Run, Wait

from ates_chassis.testing import eventually
from support.rabbitmq_server import RabbitMQServer

pytestmark = pytest.mark.broker

QUEUE = "accounting.tasks"
PARKED = "accounting.parked"


async def test_a_crash_between_effect_and_acknowledgement_is_absorbed(
    teller: Teller, listener: PingService, operator: Operator, run: Run, heard: Wait, empty: Wait
) -> None:
    listener.gate.clear()
    await operator.send(QUEUE, teller.ping(1), teller.ping(2))
    async with run(listener.consumer().run):
        await listener.at_gate.wait()
        await eventually(lambda: operator.close_connections("accounting-consumer"))
        listener.gate.set()
        await heard(1, 2)
        await operator.send(QUEUE, teller.ping(3))
        await heard(1, 2, 3)
        await empty()
    assert await operator.count(PARKED) == 0


async def test_a_consumer_killed_with_a_batch_in_hand_leaves_it_to_the_next(
    teller: Teller, listener: PingService, operator: Operator, run: Run, heard: Wait
) -> None:
    listener.gate.clear()
    await operator.send(QUEUE, teller.ping(1))
    killed = asyncio.ensure_future(listener.consumer(grace_s=0.1).run(asyncio.Event()))
    await listener.at_gate.wait()
    killed.cancel()
    await asyncio.wait([killed])
    listener.gate.set()
    async with run(listener.consumer().run):
        await heard(1)


async def test_a_stop_finishes_the_batch_in_hand(
    teller: Teller, listener: PingService, operator: Operator, run: Run
) -> None:
    listener.gate.clear()
    await operator.send(QUEUE, teller.ping(1), teller.ping(2))
    async with run(listener.consumer().run) as task:
        await listener.at_gate.wait()
        task.stop.set()
        listener.gate.set()
    assert task.exception() is None
    assert await listener.effects() == [1, 2]
    assert await operator.count(QUEUE) == 0


async def test_a_queue_that_is_deleted_and_made_again_is_consumed_again(
    teller: Teller,
    listener: PingService,
    operator: Operator,
    run: Run,
    heard: Wait,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with run(listener.consumer().run) as task:
        await operator.send(QUEUE, teller.ping(1))
        await heard(1)
        await operator.delete_queue()

        async def noticed() -> bool:
            return any("interrupted" in record.getMessage() for record in caplog.records)

        await eventually(noticed)
        await operator.make_queue()
        await operator.send(QUEUE, teller.ping(2))
        await heard(1, 2)
        assert not task.done()


async def test_after_a_broker_crash_all_events_still_have_one_effect(
    teller: Teller,
    listener: PingService,
    operator: Operator,
    run: Run,
    heard: Wait,
    rabbitmq: RabbitMQServer,
) -> None:
    async with run(teller.relay().run) as relay, run(listener.consumer().run) as consumer:
        await teller.put(*range(100))
        await heard(*range(100))
        await rabbitmq.kill9()
        await teller.put(*range(100, 200))
        assert await teller.unpublished()
        await rabbitmq.start()
        await heard(*range(200), timeout_s=30)
        assert not relay.done()
        assert not consumer.done()
    # A purge is not on the disk at once: the kill may bring back what another test had parked.
    parked = {json.loads(each.body)["id"] for each in await operator.take(PARKED)}
    assert parked.isdisjoint(await teller.event_ids())


async def test_a_new_fact_with_the_id_of_an_old_one_is_the_same_fact(
    teller: Teller, listener: PingService, operator: Operator, run: Run, heard: Wait, empty: Wait
) -> None:
    fact = uuid4()
    await operator.send(QUEUE, teller.ping(1, id=fact), teller.ping(1, id=fact), teller.ping(5))
    async with run(listener.consumer(batch_max=1).run):
        await heard(1, 5)
        await empty()
