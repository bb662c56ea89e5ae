"""A company with a backlog and a parked message, for a jump to another RabbitMQ; and the look at it afterwards.

`python -m tests.versions fill` on the company of `./ates up` (in its ATES_STATE_DIR) leaves everything killed, with the workers'
queues full; after `./ates takeover` and `./ates up` under the other RabbitMQ, `python -m tests.versions check` finds all of it.
"""

import asyncio
import json
import sys

import asyncpg
import httpx

from ates_chassis.messaging.parking import parking_queue
from ates_chassis.testing import eventually
from ates_local.commands.common import this_company
from ates_local.company import Company
from ates_local.definitions import OPERATOR
from ates_tools.rehearsal.staff import DEMO_PASSWORD
from support.amqp import RawConnection

TASKS = 200
POISON = b'{"not": "an event"}'
STOPPED = ("accounting-worker", "analytics-worker")
TIMEOUT_S = 60.0


async def fill(company: Company) -> None:
    await park_poison(company)
    await asyncio.to_thread(company.supervisor.stop, list(STOPPED))
    async with httpx.AsyncClient(
        base_url=f"{company.ports.url('web')}/api/v1", trust_env=False, timeout=TIMEOUT_S
    ) as http:
        form = {"grant_type": "password", "username": "dev1", "password": DEMO_PASSWORD}
        token = (await http.post("/auth/token", data=form)).raise_for_status().json()
        headers = {"Authorization": f"Bearer {token['access_token']}"}
        for number in range(TASKS):
            body = {"title": f"Before the jump {number}"}
            (await http.post("/tasks", json=body, headers=headers)).raise_for_status()
    await eventually(lambda: all_published(company), timeout_s=TIMEOUT_S)
    await asyncio.to_thread(company.kill)
    print(f"{TASKS} tasks wait for accounting and analytics, one message is parked")


async def park_poison(company: Company) -> None:
    async with RawConnection(company.environment.amqp_url(OPERATOR)) as connection:
        channel = await connection.channel()
        await channel.basic_publish(POISON, routing_key="accounting.tasks", mandatory=True)
    await eventually(lambda: has_poison(company), timeout_s=TIMEOUT_S)


async def has_poison(company: Company) -> bool:
    async with parking_queue(company.environment.amqp_url(OPERATOR), "accounting", ()) as queue:
        return [each.body for each in await queue.look()] == [POISON]


async def all_published(company: Company) -> bool:
    return not await count(company, "tasks", "outbox WHERE published_at IS NULL")


async def count(company: Company, service: str, rows: str) -> int:
    database = await asyncpg.connect(company.environment.database_urls(service).owner)
    try:
        return int(await database.fetchval(f"SELECT count(*) FROM {rows}"))
    finally:
        await database.close()


async def check(company: Company) -> None:
    async def figures() -> dict[str, int]:
        return {
            "priced": await count(
                company, "accounting", "tasks WHERE title LIKE 'Before the jump%'"
            ),
            "fees": await count(company, "accounting", "transfers WHERE kind = 'fee'"),
            "known to analytics": await count(company, "analytics", "tasks"),
        }

    async def complete() -> bool:
        counts = await figures()
        return counts["priced"] == counts["fees"] == TASKS <= counts["known to analytics"]

    await eventually(complete, timeout_s=TIMEOUT_S)
    assert await has_poison(company), "the parked message is gone"
    print(json.dumps({**await figures(), "parked": 1}))


if __name__ == "__main__":
    asyncio.run({"fill": fill, "check": check}[sys.argv[1]](this_company()))
