"""Nobody keeps somebody else from signing in: not a person, and not the program that pays."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest
import pytest_asyncio
from e2e.staff import PASSWORD, Hire

from support.running_company import RunningCompany

ATTACK_S = 8.0
TRIES_PER_S = 10
ADDRESSES = [f"127.66.{n // 250}.{n % 250 + 1}" for n in range(300)]
_fresh = (f"127.77.0.{n}" for n in itertools.count(1))


@pytest_asyncio.fixture(loop_scope="session")
async def connect(
    company: RunningCompany,
) -> AsyncIterator[Callable[..., Awaitable[httpx.AsyncClient]]]:
    """A client at an address of its own."""
    async with AsyncExitStack() as stack:

        async def at(
            address: str | None, base_url: str = f"{company.web_url}/api/v1"
        ) -> httpx.AsyncClient:
            local = address and company.client_address(address)
            transport = httpx.AsyncHTTPTransport(local_address=local)
            client = httpx.AsyncClient(
                transport=transport, base_url=base_url, timeout=30, trust_env=False
            )
            return await stack.enter_async_context(client)

        yield at


def guess(
    client: httpx.AsyncClient, login: str, password: str = "a wrong password", **headers: str
) -> Coroutine[Any, Any, Any]:
    form = {"grant_type": "password", "username": login, "password": password}
    return client.post("/auth/token", data=form, headers=headers)


def as_program(
    client: httpx.AsyncClient, secret: str = "a wrong secret, long enough"
) -> Coroutine[Any, Any, Any]:
    form = {"grant_type": "client_credentials", "client_id": "payments", "client_secret": secret}
    return client.post("/auth/token", data=form)


async def attack(clients: list[httpx.AsyncClient], logins: Iterator[str], codes: list[Any]) -> None:
    """Ten tries a second at people and at the program that pays."""
    started, tries = time.monotonic(), []

    async def one(client: httpx.AsyncClient, password: str) -> None:
        codes.append((await guess(client, next(logins), password)).status_code)
        await as_program(client)

    for n in range(int(ATTACK_S * TRIES_PER_S)):
        await asyncio.sleep(max(0, started + n / TRIES_PER_S - time.monotonic()))
        # One that is another in each of the forms that passwords have had.
        password = f"\u00e9e\u0301\u00a0{n}"
        tries.append(asyncio.ensure_future(one(clients[n % len(clients)], password)))
    await asyncio.gather(*tries)


async def due_days(company: RunningCompany) -> int:
    """What the program that pays does each time: a token, and a question to accounting."""
    secret = company.secret("client_secret")
    async with httpx.AsyncClient(base_url=company.url("auth-api"), trust_env=False) as inside:
        answer = await as_program(inside, secret)
        assert answer.status_code == 200, answer.text
        headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
        url = f"{company.url('accounting-api')}/business-days/due"
        return (await inside.get(url, headers=headers)).status_code


@pytest.mark.parametrize(
    ("addresses", "made_up"),
    [(ADDRESSES[:3], False), (ADDRESSES[:40], False), (ADDRESSES, True)],
    ids=["few", "many", "many at made-up names"],
)
async def test_under_ten_wrong_tries_a_second_the_right_person_signs_in_at_the_first_try(
    company: RunningCompany,
    hire: Hire,
    connect: Callable[..., Awaitable[httpx.AsyncClient]],
    addresses: list[str],
    made_up: bool,
) -> None:
    person = await hire()
    logins = (
        map("nobody-{}".format, itertools.count()) if made_up else itertools.repeat(person.login)
    )
    clients = [await connect(address) for address in addresses]
    codes: list[int] = []
    running = asyncio.ensure_future(attack(clients, logins, codes))
    answers, paying = [], []
    while not running.done():
        for address in (None, next(_fresh)):
            client = await connect(address)
            answers.append((await guess(client, person.login, person.password)).status_code)
        paying.append(await due_days(company))
        await asyncio.wait([running], timeout=1)
    await running
    assert len(codes) == ATTACK_S * TRIES_PER_S
    assert len(answers) >= 4
    assert (set(answers), set(paying)) == ({200}, {200})
    assert set(codes) <= {401, 429}
    assert (429 in codes) == (len(addresses) < 10)


async def test_wrong_secrets_from_outside_are_refused_and_do_not_stop_the_program_that_pays(
    company: RunningCompany, connect: Callable[..., Awaitable[httpx.AsyncClient]]
) -> None:
    secret = company.secret("client_secret")
    outside = await connect("127.66.9.1")
    for _ in range(15):
        answer = await as_program(outside)
        assert (answer.status_code, answer.json()["code"]) == (403, "unauthorized-client")
    assert (await as_program(outside, secret)).status_code == 403
    assert await due_days(company) == 200


async def test_who_makes_up_addresses_is_counted_as_one(
    hire: Hire, connect: Callable[..., Awaitable[httpx.AsyncClient]]
) -> None:
    person = await hire()
    liar = await connect("127.66.9.2")
    codes = []
    for n in range(15):
        names = ("X-Forwarded-For", "X-Client-Address", "X-Real-IP", "Forwarded")
        lies = dict.fromkeys(names, f"203.0.113.{n}")
        codes.append((await guess(liar, person.login, **lies)).status_code)
    assert codes[:10] == [401] * 10
    assert 429 in codes[10:]
    assert (await guess(await connect(next(_fresh)), person.login, PASSWORD)).status_code == 200


async def test_the_sign_in_page_lets_the_right_person_in_while_another_is_told_to_wait(
    company: RunningCompany, hire: Hire, connect: Callable[..., Awaitable[httpx.AsyncClient]]
) -> None:
    person = await hire()
    one = {"login": person.login, "password": "a wrong password"}
    liar = await connect("127.66.9.3", company.web_url)
    pages = [
        await liar.post("/sign-in", data=one, headers={"Sec-Fetch-Site": "same-origin"})
        for _ in range(12)
    ]
    assert pages[-1].status_code == 429
    assert "too many attempts" in pages[-1].text.lower()
    other = await connect(next(_fresh), company.web_url)
    right = one | {"password": person.password}
    answer = await other.post("/sign-in", data=right, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 303
