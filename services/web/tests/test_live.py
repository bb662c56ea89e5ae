"""Live updates: who is told of what, how often, and over which connections."""

import asyncio
import json
from typing import Any

import pytest
from live_site import NOWHERE
from manual_clock import ManualClock

from ates_chassis.shared.errors import TooManyError
from ates_web.live import route
from ates_web.live.feed import Feed
from ates_web.live.hub import Hub, LiveChange, LiveSubscriber, changes, concerns_company

ALL = ["money", "notices", "payouts", "tasks"]


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def hub(clock: ManualClock) -> Hub:
    return Hub(listeners_max=3, per_person_max=2, clock=clock)


def topics_heard(listener: LiveSubscriber) -> list[str]:
    return listener.take()[0]


@pytest.mark.parametrize(
    ("event", "data", "expected"),
    [
        (
            "tasks.task-assigned.v1",
            {"assignee_id": "a", "previous_assignee_id": "b"},
            {("a", "tasks"), ("b", "tasks")},
        ),
        (
            "tasks.task-assigned.v1",
            {"assignee_id": "a", "previous_assignee_id": None},
            {("a", "tasks")},
        ),
        ("tasks.task-completed.v1", {"completed_by": "a"}, {("a", "tasks")}),
        ("accounting.transfer-posted.v1", {"user_id": "a"}, {("a", "money")}),
        ("accounting.payout-due.v1", {"user_id": "a"}, {("a", "payouts")}),
        ("notifications.notices-changed.v1", {"user_id": "a"}, {("a", "notices")}),
        ("payments.payment-settled.v1", {"payout_id": "a"}, set()),
        ("tasks.task-added.v1", {"user_id": "a"}, set()),
        ("accounting.payout-due.v1", ["a"], set()),
        ("accounting.payout-due.v1", {"user_id": {}}, set()),
    ],
)
def test_an_event_concerns_those_whom_it_names(
    event: str, data: dict[str, str] | list[str], expected: set[tuple[str, str]]
) -> None:
    assert {(each.user_id, each.topic) for each in changes(event, data)} == expected


def test_notices_concern_nobody_but_their_person() -> None:
    assert concerns_company("tasks.task-assigned.v1")
    assert not concerns_company("notifications.notices-changed.v1")
    assert not concerns_company("tasks.task-added.v1")


def test_a_change_is_told_to_every_connection_of_its_person_and_to_nobody_else(hub: Hub) -> None:
    mine = [hub.join("a", sees_company=False) for _ in range(2)]
    other = hub.join("b", sees_company=False)
    hub.tell(LiveChange("a", "tasks"))
    assert [topics_heard(each) for each in mine] == [["tasks"]] * 2
    assert topics_heard(other) == []


def test_a_flood_of_changes_is_one_message(hub: Hub) -> None:
    listener = hub.join("a", sees_company=False)
    for _ in range(100_000):
        hub.tell(LiveChange("a", "tasks"))
    hub.tell(LiveChange("a", "money"))
    assert topics_heard(listener) == ["money", "tasks"]
    assert topics_heard(listener) == []


def test_what_happened_just_before_a_connection_is_told_to_it_and_older_things_are_not(
    hub: Hub, clock: ManualClock
) -> None:
    hub.tell(LiveChange("a", "tasks"))
    hub.tell(LiveChange("b", "money"))
    clock.now += 1
    assert topics_heard(hub.join("a", sees_company=False)) == ["tasks"]
    clock.now += 10
    assert topics_heard(hub.join("a", sees_company=False)) == []


def test_what_is_remembered_is_bounded(hub: Hub) -> None:
    for n in range(20_000):
        hub.tell(LiveChange(str(n), "tasks"))
    assert len(hub._recent) == 5_000


