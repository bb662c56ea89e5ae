"""Events that RabbitMQ does not take: those beside them go on, an outage is no fault of theirs, and a person sees them."""

import asyncio
import contextlib

import asyncpg
import orjson
import pytest
from broker.rabbitmq_operator import PING, QUEUE
from prometheus_client import REGISTRY
from sqlalchemy import text

from ates_chassis.messaging import outbox
from ates_chassis.messaging.holds import Holds
from ates_chassis.testing import eventually

pytestmark = pytest.mark.broker

LOST = "tasks.nobody-listens.v1"


def numbers(messages) -> list[int]:
    return [orjson.loads(message.body)["data"]["n"] for message in messages]


def metric(name: str) -> float:
    return REGISTRY.get_sample_value(f"ates_{name}") or 0


@pytest.fixture
async def owner(tasks_urls):
    connection = await asyncpg.connect(tasks_urls.owner)
    yield connection
    await connection.close()


@pytest.fixture
def failed(owner):
    async def look() -> list[outbox.FailedEvent]:
        return await outbox.failed_events(owner)

    return look


@pytest.fixture
def write(teller):
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
async def only_bound_types(operator):
    """As with a producer whose events the log does not keep."""
    await operator.unbind("tasks.events", "events.log", "#")
    yield
    await operator.bind("tasks.events", "events.log", "#")


@pytest.fixture
async def small_messages(rabbitmq):
    """RabbitMQ closes the channel on a larger one."""

    async def limit(size: int) -> None:
        # Newer versions keep a copy where reading is cheaper.
        setting = f"application:set_env(rabbit, max_message_size, {size})"
        copy = f"persistent_term:put(max_message_size, {size})"
        await rabbitmq.node.control("eval", f"{setting}, {copy}.")

    await limit(2_000)
    yield
    await limit(16_777_216)


async def published(teller, *expected: int) -> None:
    await eventually(seen_published(teller), until=lambda seen: seen == sorted(expected))


async def published_at_least(teller, *expected: int) -> None:
    await eventually(seen_published(teller), until=lambda seen: set(expected) <= set(seen))


def seen_published(teller):
    query = "SELECT (data->>'n')::int FROM outbox WHERE published_at IS NOT NULL ORDER BY 1"

    async def look() -> list[int]:
        async with teller.db.transaction() as tx:
            return list((await tx.scalars(text(query))).all())

    return look


@pytest.fixture
def reconnects(caplog):
    return lambda: sum("interrupted" in record.getMessage() for record in caplog.records)


async def test_rows_that_can_never_be_sent_are_set_aside_with_their_reason_and_the_rest_goes_on(
    teller, operator, run, write, failed, reconnects
):
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
    teller, operator, run, write, failed, small_messages, reconnects
):
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
    teller, operator, run, write, failed, only_bound_types, reconnects
):
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
    teller, operator, owner, run, write, failed, only_bound_types, reconnects
):
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
    teller, operator, run, write, failed, only_bound_types, reconnects
):
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


async def test_while_a_node_is_being_set_up_nothing_is_set_aside(
    teller, operator, run, failed, only_bound_types, rabbitmq
):
    """Exchanges come before their bindings, and before them there is none at all."""
    await teller.put(*range(20))
    exchange = {"type": "topic", "durable": True}
    await operator.call("DELETE", "exchanges/ates/tasks.events")
    try:
        async with run(teller.relay(unroutable_grace_s=5.0).run):
            before = metric("publish_failures_total")

            async def tried() -> float:
                return metric("publish_failures_total") - before

            await eventually(tried, until=lambda seen: seen > 0)
            await operator.call("PUT", "exchanges/ates/tasks.events", exchange)
            seen = await tried()
            await eventually(tried, until=lambda now: now > seen)
            await rabbitmq.node.import_definitions()
            await operator.bind("tasks.events", QUEUE, PING)
            await published(teller, *range(20))
    finally:
        await operator.call("PUT", "exchanges/ates/tasks.events", exchange)
        await rabbitmq.node.import_definitions()
        await operator.bind("tasks.events", QUEUE, PING)
    assert await failed() == []


async def test_an_outbox_of_an_older_installation_is_brought_up_to_date_with_its_rows(
    teller, operator, owner, run, postgres, tasks_urls
):
    await teller.put(1, 2)
    [current] = await owner.fetchrow("SELECT version_num FROM alembic_version")
    await owner.execute(
        """
        DROP VIEW answers, people;
        ALTER TABLE idempotency_keys RENAME TO answers;
        ALTER INDEX pk_idempotency_keys RENAME TO pk_answers;
        ALTER INDEX ix_idempotency_keys_answered_at RENAME TO ix_answers_answered_at;
        ALTER TABLE user_directory RENAME TO people;
        ALTER INDEX pk_user_directory RENAME TO pk_people;
        ALTER TABLE outbox DROP COLUMN failed_at, DROP COLUMN failure;
        CREATE INDEX ix_outbox_unpublished ON outbox (id) WHERE published_at IS NULL;
        UPDATE alembic_version SET version_num = '0004';
        """
    )
    await postgres.migrate("tasks", tasks_urls)
    assert await owner.fetchval("SELECT version_num FROM alembic_version") == current
    indexes = "SELECT indexname FROM pg_indexes WHERE tablename = 'outbox' ORDER BY 1"
    names = {row["indexname"] for row in await owner.fetch(indexes)}
    assert {"ix_outbox_failed", "ix_outbox_waiting"} < names
    assert "ix_outbox_unpublished" not in names
    async with run(teller.relay().run):
        await published(teller, 1, 2)


async def test_a_type_is_given_up_only_after_several_tries_and_its_whole_grace():
    holds = Holds(pause_max_s=0.05, grace_s=0.1)
    assert not holds.add("a", unroutable=True)
    assert not holds.add("a", unroutable=True)
    assert holds.held == ["a"]

    async def given_up() -> bool:
        return holds.add("a", unroutable=True)

    await eventually(given_up)
    assert holds.held == []
    assert not holds.add("a", unroutable=False)
    holds.release("a")
    assert (holds.held, holds.due) == ([], [])
