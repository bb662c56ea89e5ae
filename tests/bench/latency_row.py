"""Row `latency`: on an idle system, from the HTTP answer's arrival to the transfer's visibility in the ledger."""

import asyncio
import random
import time
from statistics import quantiles

import asyncpg
from tests.bench import by_hand
from tests.bench.company import Bench
from tests.bench.figure import Figure
from tests.bench.ledger_row import publish, seed_prices
from tests.bench.meter import metered
from tests.bench.sample import assignments
from tests.bench.servers import Servers

ROW = "latency"
TARGETS_MS = {50: 25.0, 99: 100.0}
POLL_S = 0.0005
PAUSE_S = (0.02, 0.2)
PATIENCE_S = 30.0


async def measure(bench: Bench, servers: Servers, *, samples: int) -> list[Figure]:
    await bench.sign_in()
    with metered(bench.pids) as spent:
        ours = await _through_the_company(bench, samples)
    limit = await _by_hand(servers, samples)
    return [
        Figure(
            row=ROW,
            what=f"end to end, idle: HTTP commit → ledger committed, p{percent}",
            value=_percentile(ours, percent),
            unit="ms",
            more_is_better=False,
            target=target,
            limit=_percentile(limit, percent),
            cpu_of_all=spent.all_cpu_s / samples * 1_000,
        )
        for percent, target in TARGETS_MS.items()
    ]


async def _through_the_company(bench: Bench, samples: int) -> list[float]:
    """A task is created and then completed, so every other sample is a fee or a reward."""
    taken: list[float] = []
    for _ in range(samples // 2):
        before = await bench.last_transfer()
        task = (await bench.post("/tasks", bench.manager, {"title": "Feed the bird"})).json()
        taken.append(await _visible_after(bench.accounting, before))
        await asyncio.sleep(random.uniform(*PAUSE_S))
        await bench.post(f"/tasks/{task['id']}/complete", bench.tokens[task["assignee_id"]])
        taken.append(await _visible_after(bench.accounting, before + 1))
        await asyncio.sleep(random.uniform(*PAUSE_S))
    return taken


async def _by_hand(servers: Servers, samples: int) -> list[float]:
    """The same hops without outbox, relay and inbox: publish, consume, commit."""
    made = assignments(samples)
    taken: list[float] = []
    await servers.purge("accounting.tasks")
    async with servers.database("accounting") as (_, url), servers.channel("accounting") as channel:
        looking, working = await asyncpg.connect(url), await asyncpg.connect(url)
        await seed_prices(looking, made)
        charging = asyncio.ensure_future(by_hand.charge(working, channel, samples))
        async with servers.channel("tasks") as publishing:
            for before, one in enumerate(made):
                started = time.perf_counter()
                await publish(publishing, [one])
                await _visible_after(looking, before)
                taken.append((time.perf_counter() - started) * 1_000)
                await asyncio.sleep(random.uniform(*PAUSE_S))
        await charging
        await looking.close()
        await working.close()
    return taken


async def _visible_after(connection: asyncpg.Connection, before: int) -> float:
    """Milliseconds until the ledger has more than `before` transfers."""
    started = time.perf_counter()
    async with asyncio.timeout(PATIENCE_S):
        # Finer than `eventually`, whose pause is longer than what is measured here.
        while (await connection.fetchval("SELECT max(number) FROM transfers") or 0) <= before:  # noqa: ASYNC110 - another process
            await asyncio.sleep(POLL_S)
    return (time.perf_counter() - started) * 1_000


def _percentile(taken: list[float], percent: int) -> float:
    return quantiles(taken, n=100, method="inclusive")[percent - 1]