async def test_the_company_is_told_at_once_and_then_once_a_second_to_those_who_see_it(
    clock: ManualClock,
) -> None:
    hub = Hub(listeners_max=2, per_person_max=1, clock=clock)
    sees = hub.join("manager", sees_company=True)
    does_not = hub.join("dev", sees_company=False)
    hub.tell_company()
    assert topics_heard(sees) == ["company"]
    clock.now += 0.9
    for _ in range(1_000):
        hub.tell_company()
    assert topics_heard(sees) == []
    assert await sees.news_within(2)
    assert topics_heard(sees) == ["company"]
    assert topics_heard(does_not) == []


def test_after_a_gap_everything_may_have_changed(hub: Hub) -> None:
    sees, does_not = hub.join("m", sees_company=True), hub.join("d", sees_company=False)
    hub.tell_gap()
    assert sees.take() == (["company", *ALL], True)
    assert does_not.take() == (ALL, True)
    hub.tell(LiveChange("m", "tasks"))
    assert sees.take() == (["tasks"], False)


def test_connections_are_bounded_for_a_person_and_for_all(hub: Hub) -> None:
    first = [hub.join("a", sees_company=False) for _ in range(2)]
    with pytest.raises(TooManyError):
        hub.join("a", sees_company=False)
    hub.join("b", sees_company=False)
    with pytest.raises(TooManyError) as refused:
        hub.join("c", sees_company=False)
    assert refused.value.retry_after_s > 0
    hub.leave(first[0])
    hub.leave(first[0])
    hub.join("c", sees_company=False)
    with pytest.raises(TooManyError):
        hub.join("d", sees_company=False)


async def test_it_is_known_whether_anybody_listens(hub: Hub) -> None:
    assert hub.empty.is_set()
    listener = hub.join("a", sees_company=False)
    assert (hub.watched.is_set(), hub.empty.is_set()) == (True, False)
    hub.leave(listener)
    assert (hub.watched.is_set(), hub.empty.is_set()) == (False, True)


async def test_the_feed_ends_all_connections_when_it_is_stopped_while_rabbitmq_is_away(
    hub: Hub,
) -> None:
    stop = asyncio.Event()
    running = asyncio.ensure_future(Feed(NOWHERE, hub).run(stop))
    listener = hub.join("a", sees_company=False)
    stop.set()
    async with asyncio.timeout(10):
        await running
        await listener.news_within(3)
    assert listener.closed
    assert hub.join("b", sees_company=False).closed


async def _first_heard(hub: Hub) -> float:
    """How many seconds after a change somebody who has just come hears of it."""
    listener = hub.join("a", sees_company=False)
    news = route.news(listener)
    assert b"event: hello" in await anext(news)
    started = asyncio.get_running_loop().time()
    hub.tell(LiveChange("a", "money"))
    await anext(news)
    hub.leave(listener)
    return asyncio.get_running_loop().time() - started


async def test_a_connection_says_what_changed_the_first_at_once_and_then_five_times_a_second(
    hub: Hub,
) -> None:
    # The best of a few, for the machine may be busy.
    assert min([await _first_heard(hub) for _ in range(5)]) < 0.15
    news = route.news(hub.join("a", sees_company=False))
    assert b"event: hello" in await anext(news)
    loop = asyncio.get_running_loop()
    started = loop.time()
    for _ in range(3):
        hub.tell(LiveChange("a", "money"))
        assert data(await anext(news)) == {"topics": ["money"]}
    assert loop.time() - started >= 0.39
    hub.tell_gap()
    assert data(await anext(news)) == {"topics": ALL, "missed": True}


def data(message: bytes) -> dict[str, Any]:
    [line] = [line for line in message.decode().splitlines() if line.startswith("data: ")]
    content: dict[str, Any] = json.loads(line.removeprefix("data: "))
    return content


async def test_a_silent_connection_says_that_it_lives_and_ends_with_its_life(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(route, "_COMMENT_S", 0.05)
    monkeypatch.setattr(route, "_LIFE_S", (0.3, 0.3))
    news = [each async for each in route.news(hub.join("a", sees_company=False))]
    assert b"event: hello" in news[0]
    assert b"retry: 1000" in news[0]
    assert 2 <= len(news) <= 8
    assert all(each.startswith(b":") for each in news[1:])
