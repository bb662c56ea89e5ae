"""How long until a process is healthy again."""

import asyncio
import os
import signal

from ates_chassis.testing import eventually
from support.running_company import RunningCompany


async def healthy_again(
    company: RunningCompany, name: str, how: signal.Signals, *, within_s: float
) -> float:
    """Sends the signal, waits until another process of that name is healthy, and says how long that took."""
    started = asyncio.get_running_loop().time()
    before = company.process_pid(name)
    os.kill(before, how)

    async def is_back() -> bool:
        pid = await asyncio.to_thread(company.process_pid, name)
        return pid not in {0, before} and await company.is_healthy(name)

    await eventually(is_back, timeout_s=within_s)
    return asyncio.get_running_loop().time() - started
