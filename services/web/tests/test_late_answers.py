"""Answers overtake each other: what is late for a session that its browser has left touches no cookie."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from browsers import Settings
from company import PASSWORD, CompanyDouble
from company_outside import Outside

from ates_web.clients.pool import UpstreamResponse
from ates_web.main import build

SESSION = {"ates_access", "ates_refresh"}


class Slow(Outside):
    """Holds up requests of a path until they may go on."""

    def __init__(self, company: CompanyDouble) -> None:
        super().__init__(company)
        self.held: dict[str, asyncio.Event] = {}
        self.waiting = asyncio.Event()

    async def exchange(self, method: str, url: str, **kwargs: Any) -> UpstreamResponse:
        for path, gate in list(self.held.items()):
            if path in url:
                self.waiting.set()
                await gate.wait()
        return await super().exchange(method, url, **kwargs)


class Tabs:
    """A browser of several tabs: one jar, which takes the answers in the order in which they come."""

    def __init__(self, web: httpx.AsyncClient, outside: Slow) -> None:
        self.web = web
        self.outside = outside
        self.jar: dict[str, str] = {}

    async def send(self, method: str, path: str, **data: str) -> httpx.Response:
        header = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.jar.items())}
        answer = await self.web.request(method, path, data=data or None, headers=header)
        for line in answer.headers.get_list("set-cookie"):
            name, _, rest = line.partition("=")
            if "Max-Age=0" in rest:
                self.jar.pop(name, None)
            else:
                self.jar[name] = rest.partition(";")[0]
        return answer

    async def sign_in(self, login: str) -> httpx.Response:
        return await self.send("POST", "/sign-in", login=login, password=PASSWORD)

    def come_with(self, tokens: dict[str, str]) -> None:
        self.jar |= {"ates_access": tokens["access_token"], "ates_refresh": tokens["refresh_token"]}

    @asynccontextmanager
    async def under_way(
        self, path: str, method: str, page: str, **data: str
    ) -> AsyncIterator[list[httpx.Response]]:
        """A request whose answer comes when the block is over; `path` is what it waits for."""
        gate = self.outside.held[path] = asyncio.Event()
        self.outside.waiting.clear()
        late = asyncio.ensure_future(self.send(method, page, **data))
        await asyncio.wait_for(self.outside.waiting.wait(), 5)
        del self.outside.held[path]
        answers: list[httpx.Response] = []
        yield answers
        gate.set()
        answers.append(await asyncio.wait_for(late, 5))


@pytest.fixture
async def tabs(company: CompanyDouble, settings: Settings) -> AsyncIterator[Tabs]:
    outside = Slow(company)
    transport = httpx.ASGITransport(build(settings(), outside), raise_app_exceptions=False)
    headers = {"Sec-Fetch-Site": "same-origin"}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://web.test", headers=headers
    ) as web:
        yield Tabs(web, outside)


def nearly_over(tabs: Tabs, company: CompanyDouble, login: str = "dev1") -> dict[str, Any]:
    tokens = company.tokens(company.user(login), ends_in_s=5)
    tabs.come_with(tokens)
    return tokens


def cookies_of(answer: httpx.Response) -> set[str]:
    return {line.partition("=")[0] for line in answer.headers.get_list("set-cookie")}


LATE = [
    ("/tasks/mine", "GET", "/tasks", {}),
    ("/tasks/mine", "GET", "/api/v1/tasks/mine", {}),
    ("/tasks", "POST", "/tasks", {"title": "a task"}),
]


@pytest.mark.parametrize("request_", LATE, ids=lambda each: each[1] + each[2])
async def test_a_sign_out_is_not_undone_by_the_late_answer_of_another_tab(
    tabs: Tabs, company: CompanyDouble, request_: tuple[str, str, str, dict[str, str]]
) -> None:
    nearly_over(tabs, company)
    path, method, page, data = request_
    async with tabs.under_way(path, method, page, **data) as late:
        await tabs.send("POST", "/sign-out")
        assert not SESSION & set(tabs.jar)
    assert cookies_of(late[0]) == set()
    assert not SESSION & set(tabs.jar)
    assert (await tabs.send("GET", "/tasks")).headers["location"].startswith("/sign-in")


@pytest.mark.parametrize("request_", LATE, ids=lambda each: each[1] + each[2])
@pytest.mark.parametrize("signs_out", [True, False])
async def test_the_session_of_the_next_person_is_not_overwritten_or_taken_away(
    tabs: Tabs,
    company: CompanyDouble,
    request_: tuple[str, str, str, dict[str, str]],
    signs_out: bool,
) -> None:
    nearly_over(tabs, company, "dev1")
    path, method, page, data = request_
    async with tabs.under_way(path, method, page, **data) as late:
        if signs_out:
            await tabs.send("POST", "/sign-out")
        await tabs.sign_in("dev2")
        theirs = {name: tabs.jar[name] for name in SESSION}
    assert cookies_of(late[0]) == set()
    assert {name: tabs.jar[name] for name in SESSION} == theirs
    assert "Yuki Tanaka" in (await tabs.send("GET", "/profile")).text


async def test_whoever_signs_in_over_a_session_ends_it(tabs: Tabs, company: CompanyDouble) -> None:
    await tabs.sign_in("dev1")
    former = dict(tabs.jar)
    await tabs.sign_in("dev2")
    assert {each["login"] for each in company.refresh_tokens.values()} == {"dev2"}
    tabs.jar = former
    assert (await tabs.send("GET", "/tasks")).headers["location"].startswith("/sign-in")


async def test_an_attempt_that_fails_leaves_the_session_as_it_is(
    tabs: Tabs, company: CompanyDouble
) -> None:
    await tabs.sign_in("dev1")
    before = dict(tabs.jar)
    await tabs.send("POST", "/sign-in", login="dev2", password="wrong password")
    company.user("dev2")["role"] = "internalservice"
    await tabs.sign_in("dev2")
    assert tabs.jar == before
    assert "Tomás Herrera" in (await tabs.send("GET", "/profile")).text
    assert {each["login"] for each in company.refresh_tokens.values()} == {"dev1"}


async def test_a_second_late_refusal_does_not_take_the_next_session_away(
    tabs: Tabs, company: CompanyDouble
) -> None:
    """Two tabs learn that their session has ended elsewhere; between the two answers somebody signs in."""
    await tabs.sign_in("dev1")
    async with tabs.under_way("/tasks/mine", "GET", "/tasks") as late:
        company.end_sessions(company.user("dev1"))
        first = await tabs.send("GET", "/tasks")
        assert cookies_of(first) == SESSION
        await tabs.sign_in("dev1")
        theirs = dict(tabs.jar)
    assert cookies_of(late[0]) == set()
    assert {name: tabs.jar[name] for name in SESSION} == {name: theirs[name] for name in SESSION}
    assert (await tabs.send("GET", "/tasks")).status_code == 200


async def test_a_refusal_that_takes_long_takes_no_newer_session_away(
    tabs: Tabs, company: CompanyDouble
) -> None:
    tabs.come_with(company.tokens(company.user("dev1"), ends_in_s=-5))
    company.refresh_tokens.clear()
    async with tabs.under_way("/tasks/mine", "GET", "/api/v1/tasks/mine") as late:
        await tabs.sign_in("dev2")
        theirs = dict(tabs.jar)
    assert late[0].status_code == 401
    assert cookies_of(late[0]) & SESSION == set()
    assert {name: tabs.jar[name] for name in SESSION} == {name: theirs[name] for name in SESSION}


async def test_a_sign_out_is_not_undone_by_the_answer_of_a_changed_password(
    tabs: Tabs, company: CompanyDouble
) -> None:
    await tabs.sign_in("dev1")
    form = {"old_password": PASSWORD, "new_password": "a new one", "again": "a new one"}
    async with tabs.under_way("/users/me/password", "POST", "/profile/password", **form) as late:
        # Auth changed it just before the sign-out reached it, so its answer has good tokens.
        signed_out = asyncio.ensure_future(tabs.send("POST", "/sign-out"))
        await signed_out
        company.ended.clear()
    assert not cookies_of(late[0]) & SESSION
    assert not SESSION & set(tabs.jar)
    assert not company.refresh_tokens


async def test_a_changed_password_goes_on_in_one_session_and_the_copied_one_is_dead(
    tabs: Tabs, company: CompanyDouble
) -> None:
    await tabs.sign_in("dev1")
    copied = dict(tabs.jar)
    form = {"old_password": PASSWORD, "new_password": "a new one", "again": "a new one"}
    answer = await tabs.send("POST", "/profile/password", **form)
    assert answer.headers["location"] == "/profile"
    assert len(company.refresh_tokens) == 1
    assert sum(each.url.path == "/auth/auth/token" for each in company.seen) == 1
    assert "Your password is changed." in (await tabs.send("GET", "/profile")).text
    tabs.jar = copied
    assert (await tabs.send("GET", "/tasks")).headers["location"].startswith("/sign-in")


async def test_a_late_answer_does_not_bring_back_older_tokens_of_the_same_session(
    tabs: Tabs, company: CompanyDouble
) -> None:
    tokens = nearly_over(tabs, company)
    async with tabs.under_way("/tasks/mine", "GET", "/tasks") as late:
        session = company.sessions[tokens["refresh_token"]]
        # Two renewals later.
        newer = company.tokens(company.user("dev1"), ends_in_s=5, session=session)
        tabs.come_with(newer)
        await tabs.send("GET", "/profile")
        newest = dict(tabs.jar)
        assert newest["ates_refresh"] != newer["refresh_token"]
    assert cookies_of(late[0]) & SESSION == set()
    assert tabs.jar == newest


async def test_cookies_of_a_session_that_was_left_hinder_nobody_to_sign_in(
    tabs: Tabs, company: CompanyDouble
) -> None:
    """As where the answer that took them away was lost."""
    await tabs.sign_in("dev1")
    stale = dict(tabs.jar)
    await tabs.send("POST", "/sign-out")
    tabs.jar = stale
    page = await tabs.send("GET", "/sign-in")
    assert page.status_code == 200
    await tabs.sign_in("dev2")
    assert "Yuki Tanaka" in (await tabs.send("GET", "/profile")).text
