"""A relay under an alarm of RabbitMQ, whose connections block: nothing is lost or told twice, and a stop is prompt."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial

import pytest
from broker.rabbitmq_operator import Operator
from ping_services import Ping, PingV1, PingV2, Teller
from prometheus_client import REGISTRY
from relays import PING, QUEUE, all_out, failures, numbers
from running import Run, Wait
from sqlalchemy import text

from ates_chassis.database.engine import Transaction
from ates_chassis.messaging.inbox import Inbox
from ates_chassis.shared.consumed_events import ConsumedEvent
from ates_chassis.testing import eventually
from ates_local.rabbitmq import RabbitMQ
from support.rabbitmq_server import RabbitMQServer

pytestmark = pytest.mark.broker

GivenUp = Callable[[int], Awaitable[list[float]]]


@pytest.fixture
async def alarm(rabbitmq: RabbitMQServer) -> AsyncIterator[Wait]:
    """RabbitMQ's disk alarm: it reads from no connection that publishes, until the alarm ends."""

    async def end() -> None:
        await rabbitmq.node.control("set_disk_free_limit", "512MB")

    await rabbitmq.node.control("set_disk_free_limit", "900000GB")
    yield end
    await end()


async def overdue_several_times(caplog: pytest.LogCaptureFixture) -> None:
    def count() -> int:
        return sum("not confirmed yet" in record.getMessage() for record in caplog.records)

    await eventually(lambda: asyncio.sleep(0, count()), until=lambda seen: seen >= 5)


async def test_under_an_alarm_each_event_is_sent_once_and_arrives_once_when_it_ends(
    teller: Teller, operator: Operator, run: Run, alarm: Wait, caplog: pytest.LogCaptureFixture
) -> None:
    await teller.put(*range(120))
    async with run(teller.relay(publish_timeout_s=0.2, confirm_within_s=0.2).run):
        before = failures()
        await overdue_several_times(caplog)
        assert failures() > before
        assert await teller.unpublished() == list(range(120))
        await alarm()
        await all_out(teller)
    assert numbers(await operator.take(QUEUE)) == list(range(120))


async def test_a_relay_stops_promptly_under_an_alarm(
    teller: Teller, operator: Operator, run: Run, alarm: Wait, caplog: pytest.LogCaptureFixture
) -> None:
    await teller.put(1)
    async with run(teller.relay(publish_timeout_s=0.2, confirm_within_s=0.2).run) as task:
        await overdue_several_times(caplog)
        task.stop.set()
        async with asyncio.timeout(10):
            await asyncio.wait([task])
    assert await teller.unpublished() == [1]


async def test_a_relay_that_loses_its_connection_under_an_alarm_sends_again(
    teller: Teller, operator: Operator, run: Run, alarm: Wait, caplog: pytest.LogCaptureFixture
) -> None:
    await teller.put(1)
    async with run(teller.relay(publish_timeout_s=0.2, confirm_within_s=0.2).run):
        await overdue_several_times(caplog)
        await eventually(lambda: operator.close_connections("tasks-publisher"))
        await alarm()
        await all_out(teller)
    assert set(numbers(await operator.take(QUEUE))) == {1}


async def test_the_age_of_the_oldest_event_is_seen_while_rabbitmq_is_away(
    teller: Teller, run: Run
) -> None:
    await teller.put(1)
    async with teller.db.transaction() as tx:
        insert = "INSERT INTO outbox (event_id, type, subject, data, occurred_at) VALUES (uuidv7(), :type, '1', '{\"n\": 1}', now() - interval '1 hour')"
        await tx.execute(text("UPDATE outbox SET published_at = now()"))
        await tx.execute(text(insert), {"type": PING})

    async def age_s() -> float:
        return REGISTRY.get_sample_value("ates_outbox_oldest_seconds") or 0

    async with run(teller.relay(amqp_url=teller.nowhere).run):
        await eventually(age_s, until=lambda seen: 3_590 < seen < 3_700)


@dataclass(frozen=True)
class Muting:
    """Of a queue that takes messages and confirms none from then on, as after the loss of a node that had to."""

    node: RabbitMQ
    server: str = "'ates_accounting.tasks'"

    async def begin(self) -> None:
        await self.node.control("eval", f"sys:suspend({self.server}).")

    async def end(self) -> None:
        await self.node.control("eval", f"catch sys:resume({self.server}).")


@pytest.fixture
async def muting(rabbitmq: RabbitMQServer) -> AsyncIterator[Muting]:
    muting = Muting(rabbitmq.node)
    yield muting
    await muting.end()


@pytest.fixture
def given_up(caplog: pytest.LogCaptureFixture) -> GivenUp:
    """Waits until confirms were given up so often in all; after how many seconds each time."""

    async def waits() -> list[float]:
        given_up = [log for log in caplog.records if "gets no confirms" in log.getMessage()]
        return [vars(log)["waited_s"] for log in given_up]

    def wait(count: int) -> Awaitable[list[float]]:
        return eventually(waits, until=lambda seen: len(seen) >= count)

    return wait


async def test_confirms_that_never_come_are_not_waited_for(
    teller: Teller, operator: Operator, run: Run, muting: Muting, given_up: GivenUp
) -> None:
    await muting.begin()
    await teller.put(*range(20))
    async with run(teller.relay(confirm_within_s=0.3).run):
        await given_up(2)
        assert await teller.unpublished() == list(range(20))
        await muting.end()
        await all_out(teller)
    # Copies are there, which the inbox absorbs; none is missing.
    assert set(numbers(await operator.take(QUEUE))) == set(range(20))


def listening() -> Inbox:
    inbox = Inbox("tasks")

    @inbox.on("auth.ping.v1", Ping)
    async def nothing(tx: Transaction, events: Sequence[ConsumedEvent[Ping]]) -> None:
        del tx, events

    return inbox


async def test_what_others_take_does_not_shorten_the_waits_for_a_queue_that_answers_nobody(
    teller: Teller, operator: Operator, run: Run, muting: Muting, given_up: GivenUp
) -> None:
    """Neither what else the relay publishes, nor what a consumer of the same worker parks."""
    await operator.bind("tasks.events", "analytics.tasks", "tasks.ping.v2")
    await teller.put(1)
    async with run(teller.relay(confirm_within_s=0.2, inbox=listening()).run):
        await all_out(teller)
        await muting.begin()
        await teller.put_events(PingV1(n=2), PingV2(n=0))
        for count in range(1, 8):
            await teller.put_events(PingV2(n=count))
            await operator.send("tasks.auth", b"not an event")
            waits = await given_up(count)
            await eventually(partial(operator.count, "tasks.auth"), until=lambda left: left == 0)
    await operator.unbind("tasks.events", "analytics.tasks", "tasks.ping.v2")
    assert waits[:7] == [0.2, 0.2, 0.2, 0.2, 0.4, 0.8, 1.6]
