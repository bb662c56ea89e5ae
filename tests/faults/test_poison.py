"""Messages that nobody can handle: parked with their reason, delaying nobody; after a fix, a replay brings the effect.

The domain of today refuses no event: accounting books whatever fits its contract. So the event that cannot be handled
meets an unexpected failure instead, a trigger in the database that stands for a bug.
"""

import contextlib
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import asyncpg
import httpx
import orjson
from faults.checker import Checker
from faults.load import MANAGER, BackgroundLoad, quantile
from faults.parked import aside, until_parked
from faults.posts import post
from faults.reckoning import reckoned_load

from ates_chassis.messaging.topology import DELAYS, VHOST
from ates_chassis.testing import eventually
from support.running_company import RunningCompany

QUEUE = "accounting.tasks"
QUICK_MS = 300
REPLAYED_WITHIN_S = 15.0
# From the commit of a command to that of its ledger row, while others are being parked.
DELAYED_AT_MOST_S = 3.0

_BUG = """
    CREATE FUNCTION bug() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    BEGIN
        IF EXISTS (SELECT FROM tasks WHERE id = NEW.task_id AND title = 'unlucky') THEN
            RAISE EXCEPTION 'a bug';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER bug BEFORE INSERT ON transfers FOR EACH ROW EXECUTE FUNCTION bug();
    """
_FIX = "DROP TRIGGER IF EXISTS bug ON transfers; DROP FUNCTION IF EXISTS bug();"
_LATENCIES = """
    SELECT extract(epoch FROM posted_at - occurred_at)::float8 AS seconds FROM transfers
    JOIN tasks ON tasks.id = task_id WHERE title LIKE $1 || ' #%'
    """


def event(**changes: object) -> bytes:
    data = {
        "task_id": str(uuid4()),
        "title": "nobody's",
        "jira_key": None,
        "author_id": str(uuid4()),
    }
    return orjson.dumps(
        {
            "specversion": "1.0",
            "id": str(uuid4()),
            "type": "tasks.task-added.v1",
            "source": "/ates/tasks",
            "subject": data["task_id"],
            "time": "2026-01-01T00:00:00Z",
            "dataschema": "/schemas/tasks/task-added/v1.json",
            "data": data,
        }
        | changes
    )


POISON = {
    "undecodable": b"\x00 not even JSON",
    "schema-invalid": event(data={"task_id": "of nothing"}),
    "unknown-type": event(type="tasks.task-eaten.v1"),
    "no-handler": event(type="auth.user-erased.v1", data={"user_id": str(uuid4()), "version": 1}),
}


async def test_poison_is_parked_with_its_reason_and_delays_nobody(company: RunningCompany) -> None:
    async with reckoned_load(company) as load, aside(company) as parking:
        for _ in range(5):
            await post(company, QUEUE, list(POISON.values()))
            await load.goes_on(0.5)
        messages = await until_parked(parking, 5 * len(POISON))
        assert sorted(each.reason for each in messages) == sorted(5 * list(POISON))
        assert {each.body for each in messages} == set(POISON.values())
        assert {each.origin for each in messages} == {QUEUE}
    slowest = await latencies(company, load)
    print(f"{len(messages)} poison messages parked; others booked p99 {slowest * 1000:.0f} ms")
    assert slowest < DELAYED_AT_MOST_S


async def test_an_event_that_met_a_bug_waits_parked_and_has_its_effect_after_the_fix(
    company: RunningCompany,
) -> None:
    async with quick_delays(company), reckoned_load(company) as load, aside(company) as parking:
        async with bug(company):
            task_id = await file_unlucky(load)
            [parked] = await until_parked(parking, 1)
            assert (parked.reason, parked.attempts) == ("failed", 1 + len(DELAYS))
            assert (parked.origin, parked.type) == (QUEUE, "tasks.task-assigned.v1")
            assert "a bug" in parked.error
            assert await fees(company, task_id) == 0
        await parking.replay(parked)
        await eventually(lambda: fees(company, task_id), timeout_s=REPLAYED_WITHIN_S)
    slowest = await latencies(company, load)
    print(f"a bug beside the load, fixed and replayed; others booked p99 {slowest * 1000:.0f} ms")
    assert slowest < DELAYED_AT_MOST_S


@contextlib.asynccontextmanager
async def bug(company: RunningCompany) -> AsyncIterator[None]:
    await in_accounting(company, _BUG)
    try:
        yield
    finally:
        await in_accounting(company, _FIX)


async def in_accounting(company: RunningCompany, statement: str) -> None:
    connection = await asyncpg.connect(company.database_url("accounting"))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@contextlib.asynccontextmanager
async def quick_delays(company: RunningCompany) -> AsyncIterator[None]:
    """The delays of a failing event are minutes; the test has seconds."""
    await set_delays(company, dict.fromkeys(DELAYS, QUICK_MS))
    try:
        yield
    finally:
        await set_delays(company, DELAYS)


async def set_delays(company: RunningCompany, delays_ms: dict[str, int]) -> None:
    url = f"{company.management_url}/api/policies/{VHOST}"
    async with httpx.AsyncClient(auth=company.operator, trust_env=False) as client:
        for name, delay_ms in delays_ms.items():
            path = f"{url}/accounting.delay.{name}"
            policy = (await client.get(path)).raise_for_status().json()
            policy["definition"]["message-ttl"] = delay_ms
            (await client.put(path, json=policy)).raise_for_status()


async def file_unlucky(load: BackgroundLoad) -> UUID:
    answer = await load.send("POST", "/tasks", MANAGER, json={"title": "unlucky"})
    return UUID(answer.raise_for_status().json()["id"])


async def fees(company: RunningCompany, task_id: UUID) -> int:
    checker = await Checker.make(company)
    try:
        count = await checker.accounting.fetchval(
            "SELECT count(*) FROM transfers WHERE task_id = $1 AND kind = 'fee'", task_id
        )
    finally:
        checker.close()
    return int(count)


async def latencies(company: RunningCompany, load: BackgroundLoad) -> float:
    checker = await Checker.make(company)
    try:
        rows = await checker.accounting.fetch(_LATENCIES, load.name)
    finally:
        checker.close()
    return quantile((row["seconds"] for row in rows), 0.99)
