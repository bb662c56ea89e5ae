"""Whoever looks hears of what changes for them within a second, also after web or RabbitMQ was away."""

import asyncio
import contextlib
import json
import signal
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import httpx
import pytest_asyncio
from e2e.staff import Hire, Staff, StaffMember
from faults.recovery import healthy_again

from ates_chassis.testing import eventually
from support.running_company import RunningCompany

HEARD_WITHIN_S = 1.0
BACK_S = 40.0
# RabbitMQ's return, web's next attempt, the relays' next attempt.
ALL_BACK_S = 30.0
SILENCE_S = 20.0
STOPPED_WITHIN_S = 5.0


@dataclass
class Ear:
    """What a connection has said: when, which topics, and whether something may have been missed."""

    heard: list[tuple[float, set[str], bool]] = field(default_factory=list)

    async def listen(self, answer: httpx.Response) -> None:
        with contextlib.suppress(httpx.TransportError):  # web was killed
            async for line in answer.aiter_lines():
                if line.startswith("data: "):
                    data = json.loads(line.removeprefix("data: "))
                    topics = set(data.get("topics", ["hello"]))
                    self.heard.append((time.monotonic(), topics, data.get("missed", False)))

    async def hears(
        self, topic: str, *, since: float, missed: bool = False, within_s: float = 10
    ) -> float:
        """The moment of it."""

        async def look() -> list[float]:
            return [
                at
                for at, topics, gap in self.heard
                if topic in topics and gap == missed and at > since
            ]

        return (await eventually(look, timeout_s=within_s))[0]


@pytest_asyncio.fixture(loop_scope="session")
async def dev(hire: Hire) -> StaffMember:
    return await hire("developer", name="Live Listener")


@contextlib.asynccontextmanager
async def listening(company: RunningCompany, person: StaffMember) -> AsyncIterator[Ear]:
    """A browser's connection, greeted."""
    cookie = {"Cookie": f"ates_access={person.access}"}
    ear = Ear()
    async with (
        httpx.AsyncClient(base_url=company.web_url, timeout=SILENCE_S, trust_env=False) as client,
        client.stream("GET", "/live", headers=cookie) as answer,
    ):
        assert answer.status_code == 200
        hearing = asyncio.ensure_future(ear.listen(answer))
        try:
            await ear.hears("hello", since=0)
            yield ear
        finally:
            hearing.cancel()


async def hears_of_new_tasks(staff: Staff, dev: StaffMember, ear: Ear) -> None:
    """The first may come late, while everything is on its way up; the second may not."""
    since = time.monotonic()
    await staff.task_of(dev, author=await staff.of("manager"))
    await ear.hears("money", since=since, within_s=ALL_BACK_S)
    await ear.hears("tasks", since=since, within_s=ALL_BACK_S)
    since = time.monotonic()
    await staff.task_of(dev, author=await staff.of("manager"))
    answered = time.monotonic()
    heard = await ear.hears("tasks", since=since)
    print(f"heard {(heard - answered) * 1000:.0f} ms after the answer to whoever filed the task")
    assert heard - answered < HEARD_WITHIN_S


async def test_a_new_task_is_heard_of_within_a_second(
    company: RunningCompany, staff: Staff, dev: StaffMember
) -> None:
    async with listening(company, dev) as ear:
        await hears_of_new_tasks(staff, dev, ear)


async def test_after_a_kill_of_web_a_new_connection_hears_again(
    company: RunningCompany, staff: Staff, dev: StaffMember
) -> None:
    async with listening(company, dev):
        await healthy_again(company, "web", signal.SIGKILL, within_s=BACK_S)
    started = time.monotonic()
    async with listening(company, dev) as ear:
        await ear.hears("tasks", since=started, missed=True)
        await hears_of_new_tasks(staff, dev, ear)


async def test_after_a_crash_of_rabbitmq_the_same_connection_is_told_of_the_gap_and_hears_again(
    company: RunningCompany, staff: Staff, dev: StaffMember
) -> None:
    async with listening(company, dev) as ear:
        await hears_of_new_tasks(staff, dev, ear)
        crashed = time.monotonic()
        seconds = await healthy_again(company, "rabbitmq", signal.SIGKILL, within_s=BACK_S)
        change = await ear.hears("tasks", since=crashed, missed=True, within_s=ALL_BACK_S)
        print(f"RabbitMQ back after {seconds:.1f} s, the gap told after {change - crashed:.1f} s")
        await hears_of_new_tasks(staff, dev, ear)


async def test_a_stop_of_web_waits_for_nobody_who_listens(
    company: RunningCompany, dev: StaffMember
) -> None:
    async with listening(company, dev):
        started = time.monotonic()
        await company.stop("web")
        seconds = time.monotonic() - started
    await company.start("web")
    await company.wait_healthy()
    print(f"web stopped after {seconds:.1f} s")
    assert seconds < STOPPED_WITHIN_S
