"""Clients that are slow, silent or send too much cost the others nothing, and every port of aTES ends them."""

import asyncio
import contextlib
import json
import statistics
import sys
import time
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from e2e.staff import Hire
from serving.raw_connection import Connection, ServerAddress, head, parts, refused

from support.running_company import RunningCompany

SLOW = 200
SILENT = 50
ENDED_WITHIN_S = 20.0
P99_MAX_MS = 100.0
# On a machine that has other work: so many times what the same client waits while nobody is slow.
QUIET_TIMES_MAX = 2.0
QUIET_S = 4.0
MB = b"a" * 1_000_000
# Every port on which code of aTES serves HTTP.
LISTENERS = [
    *["web", "mail"],
    *[
        f"{service}-{kind}"
        for kind in ("api", "worker")
        for service in ("auth", "tasks", "accounting", "analytics", "payments", "notifications")
    ],
]
LATE = [
    b"",
    head("GET /sign-in"),
    head("GET /sign-in") + b"X: ",
    head("POST /api/v1/auth/token", [("Content-Length", "1000")]) + b"\r\n{",
    head("POST /api/v1/auth/token", [("Transfer-Encoding", "chunked")]) + b"\r\n400\r\nab",
]


async def ended(connection: Connection, sent: bytes, *, then: bytes) -> tuple[bytes, float]:
    """The answer to a client that goes on with a few bytes every two seconds, and after how long it came."""
    pieces = [sent, *[then] * 20] if then else [sent]
    sending = asyncio.ensure_future(connection.send(*pieces, every_s=2))
    try:
        return await connection.answer(within_s=2 * ENDED_WITHIN_S), connection.seconds
    finally:
        sending.cancel()


@contextlib.asynccontextmanager
async def asking(web: ServerAddress) -> AsyncIterator[list[float]]:
    """A client in a process of its own; when left, the list is filled with the milliseconds of each page."""
    times: list[float] = []
    process = await asyncio.create_subprocess_exec(
        *[sys.executable, "-m", "serving.asking_client", web.host, str(web.port), "/sign-in"],
        cwd=Path(__file__).parents[1], stdin=PIPE, stdout=PIPE,
    )  # fmt: skip
    try:
        yield times
    finally:
        out, _ = await process.communicate(b"")
    times += json.loads(out)


def p99(times: list[float]) -> float:
    return statistics.quantiles(times, n=100)[98]


@contextlib.asynccontextmanager
async def many(web: ServerAddress, count: int) -> AsyncIterator[list[Connection]]:
    async with contextlib.AsyncExitStack() as stack:
        yield [await stack.enter_async_context(web.connection()) for _ in range(count)]


@pytest.mark.timeout(300)  # the first test of all waits for the company
async def test_hundreds_of_slow_clients_are_ended_and_the_others_do_not_feel_them(
    company: RunningCompany,
) -> None:
    web = ServerAddress(*company.address("web"))
    async with asking(web) as quiet:
        await asyncio.sleep(QUIET_S)
    async with asking(web) as felt, many(web, SLOW + SILENT) as connections:
        slow = (
            ended(connection, LATE[1 + n % 4], then=b"a")
            for n, connection in enumerate(connections[:SLOW])
        )
        silent = (ended(connection, b"", then=b"") for connection in connections[SLOW:])
        ends = asyncio.ensure_future(asyncio.wait_for(asyncio.gather(*slow, *silent), 60))
        while not ends.done():
            large = await web.answer_to(head("GET /sign-in") + b"X: ", MB)
            refused(large, 431, "headers-too-large")
            await asyncio.sleep(0.2)
    for answer, _ in await ends:
        refused(answer, 408, "too-slow")
    longest = max(seconds for _, seconds in await ends)
    print(f"p99 {p99(felt):.1f} ms, {p99(quiet):.1f} before; all ended in {longest:.1f} s")
    assert longest < ENDED_WITHIN_S
    assert p99(felt) <= max(P99_MAX_MS, QUIET_TIMES_MAX * p99(quiet))


async def test_every_port_refuses_late_requests_and_large_heads(company: RunningCompany) -> None:
    for name in LISTENERS:
        answer = await ServerAddress(*company.address(name)).answer_to(head("GET /") + b"X: " + MB)
        refused(answer, 431, "headers-too-large")

    async def late(name: str, sent: bytes) -> None:
        async with ServerAddress(*company.address(name)).connection() as connection:
            answer, seconds = await ended(connection, sent, then=b"")
            refused(answer, 408, "too-slow")
            assert seconds < ENDED_WITHIN_S

    await asyncio.gather(*(late(name, sent) for name in LISTENERS for sent in LATE[:3]))


async def test_a_page_that_listens_for_changes_outlives_the_bounds_of_slow_clients(
    company: RunningCompany, hire: Hire
) -> None:
    person = await hire("developer", name="Patient Listener")
    cookie = {"Cookie": f"ates_access={person.access}"}
    async with (
        httpx.AsyncClient(base_url=company.web_url, timeout=30, trust_env=False) as client,
        client.stream("GET", "/live", headers=cookie) as answer,
    ):
        assert answer.status_code == 200
        coming = answer.aiter_raw().__aiter__()
        started = time.monotonic()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(ENDED_WITHIN_S):
                while True:
                    await anext(coming)
        assert time.monotonic() - started >= ENDED_WITHIN_S - 1


@pytest.mark.parametrize("cookies", [1, 7])
async def test_a_browser_with_many_large_cookies_gets_its_pages(
    company: RunningCompany, cookies: int
) -> None:
    carried = "; ".join(f"other{n}={'a' * 4_000}" for n in range(cookies))
    web = ServerAddress(*company.address("web"))
    fields = [("Cookie", carried), ("Connection", "close")]
    answer = await web.answer_to(head("GET /api/v1/openapi.json", fields) + b"\r\n")
    assert parts(answer)[0] == 200
