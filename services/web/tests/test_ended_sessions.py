"""What web does with the news that a session has ended: nothing that it remembers or keeps open outlives it."""

import asyncio
import time
import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from browsers import Browser, Open, web_of
from company import CompanyDouble
from manual_clock import ManualClock

from ates_chassis.messaging.contracts import Envelope
from ates_web.clients.models import UserView
from ates_web.clients.upstream import UpstreamCaller
from ates_web.gateway.ended import EndedSessions
from ates_web.gateway.session import read_claims
from ates_web.live import route
from ates_web.live.endings import EndingsFeed
from ates_web.live.hub import Hub

LONG_AGO = datetime(2026, 1, 2, tzinfo=UTC)
NOWHERE = "amqp://web:x@127.0.0.1:9/ates"


@pytest.fixture
def hub() -> Hub:
    return Hub(listeners_max=10, per_person_max=5, clock=ManualClock())


@pytest.fixture
def ended(browser: Browser) -> EndedSessions:
    return ended_of(browser)


def ended_of(browser: Browser) -> EndedSessions:
    return web_of(browser).viewers._ended


def sid_of(browser: Browser) -> str:
    claims = read_claims(browser.cookies["ates_access"])
    assert claims is not None
    assert claims.sid is not None
    return claims.sid


def asked_who(company: CompanyDouble) -> int:
    return sum(request.url.path == "/auth/users/me" for request in company.seen)


async def test_who_somebody_is_is_remembered_while_every_end_is_heard_of(
    browser: Browser, company: CompanyDouble, ended: EndedSessions
) -> None:
    await browser.sign_in("dev1")
    ended.begin_news()
    for expected in (1, 1, 1):
        assert (await browser.get("/tasks")).status_code == 200
        assert asked_who(company) == expected
    ended.stop_news()
    for expected in (2, 3):
        await browser.get("/tasks")
        assert asked_who(company) == expected
    ended.begin_news()
    for expected in (4, 4):
        await browser.get("/tasks")
        assert asked_who(company) == expected


async def test_what_is_remembered_of_somebody_goes_with_the_session(
    browser: Browser, company: CompanyDouble, ended: EndedSessions
) -> None:
    await browser.sign_in("dev1")
    ended.begin_news()
    await browser.get("/tasks")
    assert len(web_of(browser).viewers._known) == 1
    ended.end(sid_of(browser))
    assert len(web_of(browser).viewers._known) == 0
    # No service is asked: company would still answer with these tokens.
    seen = len(company.seen)
    answer = await browser.get("/tasks")
    assert answer.headers["location"].startswith("/sign-in")
    assert len(company.seen) == seen
    assert (await browser.get("/api/v1/tasks/mine")).status_code == 401


async def test_a_session_that_ended_is_not_renewed_either(
    browser: Browser, company: CompanyDouble, ended: EndedSessions
) -> None:
    tokens = company.tokens(company.user("dev1"), ends_in_s=-5)
    browser.cookies.set("ates_access", tokens["access_token"])
    browser.cookies.set("ates_refresh", tokens["refresh_token"])
    ended.end(sid_of(browser))
    await browser.get("/tasks")
    assert company.refreshed == 0


async def test_the_connections_of_a_session_end_at_once_and_no_others(hub: Hub) -> None:
    mine = [hub.join("a", sees_company=False, session_id="s") for _ in range(2)]
    others = [
        hub.join("a", sees_company=False, session_id="t"),
        hub.join("b", sees_company=False),
    ]
    news = route.news(mine[0])
    assert b"event: hello" in await anext(news)
    waiting = asyncio.ensure_future(anext(news, None))
    await asyncio.sleep(0)
    hub.end_session("s")
    assert await asyncio.wait_for(waiting, 0.5) is None
    assert [each.closed for each in mine + others] == [True, True, False, False]


async def test_a_connection_does_not_outlive_its_token(hub: Hub) -> None:
    started = time.monotonic()
    news = [each async for each in route.news(hub.join("a", sees_company=False), 0.2)]
    assert len(news) >= 1
    assert time.monotonic() - started < 5


async def test_a_session_that_ends_while_auth_is_asked_gets_no_connection_that_lasts(
    browsers: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = await browsers(amqp_url=NOWHERE).sign_in("dev1")
    session, ended = sid_of(browser), ended_of(browser)
    auth = web_of(browser).clients.auth
    me = auth.me

    async def slowly(caller: UpstreamCaller) -> UserView:
        user = await me(caller)
        ended.end(session)
        return user

    monkeypatch.setattr(auth, "me", slowly)
    async with asyncio.timeout(5):
        answer = await browser.get("/live")
    assert "hello" in answer.text


@pytest.mark.parametrize(
    ("type_", "data", "expected"),
    [
        ("auth.session-ended.v1", {"session_id": "s"}, True),
        ("auth.session-ended.v1", {"session_id": ["s"]}, False),
        ("auth.session-ended.v1", ["s"], False),
        ("auth.user-erased.v1", {"session_id": "s"}, False),
    ],
)
def test_news_of_an_end_are_taken_over_and_nonsense_is_not(
    type_: str, data: Any, expected: bool
) -> None:
    ended = EndedSessions()
    messages: list[str] = []
    ended.on_end(messages.append)
    event = Envelope(id=uuid.uuid4(), type=type_, subject="s", time=LONG_AGO, data=data)
    feed = EndingsFeed(NOWHERE, ended)
    for _ in range(2):
        feed._on_event(event)
    assert ended.has_ended("s") is expected
    assert messages == (["s"] if expected else [])


def test_what_is_kept_of_ended_sessions_is_bounded() -> None:
    ended = EndedSessions()
    for n in range(30_000):
        ended.end(str(n))
        ended.leave([str(n)], object(), by_choice=True)
    assert (len(ended._ended), len(ended._left)) == (20_000, 20_000)
