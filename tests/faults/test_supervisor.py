"""The supervisor itself is killed: what it had started goes on, and `./ates up` brings everything back under one."""

import os
import signal

import pytest
from faults.load import now, statuses
from faults.reckoning import reckoned_load
from rich.console import Console

from ates_chassis.testing import eventually
from ates_local.progress import Progress
from ates_local.start import Start
from support.running_company import LauncherCompany

ORPHANED_S = 1.0


@pytest.mark.timeout(240)
async def test_up_recovers_from_a_killed_supervisor(company: LauncherCompany) -> None:
    ours = company.company
    async with reckoned_load(company) as load:
        since = now()
        os.kill(int(ours.places.supervisor_pid.read_text()), signal.SIGKILL)

        async def is_dead() -> bool:
            return not ours.supervisor.is_alive()

        await eventually(is_dead)
        await load.goes_on(ORPHANED_S)
        meanwhile = load.attempts(since=since, until=now())
        started = now()
        with Progress(Console(quiet=True)) as progress:
            await Start(ours, progress, empty=False).run()
        up = now()
    print(
        f"kill -9 supervisord: {statuses(meanwhile)} without it; `up` brought all back in {up - started:.1f} s"
    )
    assert {each.status for each in meanwhile} <= {200, 201, 403}
