"""The company under load, and the reckoning at the end: every promise is held to account."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import httpx
from faults.checker import Checker, account
from faults.load import BackgroundLoad, under_load

from support.running_company import RunningCompany

WARM_UP_S = 0.5


@contextlib.asynccontextmanager
async def reckoned_load(
    company: RunningCompany, front: tuple[str, httpx.AsyncBaseTransport] | None = None
) -> AsyncIterator[BackgroundLoad]:
    """People work while the block runs, at web itself or at a `front`; afterwards it must all add up, with nothing left over."""
    url, transport = front or (company.web_url, None)
    checker = await Checker.make(company)
    try:
        async with under_load(url, transport) as load:
            await load.goes_on(WARM_UP_S)
            yield load
        await company.wait_healthy()
        await reckon(checker, load)
    finally:
        checker.close()


async def reckon(checker: Checker, load: BackgroundLoad) -> None:
    ended = asyncio.get_running_loop().time()
    await checker.connect_again()
    await checker.settled()
    seconds = asyncio.get_running_loop().time() - ended
    findings = await checker.findings(load)
    print(f"  {load}; settled {seconds:.1f} s after the last answer")
    assert all(finding.holds for finding in findings), f"\n{account(load, findings)}"
