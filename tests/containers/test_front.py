"""HTTPS in front of web: cookies, hosts, addresses, live updates, exports and slow clients."""

import asyncio
import contextlib
import itertools
import ssl
import time

import httpx
import pytest
from containers.conftest import Connect, Front
from e2e.staff import Hire, Staff

from ates_tools.rehearsal.staff import DEMO_PASSWORD
from support.company_in_containers import CompanyInContainers

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
ENDED_WITHIN_S = 20.0
_fresh = (f"127.66.{n // 250}.{n % 250 + 1}" for n in itertools.count(600))


async def sign_in(client: httpx.AsyncClient, login: str, password: str) -> httpx.Response:
    form = {"login": login, "password": password}
    return await client.post("/sign-in", data=form, headers=SAME_ORIGIN)


async def test_cookies_belong_to_this_host_and_to_https_alone(connect: Connect) -> None:
    client = await connect()
    answer = await sign_in(client, "dev1", DEMO_PASSWORD)
    assert answer.status_code == 303
    cookies = answer.headers.get_list("set-cookie")
    assert cookies
    for cookie in cookies:
        assert cookie.startswith("__Host-ates_")
        parts = {part.strip().lower() for part in cookie.split(";")[1:]}
        assert {"secure", "httponly", "path=/"} <= parts
        assert not any(part.startswith("domain") for part in parts)


async def test_every_answer_over_https_tells_browsers_to_stay_there(connect: Connect) -> None:
    client = await connect()
    for path in ("/sign-in", "/nothing-here", "/health/ready", "/metrics"):
        answer = await client.get(path)
        assert answer.headers.get_list("strict-transport-security") == ["max-age=31536000"], path


@pytest.mark.parametrize("path", ["/health/ready", "/health/live", "/metrics"])
async def test_what_is_for_operators_is_not_passed_on(connect: Connect, path: str) -> None:
    assert (await (await connect()).get(path)).status_code == 404


async def test_plain_http_leads_to_https_and_keeps_the_path(front: Front) -> None:
    async with httpx.AsyncClient(base_url=front.http, trust_env=False) as client:
        answer = await client.get("/tasks/all?q=bird", headers={"Host": front.host})
    assert answer.status_code == 308
    assert answer.headers["location"] == f"https://{front.host}/tasks/all?q=bird"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "ates.example.evil.example"])
async def test_a_foreign_host_is_refused(front: Front, connect: Connect, host: str) -> None:
    assert (await (await connect(host=host)).get("/sign-in")).status_code == 421
    async with httpx.AsyncClient(base_url=front.http, trust_env=False) as client:
        assert (await client.get("/sign-in", headers={"Host": host})).status_code == 421


async def test_attempts_are_counted_by_the_clients_real_address(
    company: CompanyInContainers, connect: Connect, hire: Hire
) -> None:
    person = await hire()
    here = await connect(company.client_address(next(_fresh), of="front"))
    elsewhere = await connect(company.client_address(next(_fresh), of="front"))
    codes = []
    for n in range(12):
        # What it says of itself does not make it another.
        here.headers["X-Forwarded-For"] = f"203.0.113.{n}"
        codes.append((await sign_in(here, person.login, "a wrong password")).status_code)
    assert codes[-1] == 429
    assert (await sign_in(elsewhere, person.login, person.password)).status_code == 303


async def test_live_updates_pass(connect: Connect, staff: Staff, hire: Hire) -> None:
    person = await hire()
    client = await connect()
    await sign_in(client, person.login, person.password)
    async with client.stream("GET", "/live") as answer:
        assert answer.status_code == 200
        lines = answer.aiter_lines().__aiter__()
        await anext(lines)
        await staff.task_of(person, author=person)
        async with asyncio.timeout(5):
            while "data" not in await anext(lines):
                pass


async def test_large_exports_pass_whole(connect: Connect) -> None:
    client = await connect()
    await sign_in(client, "accountant", DEMO_PASSWORD)
    answer = await client.get("/ledger/transfers.csv")
    lines = answer.text.splitlines()
    assert answer.status_code == 200
    assert len(answer.content) > 1_000_000
    assert {line.count(",") for line in lines[-100:]} >= {lines[0].count(",")}
    assert answer.text.endswith("\n")


@pytest.mark.parametrize(
    "sent", [b"GET /sign-in HTTP/1.1\r\nHost: ", b"POST /sign-in HTTP/1.1\r\nContent-Length: 1000\r\nHost: "]
)  # fmt: skip
async def test_slow_clients_are_ended(front: Front, sent: bytes) -> None:
    reader, writer = await asyncio.open_connection(
        front.address, 8443, ssl=front.trusted, server_hostname=front.host
    )
    started = time.monotonic()
    writer.write(sent + (front.host.encode() + b"\r\n\r\n" if b"POST" in sent else b""))
    with contextlib.suppress(OSError, ssl.SSLError):
        async with asyncio.timeout(2 * ENDED_WITHIN_S):
            await reader.read()
    seconds = time.monotonic() - started
    writer.transport.abort()
    writer.close()
    assert seconds < ENDED_WITHIN_S
