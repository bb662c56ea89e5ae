"""Following the stream of events: what is new, what may have been missed, and nothing taken from anybody."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from followers import NAME, EventLog, Follower
from ping_services import Teller
from running import Run
from uuid_utils.compat import uuid7

from ates_chassis.messaging.stream import follow
from ates_chassis.messaging.topology import LOG_STREAM
from ates_chassis.testing import eventually
from support.rabbitmq_server import RabbitMQServer

pytestmark = pytest.mark.broker


async def test_a_follower_hears_what_is_new_and_nothing_from_before(
    follower: Follower, tell: EventLog, run: Run
) -> None:
    await tell(1, 2)
    async with run(follower.run):
        await follower.subscribed()
        await tell(3, 4)
        await follower.hears(3, 4)
    assert follower.gaps == 1


async def test_an_event_that_is_nested_too_deep_is_passed_over_and_ends_no_subscription(
    follower: Follower, tell: EventLog, run: Run
) -> None:
    async with run(follower.run):
        await follower.subscribed()
        await tell.log(
            b'{"id":"' + str(uuid7()).encode() + b'","type":' + b"[" * 1_000 + b"]" * 1_000 + b"}"
        )
        await tell(1)
        await follower.hears(1)
    assert follower.gaps == 1


async def test_a_follower_that_looks_back_hears_each_time_what_came_before_it(
    follower: Follower, tell: EventLog, run: Run
) -> None:
    marks: list[str] = []

    async def look_back(stop: asyncio.Event) -> None:
        await follow(
            follower.url,
            LOG_STREAM,
            name=NAME,
            on_event=follower.on_event,
            on_gap=lambda: marks.append("gap"),
            on_lost=lambda: marks.append("lost"),
            stop=stop,
            since=timedelta(hours=1),
            backoff_max_s=0.3,
        )

    first = 1_000_000 + int(datetime.now(UTC).timestamp())
    await tell(first, first + 1)
    for times in (1, 2):
        async with run(look_back):
            # The stream has what other tests said within the hour, too.
            await eventually(lambda: _count(follower.heard, first + 1), until=times.__le__)
    # A follower that is behind, as on a busy machine, lets go and begins again.
    assert marks == ["gap", "lost"] * (len(marks) // 2)
    assert len(marks) >= 4
    assert follower.heard.count(first) >= 2


async def _count(heard: list[int], number: int) -> int:
    return heard.count(number)


async def test_two_followers_hear_the_same(
    rabbitmq: RabbitMQServer, follower: Follower, tell: EventLog, run: Run
) -> None:
    other = Follower(rabbitmq.amqp_url("web"))
    async with run(follower.run), run(other.run):
        await follower.subscribed()
        await other.subscribed()
        await tell(*range(1_000))
        await follower.hears(*range(1_000))
        await other.hears(*range(1_000))


async def test_a_flood_is_worked_through_slowly_enough_to_serve_people_beside_it(
    follower: Follower, tell: EventLog, run: Run
) -> None:
    async with run(follower.run):
        await follower.subscribed()
        started = asyncio.get_running_loop().time()
        await tell(*range(3_000))
        await follower.hears(*range(3_000))
        # The last 200 need no pause any more.
        assert asyncio.get_running_loop().time() - started >= 1.4


async def test_what_is_no_event_is_passed_over_and_the_unknown_is_heard(
    follower: Follower, tell: EventLog, run: Run
) -> None:
    async with run(follower.run):
        await follower.subscribed()
        await tell.log(b"nonsense", b"[]", b'{"id":1}')
        await tell(1)
        await follower.hears(1)
    assert follower.gaps == 1


async def test_a_fact_told_by_another_service_than_its_own_is_not_heard(
    follower: Follower, tell: EventLog, run: Run, teller: Teller
) -> None:
    async with run(follower.run):
        await follower.subscribed()
        await tell.log(teller.ping(1), by="auth")
        await tell.log(teller.ping(2, type="auth.ping.v1"), by="tasks")
        await tell.log(teller.ping(3, type="auth.ping.v1"), by="auth")
        await tell(4)
        await follower.hears(3, 4)
