"""A relay under an alarm of RabbitMQ, whose connections block: nothing is lost or told twice, and a stop is prompt."""

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from operator import le

import pytest
from broker.rabbitmq_operator import Operator
from ping_services import Teller
from prometheus_client import REGISTRY
from relays import PING, QUEUE, all_out, failures, numbers
from running import Run, Wait
from sqlalchemy import text

from ates_chassis.testing import eventually
from support.rabbitmq_server import RabbitMQServer

pytestmark = pytest.mark.broker


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


async def test_what_others_take_does_not_shorten_the_waits_for_a_queue_that_answers_nobody(
    teller: Teller, operator: Operator, run: Run, mute: Wait, caplog: pytest.LogCaptureFixture
) -> None:
    await operator.bind("tasks.events", "analytics.tasks", "tasks.ping.v2")

    def silences() -> list[float]:
        return [log.created for log in caplog.records if "gets no confirms" in log.getMessage()]

    await teller.put(1)
    async with run(teller.relay(confirm_within_s=0.2).run):
        for count in range(1, 8):
            await teller.put_second(count)
            await eventually(
                lambda: asyncio.sleep(0, len(silences())),
                until=partial(le, count),
                timeout_s=20,
            )
    *_, before, last = silences()[:7]
    assert last - before >= 0.2 * 2**3


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


@pytest.fixture
async def mute(rabbitmq: RabbitMQServer) -> AsyncIterator[Wait]:
    """A queue that takes messages and confirms none, as after the loss of a node that had to."""
    server = "'ates_accounting.tasks'"

    async def end() -> None:
        await rabbitmq.node.control("eval", f"catch sys:resume({server}).")

    await rabbitmq.node.control("eval", f"sys:suspend({server}).")
    yield end
    await end()


async def test_confirms_that_never_come_are_not_waited_for(
    teller: Teller, operator: Operator, run: Run, mute: Wait, caplog: pytest.LogCaptureFixture
) -> None:
    await teller.put(*range(20))
    async with run(teller.relay(confirm_within_s=0.3).run):

        async def given_up() -> int:
            return sum("gets no confirms" in record.getMessage() for record in caplog.records)

        await eventually(given_up, until=lambda count: count >= 2)
        assert await teller.unpublished() == list(range(20))
        await mute()
        await all_out(teller)
    # Copies are there, which the inbox absorbs; none is missing.
    assert set(numbers(await operator.take(QUEUE))) == set(range(20))
