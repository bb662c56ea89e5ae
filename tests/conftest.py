"""What tests of a whole aTES share: its REST API, and people to call it."""

import json
from collections.abc import AsyncIterator

import httpx
import pytest_asyncio
from e2e.staff import Hire, Staff, StaffMember

from ates_chassis.testing import held_to
from ates_web.main import COMMITTED
from support.running_company import RunningCompany

_TIMEOUT_S = 60


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def api(company: RunningCompany) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(
        base_url=f"{company.web_url}/api/v1",
        timeout=_TIMEOUT_S,
        limits=httpx.Limits(max_connections=32),
        trust_env=False,
        event_hooks=held_to(json.loads(COMMITTED.read_text(encoding="utf-8"))),
    ) as client:
        yield client


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def staff(company: RunningCompany, api: httpx.AsyncClient) -> Staff:
    return Staff(company, api)


@pytest_asyncio.fixture(loop_scope="session")
async def hire(staff: Staff) -> AsyncIterator[Hire]:
    """Call it for a newcomer, who leaves after the test, so that no other test has to reckon with them."""
    hired: list[str] = []

    async def somebody(role: str = "developer", **kwargs: str) -> StaffMember:
        person = await staff.hire(role, **kwargs)
        hired.append(person.id)
        return person

    yield somebody
    await staff.dismiss(*hired)
