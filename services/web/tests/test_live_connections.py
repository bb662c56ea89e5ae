"""Live connections as browsers have them: who gets one, for how long, and what a stop does."""

import asyncio

import httpx
import pytest
from browsers import Browser, Open, Settings
from company import CompanyDouble
from live_site import NOWHERE, Site


async def test_without_rabbitmq_browsers_are_told_not_to_ask_again(browser: Browser) -> None:
    await browser.sign_in("dev1")
    assert (await browser.get("/live")).status_code == 204


async def test_without_a_session_live_is_refused_and_leads_nowhere(browsers: Open) -> None:
    answer = await browsers(amqp_url=NOWHERE).get("/live")
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_session_that_auth_does_not_know_is_told_nothing(
    browsers: Open, company: CompanyDouble
) -> None:
    browser = await browsers(amqp_url=NOWHERE).sign_in("dev1")
    company.user("dev1")["active"] = False
    assert (await browser.get("/live")).status_code == 401


async def test_while_auth_is_away_live_is_unavailable(
    browsers: Open, company: CompanyDouble
) -> None:
    browser = await browsers(amqp_url=NOWHERE).sign_in("dev1")
    company.down.add("auth")
    answer = await browser.get("/live")
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0


def test_live_connections_leave_room_for_requests(settings: Settings) -> None:
    with pytest.raises(ValueError, match="connections_max"):
        settings(live_connections_max=2_500)


async def test_a_connection_is_greeted_and_its_place_is_free_when_the_browser_leaves(
    dev: httpx.AsyncClient,
) -> None:
    for _ in range(3):
        async with asyncio.timeout(10), dev.stream("GET", "/live") as answer:
            assert answer.status_code == 200
            assert answer.headers["content-type"].startswith("text/event-stream")
            assert answer.headers["cache-control"] == "no-store"
            lines = answer.aiter_lines()
            assert await anext(lines) == "event: hello"
            refused = await dev.get("/live")
            assert refused.status_code == 429
            assert int(refused.headers["retry-after"]) > 0
        await _free(dev)


async def test_a_head_of_live_ends_with_the_headers_and_takes_no_place(
    dev: httpx.AsyncClient,
) -> None:
    async with asyncio.timeout(10):
        for _ in range(3):
            answer = await dev.head("/live")
            assert (answer.status_code, answer.content) == (200, b"")
            assert answer.headers["content-type"].startswith("text/event-stream")
            assert answer.headers["x-accel-buffering"] == "no"
        async with dev.stream("GET", "/live") as live:
            assert live.status_code == 200
            # All places are taken by now, and a HEAD needs none.
            assert (await dev.head("/live")).status_code == 200


async def test_a_head_of_live_without_a_session_is_refused_as_get_is(browsers: Open) -> None:
    assert (await browsers(amqp_url=NOWHERE).head("/live")).status_code == 401


async def _free(client: httpx.AsyncClient) -> None:
    for _ in range(100):
        async with client.stream("GET", "/live") as answer:
            if answer.status_code == 200:
                return
    raise AssertionError("the place stays taken")


async def test_a_stop_of_the_process_waits_for_no_viewer(web: Site, dev: httpx.AsyncClient) -> None:
    async with asyncio.timeout(10), dev.stream("GET", "/live") as answer:
        lines = answer.aiter_lines()
        assert await anext(lines) == "event: hello"
        web.app.state.stopping.set()
        assert [line async for line in lines if line.startswith("event")] == []
