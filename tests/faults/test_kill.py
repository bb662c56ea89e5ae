"""Any one process is killed in the middle of the work: nothing acknowledged is lost, nothing happens twice."""

import signal

import pytest
from faults.reckoning import reckoned_load
from faults.recovery import healthy_again

from support.running_company import RunningCompany

AFTERMATH_S = 1.0
PROCESS_BACK_S = 30.0
SERVER_BACK_S = 40.0

PROCESSES = (
    "auth-api",
    "auth-worker",
    "tasks-api",
    "tasks-worker",
    "accounting-api",
    "accounting-worker",
    "web",
)


@pytest.mark.parametrize("name", PROCESSES)
async def test_a_killed_process_comes_back_and_nothing_is_lost_or_doubled(
    company: RunningCompany, name: str
) -> None:
    async with reckoned_load(company) as load:
        seconds = await healthy_again(company, name, signal.SIGKILL, within_s=PROCESS_BACK_S)
        await load.goes_on(AFTERMATH_S)
    print(f"kill -9 {name}: healthy again after {seconds:.1f} s")


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("rabbitmq", signal.SIGKILL),
        ("postgres", signal.SIGKILL),
        ("postgres", signal.SIGQUIT),
    ],
)
async def test_a_killed_server_comes_back_and_nothing_is_lost_or_doubled(
    company: RunningCompany, name: str, how: signal.Signals
) -> None:
    """SIGQUIT is PostgreSQL's immediate stop: no goodbye to anybody, no checkpoint."""
    async with reckoned_load(company) as load:
        seconds = await healthy_again(company, name, how, within_s=SERVER_BACK_S)
        await load.goes_on(AFTERMATH_S)
    print(f"{how.name} to {name}: healthy again after {seconds:.1f} s")


async def test_a_worker_killed_again_and_again_parks_nothing(company: RunningCompany) -> None:
    """Each crash counts as a delivery of what was in hand; the limit is far above a bad minute."""
    async with reckoned_load(company):
        for _ in range(3):
            await healthy_again(
                company, "accounting-worker", signal.SIGKILL, within_s=PROCESS_BACK_S
            )
