"""Row `rate`: how many tasks a second go all the way, from many clients' HTTP to the ledger; as information."""

import asyncio
import time

from tests.bench.company import Bench
from tests.bench.figure import Figure
from tests.bench.meter import metered

ROW = "rate"
CLIENTS = 8
PATIENCE_S = 300.0


async def measure(bench: Bench, *, seconds: float) -> list[Figure]:
    await bench.sign_in()
    before = await bench.last_transfer()
    with metered(bench.pids) as spent:
        deadline = time.perf_counter() + seconds
        made = sum(await asyncio.gather(*(_client(bench, deadline) for _ in range(CLIENTS))))
        await bench.until_posted(before + made, PATIENCE_S)
    return [
        Figure(
            row=ROW,
            what=f"sustained, {CLIENTS} clients: HTTP create → ledger committed",
            value=spent.rate(made),
            unit="tasks/s",
            more_is_better=True,
            cpu=spent.own_cpu_s / made * 1_000,
            cpu_of_all=spent.all_cpu_s / made * 1_000,
        )
    ]


async def _client(bench: Bench, deadline: float) -> int:
    made = 0
    while time.perf_counter() < deadline:
        await bench.post("/tasks", bench.manager, {"title": "Feed the bird"})
        made += 1
    return made
