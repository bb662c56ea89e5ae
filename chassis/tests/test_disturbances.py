"""A worker disturbed in the middle of a batch loses nothing, and acknowledges nothing that was not handled."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from broker.rabbitmq_operator import Operator
from ping_services import PingService, Teller
from running import Run, Wait

from ates_chassis.messaging.worker import Worker
from ates_chassis.testing import eventually
from support.rabbitmq_server import RabbitMQServer

pytestmark = pytest.mark.broker

QUEUE = "accounting.tasks"
PARKED = "accounting.parked"
UNDECODABLE = b"\xff no event"


@pytest.fixture
def held(
    teller: Teller, listener: PingService, operator: Operator
) -> Callable[..., Awaitable[list[int]]]:
    """Two good messages with an undecodable one between them, for a worker that cannot finish its batch.

    Gives what it has in hand: the first, and the second where that had arrived too.
    """

    async def hold(first: int) -> list[int]:
        listener.at_gate.clear()
        listener.gate.clear()
        await operator.send(QUEUE, teller.ping(first), UNDECODABLE, teller.ping(first + 1))
        await listener.at_gate.wait()
        return list(listener.batches[-1])

    return hold


@pytest.fixture
def handled(listener: PingService, operator: Operator, heard: Wait, empty: Wait) -> Wait:
    """Lets the worker go on; then each has had its effect once, and the undecodable ones are parked.

    Parking is at least once: a delivery that comes again before it was acknowledged is parked again.
    """

    async def wait(*numbers: int, parked: int) -> None:
        listener.gate.set()
        await heard(*numbers, timeout_s=40)
        await empty()
        await eventually(lambda: operator.count(PARKED), until=lambda seen: seen >= parked)

    return wait


@pytest.fixture
def back_in_the_queue(operator: Operator, listener: PingService) -> Wait:
    """Nothing was acknowledged: what has had no effect yet is RabbitMQ's to deliver again."""

    async def wait(effects: list[int]) -> None:
        assert await listener.effects() == effects
        waiting = await eventually(lambda: operator.count(QUEUE), until=lambda seen: seen >= 2)
        assert waiting in (2, 3), "the undecodable one may be parked already"

    return wait


async def test_a_stop_in_mid_batch(
    listener: PingService,
    operator: Operator,
    run: Run,
    held: Callable[..., Awaitable[list[int]]],
    handled: Wait,
) -> None:
    async with run(listener.consumer().run) as task:
        await held(1)
        task.stop.set()
        assert await listener.effects() == []
        listener.gate.set()
    assert task.exception() is None
    # The batch in hand, whatever of the three had arrived.
    assert await listener.effects() in ([1], [1, 2])
    async with run(listener.consumer().run):
        await handled(1, 2, parked=1)


async def test_an_end_in_mid_batch(
    listener: PingService,
    run: Run,
    held: Callable[..., Awaitable[list[int]]],
    handled: Wait,
    back_in_the_queue: Wait,
) -> None:
    """As when the process is killed: the grace is over before the batch is."""
    killed = asyncio.ensure_future(listener.consumer(grace_s=0.1).run(asyncio.Event()))
    await held(1)
    killed.cancel()
    await asyncio.wait([killed])
    await back_in_the_queue([])
    async with run(listener.consumer().run):
        await handled(1, 2, parked=1)


async def test_a_connection_cut_in_mid_batch(
    listener: PingService,
    operator: Operator,
    run: Run,
    held: Callable[..., Awaitable[list[int]]],
    handled: Wait,
    back_in_the_queue: Wait,
) -> None:
    # The next attempt to connect comes only after the queue was looked at.
    async with run(listener.consumer(backoff_max_s=5).run):
        await held(1)
        await eventually(lambda: operator.close_connections("accounting-consumer"))
        await back_in_the_queue([])
        await handled(1, 2, parked=1)


async def test_a_node_killed_in_mid_batch(
    listener: PingService,
    run: Run,
    held: Callable[..., Awaitable[list[int]]],
    handled: Wait,
    rabbitmq: RabbitMQServer,
) -> None:
    async with run(listener.consumer().run):
        await held(1)
        await rabbitmq.kill9()
        assert await listener.effects() == []
        await rabbitmq.start()
        await handled(1, 2, parked=1)


@pytest.fixture
def cancelled(operator: Operator) -> Callable[[Worker], Awaitable[None]]:
    """RabbitMQ cancels the consumer of a queue that is deleted; the worker has noticed it, and the queue is there again.

    With the queue goes whatever RabbitMQ could deliver again: the batch in hand is the only copy.
    """

    async def cancel(worker: Worker) -> None:
        async def is_subscribed() -> bool:
            return worker.is_subscribed

        await operator.delete_queue()
        try:
            await eventually(is_subscribed, until=lambda seen: not seen)
        finally:
            # Other tests need it, too.
            await operator.make_queue()

    return cancel


async def test_a_consumer_cancelled_by_rabbitmq_in_mid_batch(
    teller: Teller,
    listener: PingService,
    operator: Operator,
    run: Run,
    held: Callable[..., Awaitable[list[int]]],
    heard: Wait,
    cancelled: Wait,
) -> None:
    worker = listener.consumer()
    async with run(worker.run):
        in_hand = await held(1)
        await cancelled(worker)
        listener.gate.set()
        await heard(*in_hand)
        await operator.send(QUEUE, teller.ping(3))
        await heard(*in_hand, 3)


async def test_one_disturbance_after_the_other(
    listener: PingService,
    operator: Operator,
    run: Run,
    held: Callable[..., Awaitable[list[int]]],
    handled: Wait,
    cancelled: Wait,
    rabbitmq: RabbitMQServer,
) -> None:
    worker = listener.consumer()
    async with run(worker.run) as task:
        await held(1)
        await eventually(lambda: operator.close_connections("accounting-consumer"))
        await handled(1, 2, parked=1)
        await held(3)
        await rabbitmq.kill9()
        await rabbitmq.start()
        await handled(1, 2, 3, 4, parked=2)
        in_hand = await held(5)
        await cancelled(worker)
        await handled(1, 2, 3, 4, *in_hand, parked=2)
        await held(7)
        task.stop.set()
        listener.gate.set()
    async with run(listener.consumer().run):
        await handled(1, 2, 3, 4, *in_hand, 7, 8, parked=3)
