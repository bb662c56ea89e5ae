"""Events that RabbitMQ does not take: those beside them go on, an outage is no fault of theirs, and a person sees them."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any

import asyncpg
import orjson
import pytest
from aiormq.abc import DeliveredMessage
from broker.rabbitmq_operator import PING, QUEUE, Operator
from failing_events import FindFailed, metric, published, seen_published
from ping_services import Teller
from running import Run, Wait
from sqlalchemy import text

from ates_chassis.messaging import outbox
from ates_chassis.testing import eventually
from support.rabbitmq_server import RabbitMQServer

pytestmark = pytest.mark.broker
LOST = "tasks.nobody-listens.v1"


def numbers(messages: list[DeliveredMessage]) -> list[int]:
    return [orjson.loads(message.body)["data"]["n"] for message in messages]


@pytest.fixture
def write(teller: Teller) -> Wait:
    """Rows as no use case would write them."""

    async def insert(event_type: str, *data: str, subject: str = "0") -> None:
        statement = """
            INSERT INTO outbox (event_id, type, subject, data)
            SELECT uuidv7(), :type, :subject, each::jsonb FROM unnest(CAST(:data AS text[])) each
            """
        values = {"type": event_type, "subject": subject, "data": list(data)}
        async with teller.db.transaction() as tx:
            await tx.execute(text(statement), values)

    return insert


@pytest.fixture
async def small_messages(rabbitmq: RabbitMQServer) -> AsyncIterator[None]:
    """RabbitMQ closes the channel on a larger one."""

    async def limit(size: int) -> None:
        # Newer versions keep a copy where reading is cheaper.
        setting = f"application:set_env(rabbit, max_message_size, {size})"
        copy = f"persistent_term:put(max_message_size, {size})"
        await rabbitmq.node.control("eval", f"{setting}, {copy}.")

    await limit(2_000)
    yield
    await limit(16_777_216)


async def published_at_least(teller: Teller, *expected: int) -> None:
    await eventually(seen_published(teller), until=lambda seen: set(expected) <= set(seen))


@pytest.fixture
def reconnects(caplog: pytest.LogCaptureFixture) -> Callable[..., Any]:
    return lambda: sum("interrupted" in record.getMessage() for record in caplog.records)


async def test_rows_that_can_never_be_sent_are_set_aside_with_their_reason_and_the_rest_goes_on(
    teller: Teller,
    operator: Operator,
    run: Run,
    write: Wait,
    failed: FindFailed,
    reconnects: Callable[..., Any],
) -> None:
    await write("nonsense", *['{"n": 0}'] * 600)
    await write(f"tasks.{'x' * 300}.v1", '{"n": 0}')
    await teller.put(1, 2)
    async with run(teller.relay(batch_max=500).run):
        await published(teller, 1, 2)
        await eventually(failed, until=lambda seen: len(seen) == 601)
        await teller.put(3)
        await published(teller, 1, 2, 3)
    assert reconnects() == 0
    assert numbers(await operator.take(QUEUE)) == [1, 2, 3]
    assert {each.type for each in await failed()} == {"nonsense", f"tasks.{'x' * 300}.v1"}
    assert all("cannot be" in each.failure for each in await failed())
    assert metric("outbox_failed_events") == 601


async def test_rows_beyond_rabbitmqs_size_are_set_aside_and_cost_no_reconnection(
    teller: Teller,
    operator: Operator,
    run: Run,
    write: Wait,
    failed: FindFailed,
    small_messages: None,
    reconnects: Callable[..., Any],
) -> None:
    large = '{"n": 0, "text": "%s"}' % ("x" * 5_000)
    await teller.put(1, 2)
    await write(PING, *[large] * 30)
    await teller.put(3, 4)
    await write(PING, large)
    async with run(teller.relay().run):
        await eventually(failed, until=lambda seen: len(seen) == 31)
        await published(teller, 1, 2, 3, 4)
        await teller.put(*range(5, 205))
        await published(teller, *range(1, 205))
    assert reconnects() == 0
    assert set(numbers(await operator.take(QUEUE))) == set(range(1, 205))
    assert all("larger than" in each.failure for each in await failed())


async def test_an_unroutable_type_holds_up_no_other_and_is_set_aside_after_its_grace(
    teller: Teller,
    operator: Operator,
    run: Run,
    write: Wait,
    failed: FindFailed,
    only_bound_types: None,
    reconnects: Callable[..., Any],
) -> None:
    await write(LOST, *['{"n": 0}'] * 700)
    await teller.put(1, 2)
    async with run(teller.relay(unroutable_grace_s=1.0).run):
        await published(teller, 1, 2)
        assert await failed() == []
        await eventually(failed, until=lambda seen: len(seen) == 700)
        await write(LOST, '{"n": 0}')
        await eventually(failed, until=lambda seen: len(seen) == 701)
        await teller.put(3)
        await published(teller, 1, 2, 3)
    assert reconnects() == 0
    assert numbers(await operator.take(QUEUE)) == [1, 2, 3]
    assert {each.failure for each in await failed()} == {"unroutable: no queue takes this type"}


async def test_a_failed_event_is_published_when_it_is_retried_and_its_cause_is_gone(
    teller: Teller,
    operator: Operator,
    owner: asyncpg.Connection,
    run: Run,
    write: Wait,
    failed: FindFailed,
    only_bound_types: None,
    reconnects: Callable[..., Any],
) -> None:
    await write(LOST, '{"n": 1}', '{"n": 2}')
    async with run(teller.relay(unroutable_grace_s=0.3).run):
        first, second = await eventually(failed, until=lambda seen: len(seen) == 2)
        assert await outbox.retry_failed_events(owner, [first.id]) == 1
        # Nobody listens yet: it comes back.
        await eventually(failed, until=lambda seen: {e.id for e in seen} == {first.id, second.id})
        await operator.bind("tasks.events", QUEUE, LOST)
        try:
            assert await outbox.retry_failed_events(owner, [first.id, second.id, 999]) == 2
            await published(teller, 1, 2)
        finally:
            await operator.unbind("tasks.events", QUEUE, LOST)
    assert numbers(await operator.take(QUEUE)) == [1, 2]
    assert await failed() == []
    assert await outbox.retry_failed_events(owner, [first.id]) == 0


async def test_a_full_queue_holds_its_types_back_without_repeating_batches_and_sets_none_aside(
    teller: Teller, operator: Operator, run: Run, write: Wait, failed: FindFailed, only_bound_types: None,
    reconnects: Callable[[], int]
) -> None:  # fmt: skip
    """Each try of a row that one queue refuses leaves a copy in every other that takes it."""
    await operator.bind("tasks.events", "accounting.auth", PING)
    await operator.bind("tasks.events", "accounting.auth", LOST)
    try:
        async with contextlib.AsyncExitStack() as stack:
            async with operator.policy("full", r"^accounting\.tasks$", **{"max-length": 1}):

                async def refuses() -> bool:
                    with contextlib.suppress(Exception):
                        await operator.send(QUEUE, b"fill")
                        return False
                    return True

                await eventually(refuses)
                await teller.put(*range(1, 200))
                await write(LOST, '{"n": 500}')
                before = metric("publish_failures_total")
                await stack.enter_async_context(run(teller.relay(unroutable_grace_s=0.2).run))
                await published_at_least(teller, 500)
                await eventually(
                    lambda: asyncio.sleep(0, metric("publish_failures_total") - before),
                    until=lambda seen: seen > 203,
                )
                assert await operator.count("accounting.auth") < 2 * 200
                assert await failed() == []
            # A queue that is full still takes one now and then; now there is room for all.
            await operator.take(QUEUE)
            await published(teller, *range(1, 200), 500)
        assert reconnects() == 0
        assert await failed() == []
    finally:
        await operator.unbind("tasks.events", "accounting.auth", PING)
        await operator.unbind("tasks.events", "accounting.auth", LOST)
