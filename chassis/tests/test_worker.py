"""The worker as a whole: it works, stops when told, and ends itself when it has gone deaf."""

import asyncio

import pytest
from uuid_utils.compat import uuid7

from ates_chassis.testing import eventually
from ates_chassis.worker import Job, Worker

pytestmark = pytest.mark.broker

QUEUE = "accounting.tasks"


async def test_a_worker_listens_and_stops_when_told(teller, listener, operator, run):
    worker = listener.worker()
    async with run(worker.run) as task:
        await operator.send(QUEUE, teller.ping(1))
        await eventually(listener.effects)
        await worker.ready()
        task.stop.set()
        async with asyncio.timeout(10):
            await asyncio.wait([task])
    assert task.exception() is None


async def test_a_worker_without_a_consumer_on_its_queue_ends_itself(listener, operator, run):
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
    teller, listener, operator, run
):
    async with run(listener.worker(watchdog_s=0.02).run) as task:
        await eventually(lambda: operator.consumers(QUEUE))
        for n in range(5):
            await operator.send(QUEUE, teller.ping(n))
        await eventually(listener.effects, until=lambda seen: len(seen) == 5)
        assert not task.done()


async def test_a_job_that_fails_is_run_again(listener, operator, run):
    runs: list[object] = []

    async def fail(db) -> None:
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
