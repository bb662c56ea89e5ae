"""From the outbox to RabbitMQ: in order, nothing lost, whatever breaks."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import asyncpg
import pytest
from aio_pika.exceptions import DeliveryError
from broker.rabbitmq_operator import Operator
from ping_services import PingService, Teller
from relays import PING, QUEUE, all_out, failures, numbers
from running import Run
from sqlalchemy import text

from ates_chassis.database.engine import Database
from ates_chassis.database.provisioning import DatabaseUrls
from ates_chassis.messaging.contracts import Contracts
from ates_chassis.testing import eventually

pytestmark = pytest.mark.broker


async def test_events_go_out_in_the_order_of_their_ids_and_are_marked(
    teller: Teller, operator: Operator, run: Run
) -> None:
    await teller.put(*range(450))
    async with run(teller.relay(batch_max=200).run):
        await teller.put(*range(450, 500))
        await all_out(teller)
    assert numbers(await operator.take(QUEUE)) == list(range(500))


async def test_an_event_carries_its_trace_and_outlives_a_restart(
    teller: Teller, operator: Operator, run: Run
) -> None:
    parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    await teller.put(1)
    async with teller.db.transaction() as tx:
        await tx.execute(text("UPDATE outbox SET published_at = now()"))
        insert = """
            INSERT INTO outbox (event_id, type, subject, data, traceparent)
            VALUES (uuidv7(), :type, '2', '{"n": 2}', :parent)
            """
        await tx.execute(text(insert), {"type": PING, "parent": parent})
    async with run(teller.relay().run):
        await all_out(teller)
    [message] = await operator.take(QUEUE)
    assert (message.header.properties.headers or {})["traceparent"] == parent
    assert message.header.properties.delivery_mode == 2


async def test_events_of_a_transaction_undone_never_go_out(
    teller: Teller, operator: Operator, run: Run
) -> None:
    with contextlib.suppress(ZeroDivisionError):
        async with teller.db.transaction() as tx:
            insert = "INSERT INTO outbox (event_id, type, subject, data) VALUES (uuidv7(), :type, '1', '{\"n\": 1}')"
            await tx.execute(text(insert), {"type": PING})
            raise ZeroDivisionError
    await teller.put(2)
    async with run(teller.relay().run):
        await all_out(teller)
    assert numbers(await operator.take(QUEUE)) == [2]


async def stays_with_an_alarm(
    teller: Teller, caplog: pytest.LogCaptureFixture, before: float
) -> None:
    async def alarmed() -> bool:
        return failures() > before and any(
            "not taken" in record.getMessage() for record in caplog.records
        )

    await eventually(alarmed)
    assert await teller.unpublished() == [1]


async def test_an_unroutable_event_stays_raises_an_alarm_and_goes_out_when_bound(
    teller: Teller, operator: Operator, run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    before = failures()
    await operator.unbind("tasks.events", QUEUE, PING)
    await operator.unbind("tasks.events", "events.log", "#")
    await teller.put(1)
    try:
        async with run(teller.relay().run):
            await stays_with_an_alarm(teller, caplog, before)
            await operator.bind("tasks.events", QUEUE, PING)
            await all_out(teller)
    finally:
        await operator.bind("tasks.events", "events.log", "#")
    assert numbers(await operator.take(QUEUE)) == [1]


async def test_an_event_that_a_full_queue_refuses_stays_and_goes_out_when_there_is_room(
    teller: Teller, operator: Operator, run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    before = failures()
    async with operator.policy("full", r"^accounting\.tasks$", **{"max-length": 1}):

        async def refuses() -> bool:
            try:
                await operator.send(QUEUE, b"fill")
            except DeliveryError:
                return True
            return False

        # A quorum queue looks at its length from time to time and takes a few more.
        await eventually(refuses)
        await teller.put(1)
        async with run(teller.relay().run):
            await stays_with_an_alarm(teller, caplog, before)
            await operator.take(QUEUE)
            await all_out(teller)
    assert numbers(await operator.take(QUEUE)) == [1]


async def test_a_row_that_cannot_be_sent_does_not_hold_up_those_beside_it(
    teller: Teller, operator: Operator, run: Run
) -> None:
    async with teller.db.transaction() as tx:
        insert = "INSERT INTO outbox (event_id, type, subject, data) VALUES (uuidv7(), 'nonsense', '0', '{\"n\": 0}')"
        await tx.execute(text(insert))
    await teller.put(1, 2)
    async with run(teller.relay().run):
        await eventually(teller.unpublished, until=lambda left: left == [0])
        await teller.put(3)
        await eventually(lambda: operator.count(QUEUE), until=lambda count: count == 3)
    assert numbers(await operator.take(QUEUE)) == [1, 2, 3]


@pytest.fixture
async def second_db(tasks_urls: DatabaseUrls, contracts: Contracts) -> AsyncIterator[Database]:
    database = Database(tasks_urls.app, check_event=contracts.check)
    yield database
    await database.close()


async def test_of_two_relays_one_works_and_the_other_takes_over_when_it_dies(
    teller: Teller, operator: Operator, run: Run, second_db: Database
) -> None:
    first = asyncio.ensure_future(teller.relay().run(asyncio.Event()))
    await teller.put(1)
    await all_out(teller)
    async with run(teller.relay(second_db).run):
        await teller.put(*range(2, 100))
        await all_out(teller)
        assert numbers(await operator.take(QUEUE)) == list(range(1, 100))
        first.cancel()
        await asyncio.wait([first])
        await teller.put(100)
        await all_out(teller)
    assert numbers(await operator.take(QUEUE)) == [100]


async def test_a_stopped_relay_leaves_its_lock_to_the_next(
    teller: Teller, operator: Operator, run: Run, second_db: Database
) -> None:
    for relay in (teller.relay(), teller.relay(second_db), teller.relay()):
        await teller.put(1)
        async with run(relay.run):
            await all_out(teller)
    assert numbers(await operator.take(QUEUE)) == [1, 1, 1]


async def test_a_relay_killed_between_publish_and_mark_sends_again_and_the_inbox_absorbs_it(
    teller: Teller, listener: PingService, operator: Operator, run: Run, tasks_urls: DatabaseUrls
) -> None:
    await teller.put(1, 2, 3)
    owner = await asyncpg.connect(tasks_urls.owner)
    holding = owner.transaction()
    await holding.start()
    await owner.execute("SELECT 1 FROM outbox FOR UPDATE")
    relay = asyncio.ensure_future(teller.relay().run(asyncio.Event()))
    await eventually(lambda: operator.count(QUEUE), until=lambda count: count == 3)
    relay.cancel()
    await asyncio.wait([relay])
    await holding.rollback()
    await owner.close()
    assert await teller.unpublished() == [1, 2, 3]
    async with run(teller.relay().run):
        await all_out(teller)
    assert await operator.count(QUEUE) == 6
    async with run(listener.consumer().run):
        await eventually(lambda: operator.count(QUEUE), until=lambda count: count == 0)
    assert await listener.effects() == [1, 2, 3]


async def test_a_relay_whose_database_session_ends_goes_on(
    teller: Teller, operator: Operator, run: Run, tasks_urls: DatabaseUrls
) -> None:
    async with run(teller.relay().run):
        await teller.put(1)
        await all_out(teller)
        owner = await asyncpg.connect(tasks_urls.app)
        await owner.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename = current_user"
        )
        await owner.close()
        await teller.put(2)
        await all_out(teller)
    assert numbers(await operator.take(QUEUE)) == [1, 2]


async def test_a_relay_whose_connection_is_closed_goes_on(
    teller: Teller, operator: Operator, run: Run
) -> None:
    async with run(teller.relay().run) as task:
        await teller.put(1)
        await all_out(teller)
        await eventually(lambda: operator.close_connections("tasks-publisher"))
        await teller.put(2)
        await all_out(teller)
        assert not task.done()
    assert numbers(await operator.take(QUEUE)) == [1, 2]
