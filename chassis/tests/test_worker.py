"""The worker as a whole: it works, stops when told, and ends itself when it has gone deaf."""

import asyncio
from typing import Any

import pytest
from aiormq.channel import Channel
from broker.rabbitmq_operator import Operator
from ping_services import PingService, Teller
from pydantic import SecretStr
from running import Run
from uuid_utils.compat import uuid7

from ates_chassis.database.engine import Database
from ates_chassis.messaging import broker
from ates_chassis.messaging.jobs import Job
from ates_chassis.messaging.parking import parking_queue
from ates_chassis.messaging.stream import follow
from ates_chassis.messaging.topology import LOG_STREAM
from ates_chassis.messaging.worker import Worker
from ates_chassis.testing import eventually
from support.rabbitmq_server import RabbitMQServer

pytestmark = pytest.mark.broker

QUEUE = "accounting.tasks"


async def test_a_worker_listens_and_stops_when_told(
    teller: Teller, listener: PingService, operator: Operator, run: Run
) -> None:
    worker = listener.worker()
    async with run(worker.run) as task:
        await operator.send(QUEUE, teller.ping(1))
        await eventually(listener.effects)
        await worker.ready()
        task.stop.set()
        async with asyncio.timeout(10):
            await asyncio.wait([task])
    assert task.exception() is None


async def test_a_worker_without_a_consumer_on_its_queue_ends_itself(
    listener: PingService, operator: Operator, run: Run
) -> None:
    rights = "permissions/ates/accounting"
    before = (await operator.call("GET", rights)).json()
    await operator.call("PUT", rights, {**before, "read": "^$"})
    try:
        async with run(listener.worker().run) as task:
            await asyncio.wait([task], timeout=20)
            assert task.done()
    finally:
        await operator.call("PUT", rights, before)
    with pytest.raises(RuntimeError, match="no consumer"):
        task.result()


async def test_the_watchdog_is_content_while_the_queues_are_consumed(
    teller: Teller, listener: PingService, operator: Operator, run: Run
) -> None:
    async with run(listener.worker(watchdog_s=0.02).run) as task:
        await eventually(lambda: operator.consumers(QUEUE))
        for n in range(5):
            await operator.send(QUEUE, teller.ping(n))
        await eventually(listener.effects, until=lambda seen: len(seen) == 5)
        assert not task.done()


async def recorded_commands(url: str, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of all commands that are sent from now on, on whatever channel."""
    sent: list[str] = []
    async with broker.connected(url, "look") as connection:
        channel = await broker.confirming_channel(connection)
        protocol: Any = type(await channel.get_underlay_channel())
    rpc = protocol.rpc

    async def recorded(channel: Channel, frame: Any, *arguments: Any, **named: float | None) -> Any:
        sent.append(frame.name)
        return await rpc(channel, frame, *arguments, **named)

    monkeypatch.setattr(protocol, "rpc", recorded)
    return sent


async def test_nothing_of_ours_declares_a_queue_or_an_exchange_not_even_passively(
    teller: Teller,
    listener: PingService,
    operator: Operator,
    run: Run,
    rabbitmq: RabbitMQServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """RabbitMQ 4.2.6 asks for the right to configure for that, which no service has."""
    sent = await recorded_commands(rabbitmq.amqp_url("web"), monkeypatch)
    gaps: list[bool] = []

    async def follow_log(stop: asyncio.Event) -> None:
        url = rabbitmq.amqp_url("web")
        await follow(
            url,
            LOG_STREAM,
            name="web-live",
            on_event=lambda _: None,
            on_gap=lambda: gaps.append(True),
            stop=stop,
        )

    async with run(listener.worker(watchdog_s=0.02).run), run(follow_log), run(teller.relay().run):
        await teller.put(1, 2)
        await eventually(listener.effects, until=lambda seen: seen == [1, 2])
        await eventually(lambda: asyncio.sleep(0, gaps))
        # Several looks of the watchdog.
        looks = asyncio.get_running_loop().time() + 0.3
        await eventually(
            lambda: asyncio.sleep(0, asyncio.get_running_loop().time()), until=lambda t: t > looks
        )
        async with parking_queue(rabbitmq.amqp_url("accounting"), "accounting", ()) as queue:
            await queue.look()
    assert {"Basic.Consume", "Basic.Qos", "Basic.Get"} <= set(sent)
    assert [name for name in sent if name.endswith(".Declare")] == []


async def test_the_watchdog_leaves_an_outage_of_the_broker_to_the_loops(
    listener: PingService, run: Run
) -> None:
    """Its looks are much more frequent here than the consumers' attempts to connect."""
    nowhere = SecretStr("amqp://accounting:x@127.0.0.1:9/ates")
    worker = listener.worker(watchdog_s=0.01, amqp_url=nowhere)
    async with run(worker.run) as task:
        await asyncio.wait([task], timeout=1)
        assert not task.done()


async def test_a_consumer_that_rabbitmq_cancelled_or_lost_is_not_subscribed(
    listener: PingService, operator: Operator, run: Run, rabbitmq: RabbitMQServer
) -> None:
    consumer = listener.consumer(backoff_max_s=60)

    async def subscribed() -> bool:
        return consumer.is_subscribed

    assert not consumer.is_subscribed
    async with run(consumer.run):
        await eventually(subscribed)
        await operator.delete_queue()
        try:
            await eventually(subscribed, until=lambda seen: not seen)
        finally:
            await operator.make_queue()


async def test_a_job_that_fails_is_run_again(
    listener: PingService, operator: Operator, run: Run
) -> None:
    runs: list[object] = []

    async def fail(db: Database) -> None:
        runs.append(uuid7())
        raise ValueError("once more")

    worker = Worker(
        listener.service_settings,
        name="accounting",
        inbox=listener.inbox,
        jobs=[Job("fails", 1, fail)],
        broker_settings=listener.settings,
    )
    async with run(worker.run) as task:
        await eventually(lambda: asyncio.sleep(0, len(runs)), until=lambda count: count >= 2)
        assert not task.done()
