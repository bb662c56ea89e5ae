"""Whatever ends a session, its access tokens open nothing any more: at auth at once, in every service within a second."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest
from e2e.staff import PASSWORD, Hire, Staff, StaffMember

from support.running_company import RunningCompany

AT_ONCE_S = 1.0
ONE_OF_EACH_SERVICE = {
    "auth": "/users/me",
    "tasks": "/tasks/mine",
    "accounting": "/accounts/me",
    "payments": "/payouts",
    "analytics": "/analytics/income/today",
    "notifications": "/notices",
}


async def revoked(api: httpx.AsyncClient, staff: Staff, person: StaffMember) -> httpx.Response:
    return await api.post("/auth/revoke", data={"token": person.refresh})


async def ended_from_another_session(
    api: httpx.AsyncClient, staff: Staff, person: StaffMember
) -> httpx.Response:
    other = await staff.sign_in(person.login, person.password)
    sessions = (await api.get("/sessions", headers=other.headers)).json()["items"]
    [session] = [each["id"] for each in sessions if not each["current"]]
    return await api.delete(f"/sessions/{session}", headers=other.headers)


async def ended_with_all_others(
    api: httpx.AsyncClient, staff: Staff, person: StaffMember
) -> httpx.Response:
    other = await staff.sign_in(person.login, person.password)
    return await api.post("/sessions/end-others", headers=other.headers)


async def replaced_by_a_new_password(
    api: httpx.AsyncClient, staff: Staff, person: StaffMember
) -> httpx.Response:
    body = {"old_password": PASSWORD, "new_password": "another long password"}
    return await api.post("/users/me/password", headers=person.headers, json=body)


async def presented_again(
    api: httpx.AsyncClient, staff: Staff, person: StaffMember
) -> httpx.Response:
    async def renew(token: str | None) -> httpx.Response:
        form = {"grant_type": "refresh_token", "refresh_token": token}
        return await api.post("/auth/token", data=form)

    renewed = await renew(person.refresh)
    await renew(renewed.json()["refresh_token"])
    assert (await renew(person.refresh)).status_code == 401
    return renewed


async def deactivated(api: httpx.AsyncClient, staff: Staff, person: StaffMember) -> httpx.Response:
    headers = (await staff.of("administrator")).headers
    return await api.post(f"/users/{person.id}/deactivate", headers=headers)


async def erased(api: httpx.AsyncClient, staff: Staff, person: StaffMember) -> httpx.Response:
    headers = (await staff.of("administrator")).headers
    return await api.delete(f"/users/{person.id}", headers=headers)


ENDS = [
    revoked,
    ended_from_another_session,
    ended_with_all_others,
    replaced_by_a_new_password,
    presented_again,
    deactivated,
    erased,
]


async def last_let_in(api: httpx.AsyncClient, person: StaffMember, service: str) -> float:
    """The moment of the last question that a service still answered; ends once it refuses."""
    path, moment = ONE_OF_EACH_SERVICE[service], float("-inf")
    for _ in range(1_000):
        started = time.monotonic()
        if (await api.get(path, headers=person.headers)).status_code == 401:
            return moment
        moment = started
    raise AssertionError(f"{service} still answers")


@pytest.mark.parametrize("end", ENDS, ids=lambda end: end.__name__)
async def test_the_tokens_of_a_session_that_was(
    end: Callable[..., Awaitable[httpx.Response]], api: httpx.AsyncClient, staff: Staff, hire: Hire
) -> None:
    person = await hire("administrator")
    for path in ONE_OF_EACH_SERVICE.values():
        assert (await api.get(path, headers=person.headers)).status_code == 200, path
    answer = await end(api, staff, person)
    assert answer.is_success, answer.text
    ended = time.monotonic()
    assert (await api.get("/users/me", headers=person.headers)).status_code == 401
    times = await asyncio.gather(
        *(last_let_in(api, person, service) for service in ONE_OF_EACH_SERVICE)
    )
    late = {s: max(0.0, m - ended) for s, m in zip(ONE_OF_EACH_SERVICE, times, strict=True)}
    print("seconds let in after the end:", late)
    assert max(late.values()) < AT_ONCE_S, late


@pytest.fixture
async def browser(company: RunningCompany) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"Sec-Fetch-Site": "same-origin"}
    async with httpx.AsyncClient(
        base_url=company.web_url, headers=headers, timeout=30, trust_env=False
    ) as client:
        yield client


async def end_elsewhere(
    api: httpx.AsyncClient, staff: Staff, person: StaffMember
) -> httpx.Response:
    other = await staff.sign_in(person.login, person.password)
    return await api.post("/sessions/end-others", headers=other.headers)


@pytest.mark.parametrize(
    "end",
    [end_elsewhere, replaced_by_a_new_password, deactivated, erased],
    ids=lambda e: e.__name__,
)
async def test_the_pages_and_the_live_connection_of_a_session_that_was(
    end: Callable[..., Awaitable[httpx.Response]],
    api: httpx.AsyncClient,
    staff: Staff,
    hire: Hire,
    browser: httpx.AsyncClient,
) -> None:
    person = await hire()
    form = {"login": person.login, "password": person.password}
    assert (await browser.post("/sign-in", data=form)).status_code == 303
    assert (await browser.get("/tasks")).status_code == 200
    async with browser.stream("GET", "/live") as live:
        lines = live.aiter_lines()
        assert await anext(lines) == "event: hello"
        answer = await end(api, staff, person)
        assert answer.is_success, answer.text
        ended = time.monotonic()
        async with asyncio.timeout(10):
            async for _line in lines:
                pass
        took_s = time.monotonic() - ended
    print("seconds until the live connection ended:", took_s)
    assert took_s < AT_ONCE_S
    assert (await browser.get("/live")).status_code == 401
    assert (await browser.get("/tasks")).headers["location"].startswith("/sign-in")
