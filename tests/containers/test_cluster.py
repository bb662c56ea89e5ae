"""Three nodes of RabbitMQ under load, each killed in turn: nothing is lost or doubled, and confirms come back soon."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import asyncpg
import httpx
import pytest
from faults.load import now
from faults.reckoning import reckoned_load

from ates_chassis.testing import eventually
from ates_local.definitions import VHOST
from support.company_in_containers import CompanyInContainers

NODES = ("rabbitmq", "rabbitmq-2", "rabbitmq-3")
KILLS = 10
CONFIRMS_AWAY_MAX_S = 5.0
BETWEEN_S = 8.0
REJOINED_WITHIN_S = 90.0
_PUBLISHED = "SELECT count(*) FROM outbox WHERE published_at IS NOT NULL"


@dataclass
class Confirms:
    """When events of tasks were last confirmed, and the longest time without."""

    last: float = field(default_factory=now)
    longest: float = 0.0
    count: int = -1

    def note(self, count: int) -> None:
        """The relay marks what was confirmed; people file tasks all the time."""
        self.longest = max(self.longest, now() - self.last)
        if count > self.count:
            self.count, self.last = count, now()


@contextlib.asynccontextmanager
async def watched(company: CompanyInContainers) -> AsyncIterator[Confirms]:
    confirms = Confirms()
    connection = await asyncpg.connect(company.database_url("tasks"))

    async def watch() -> None:
        while True:
            confirms.note(await connection.fetchval(_PUBLISHED))
            await asyncio.sleep(0.05)

    watching = asyncio.ensure_future(watch())
    try:
        yield confirms
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        await connection.close()


async def replicas_missing(company: CompanyInContainers) -> int:
    """Of all queues and streams together. A node that has rejoined takes some seconds until it has caught up."""
    async with httpx.AsyncClient(auth=company.operator, trust_env=False, timeout=5) as client:
        with contextlib.suppress(httpx.HTTPError, LookupError):
            queues = (await client.get(f"{company.management_url}/api/queues/{VHOST}")).json()
            return sum(len(NODES) - len(queue.get("online", [])) for queue in queues)
    return len(NODES)


async def members(company: CompanyInContainers) -> dict[str, int]:
    """How many nodes have a replica of each queue and stream."""
    async with httpx.AsyncClient(auth=company.operator, trust_env=False) as client:
        queues = (await client.get(f"{company.management_url}/api/queues/{VHOST}")).json()
    return {queue["name"]: len(queue.get("members", [])) for queue in queues}


async def test_every_queue_and_stream_has_a_replica_on_each_node(
    company: CompanyInContainers,
) -> None:
    counts = await members(company)
    assert counts
    assert set(counts.values()) == {len(NODES)}, counts


@pytest.mark.timeout(900)
async def test_killed_nodes_lose_and_double_nothing(company: CompanyInContainers) -> None:
    away = []
    async with reckoned_load(company) as load:
        for n in range(KILLS):
            node = NODES[n % len(NODES)]
            async with watched(company) as confirms:
                company.kill9(node)
                await load.goes_on(BETWEEN_S)
            away.append(confirms.longest)
            print(f"kill -9 {node}: {confirms.longest:.2f} s without confirms")
            await eventually(
                lambda: replicas_missing(company),
                until=lambda count: count == 0,
                timeout_s=REJOINED_WITHIN_S,
            )
    assert max(away) <= CONFIRMS_AWAY_MAX_S
