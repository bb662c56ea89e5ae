"""Statements that take too long, and jobs and prepared statements in an outage."""

import logging
from collections.abc import Sequence
from typing import Any

import asyncpg
import pytest
from broker.rabbitmq_operator import Operator
from outage import DELAYED, QUEUE, Administrator
from ping_services import PingService, Teller
from running import Run, Wait
from sqlalchemy import make_url, text

from ates_chassis.database.engine import Database, Transaction
from ates_chassis.database.outages import is_outage
from ates_chassis.messaging import consumer as consumer_module
from ates_chassis.messaging.contracts import Contracts
from ates_chassis.messaging.jobs import Job, scheduler_of
from ates_chassis.shared.consumed_events import ConsumedEvent

pytestmark = pytest.mark.broker


async def test_a_lock_is_given_up_before_the_statement_is_whatever_is_set(
    listener: PingService, contracts: Contracts
) -> None:
    url = listener.service_settings.database_url.get_secret_value()
    for lock_s, expected in ((30.0, "4s"), (1.5, "1500ms")):
        db = Database(
            url, check_event=contracts.check, statement_timeout_s=5, lock_timeout_s=lock_s
        )
        async with db.reading() as tx:
            assert await tx.scalar(text("SHOW lock_timeout")) == expected
        await db.close()


async def test_of_events_that_each_take_too_long_one_is_moved_away_at_a_time(
    teller: Teller,
    listener: PingService,
    operator: Operator,
    run: Run,
    heard: Wait,
    empty: Wait,
    brief: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What came before it is acknowledged meanwhile, and the rest is a batch again."""
    monkeypatch.setattr(consumer_module, "_SINGLY_MAX_S", 0.0)
    slow = {4, 7}

    async def cancelled(tx: Transaction) -> None:
        await tx.execute(text("SET LOCAL statement_timeout = '50ms'"))
        await tx.execute(text("SELECT pg_sleep(5)"))

    model, work = listener.inbox._routes["tasks.ping.v1"]

    async def handler(tx: Transaction, events: Sequence[ConsumedEvent[Any]]) -> None:
        await work(tx, events)
        if slow & {event.data.n for event in events}:
            await cancelled(tx)

    listener.inbox._routes["tasks.ping.v1"] = (model, handler)
    await operator.send(QUEUE, *(teller.ping(n) for n in range(10)))
    async with run(listener.consumer().run):
        await heard(*(n for n in range(10) if n not in slow))
        await empty()
    assert await operator.count(DELAYED) == 2
    singles = [batch for batch in listener.batches if len(batch) == 1]
    assert singles == [[n] for n in range(8)]
    assert [8, 9] in listener.batches


async def test_a_job_waits_for_the_end_of_an_outage_and_says_so_once(
    listener: PingService, caplog: pytest.LogCaptureFixture
) -> None:
    nowhere = Database("postgresql://x:x@127.0.0.1:9/x", check_event=listener.contracts.check)
    runs = 0

    async def work(db: Database) -> None:
        nonlocal runs
        runs += 1
        async with db.transaction() as tx:
            await tx.execute(text("SELECT 1"))

    [scheduled] = scheduler_of([Job("counting", 1, work)], nowhere).get_jobs()
    for _ in range(3):
        await scheduled.func()
    assert runs == 3
    records = [record for record in caplog.records if record.getMessage().startswith("job waits")]
    assert [record.levelno for record in records] == [logging.WARNING]
    await nowhere.close()


async def test_a_prepared_statement_that_a_migration_made_void_is_an_outage(
    listener: PingService, administer: Administrator
) -> None:
    async def read() -> None:
        async with listener.db.transaction() as tx:
            await tx.execute(text("SELECT * FROM effects"))

    await read()
    url = make_url(administer.admin_url).set(database=administer.url.database)
    connection = await asyncpg.connect(url.render_as_string(hide_password=False))
    await connection.execute("ALTER TABLE effects ADD COLUMN more int")
    await connection.close()
    with pytest.raises(Exception) as caught:
        await read()
    assert "cached statement plan" in str(caught.value)
    assert is_outage(caught.value)
    await read()
