"""Following the stream of events: what is new, what may have been missed, and nothing taken from anybody."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from broker.rabbitmq_operator import PING
from uuid_utils.compat import uuid7

from ates_chassis.messaging import broker
from ates_chassis.messaging.publishing import Message, publish_all
from ates_chassis.messaging.stream import follow
from ates_chassis.messaging.topology import LOG_STREAM
from ates_chassis.testing import eventually

pytestmark = pytest.mark.broker

NAME = "web-live"


@dataclass
class Follower:
    url: str
    heard: list[int] = field(default_factory=list)
    gaps: int = 0

    def on_event(self, event) -> None:
        self.heard.append(event.data["n"])

    def on_gap(self) -> None:
        self.gaps += 1

    async def run(self, stop: asyncio.Event, **changes: float) -> None:
        bounds = {"backoff_max_s": 0.3} | changes
        await follow(
            self.url,
            LOG_STREAM,
            name=NAME,
            on_event=self.on_event,
            on_gap=self.on_gap,
            stop=stop,
            **bounds,
        )

    async def impatient(self, stop: asyncio.Event) -> None:
        await self.run(stop, lag_max_s=0.2)

    async def subscribed(self, times: int = 1, *, timeout_s: float = 20) -> None:
        async def gaps() -> int:
            return self.gaps

        await eventually(gaps, until=lambda seen: seen >= times, timeout_s=timeout_s)

    async def hears(self, *expected: int) -> None:
        async def heard() -> list[int]:
            return self.heard

        await eventually(heard, until=lambda seen: seen == list(expected))


@pytest.fixture
def follower(rabbitmq, operator) -> Follower:
    return Follower(rabbitmq.amqp_url("web"))


@pytest.fixture
def tell(rabbitmq, operator, contracts):
    """Says pings as the relay would, under a key that no other queue is bound to."""

    async def say(*numbers: int, ago_s: float = 0) -> None:
        at = datetime.now(UTC) - timedelta(seconds=ago_s)
        await log(
            *(
                contracts.encode(id=uuid7(), type=PING, subject=str(n), time=at, data={"n": n})
                for n in numbers
            )
        )

    async def log(*bodies: bytes, by: str = "tasks") -> None:
        messages = [
            Message(routing_key=f"{by}.user-erased.v1", body=body, message_id=str(n), headers={})
            for n, body in enumerate(bodies)
        ]
        async with broker.connected(rabbitmq.amqp_url(by), "teller") as connection:
            channel = await broker.confirming_channel(connection)
            assert not any(await publish_all(channel, f"{by}.events", messages, timeout_s=20))

    say.log = log
    return say


async def test_a_follower_hears_what_is_new_and_nothing_from_before(follower, tell, run):
    await tell(1, 2)
    async with run(follower.run):
        await follower.subscribed()
        await tell(3, 4)
        await follower.hears(3, 4)
    assert follower.gaps == 1


async def test_an_event_that_is_nested_too_deep_is_passed_over_and_ends_no_subscription(
    follower, tell, run
):
    async with run(follower.run):
        await follower.subscribed()
        await tell.log(
            b'{"id":"' + str(uuid7()).encode() + b'","type":' + b"[" * 1_000 + b"]" * 1_000 + b"}"
        )
        await tell(1)
        await follower.hears(1)
    assert follower.gaps == 1


async def test_a_follower_that_looks_back_hears_each_time_what_came_before_it(follower, tell, run):
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


async def test_two_followers_hear_the_same(rabbitmq, follower, tell, run):
    other = Follower(rabbitmq.amqp_url("web"))
    async with run(follower.run), run(other.run):
        await follower.subscribed()
        await other.subscribed()
        await tell(*range(1_000))
        await follower.hears(*range(1_000))
        await other.hears(*range(1_000))


async def test_a_flood_is_worked_through_slowly_enough_to_serve_people_beside_it(
    follower, tell, run
):
    async with run(follower.run):
        await follower.subscribed()
        started = asyncio.get_running_loop().time()
        await tell(*range(3_000))
        await follower.hears(*range(3_000))
        # The last 200 need no pause any more.
        assert asyncio.get_running_loop().time() - started >= 1.4


async def test_what_is_no_event_is_passed_over_and_the_unknown_is_heard(follower, tell, run):
    async with run(follower.run):
        await follower.subscribed()
        await tell.log(b"nonsense", b"[]", b'{"id":1}')
        await tell(1)
        await follower.hears(1)
    assert follower.gaps == 1


async def test_a_fact_told_by_another_service_than_its_own_is_not_heard(
    follower, tell, run, teller
):
    async with run(follower.run):
        await follower.subscribed()
        await tell.log(teller.ping(1), by="auth")
        await tell.log(teller.ping(2, type="auth.ping.v1"), by="tasks")
        await tell.log(teller.ping(3, type="auth.ping.v1"), by="auth")
        await tell(4)
        await follower.hears(3, 4)


async def test_after_a_lost_connection_a_gap_is_told_and_the_new_is_heard(
    follower, tell, run, operator
):
    async with run(follower.run):
        await follower.subscribed()
        await tell(1)
        await follower.hears(1)
        await eventually(lambda: operator.close_connections(NAME))
        await follower.subscribed(2)
        await tell(2)
        await follower.hears(1, 2)


async def test_after_a_restart_of_the_broker_a_gap_is_told_and_the_new_is_heard(
    follower, tell, run, operator, rabbitmq
):
    async with run(follower.run):
        await follower.subscribed()
        await tell(6)
        await follower.hears(6)
        await rabbitmq.restart()
        await eventually(operator.is_there)
        await follower.subscribed(2, timeout_s=30)
        await tell(7)
        await follower.hears(6, 7)


async def test_whoever_is_behind_goes_on_with_what_is_new_and_tells_the_gap(follower, tell, run):
    async with run(follower.impatient):
        await follower.subscribed()

        async def told_again() -> int:
            await tell(1, ago_s=60)
            return follower.gaps

        async def heard_the_new() -> bool:
            # An old one that was still on its way may make the follower go on once more.
            await tell(2)
            return 2 in follower.heard

        await eventually(told_again, until=lambda gaps: gaps >= 2)
        await eventually(heard_the_new)


async def test_old_events_are_heard_as_long_as_their_age_is_borne(follower, tell, run):
    async with run(follower.run):
        await follower.subscribed()
        await tell(1, 2, 3, ago_s=60)
        await follower.hears(1, 2, 3)
    assert follower.gaps == 1


async def test_a_stop_is_prompt_also_while_the_broker_is_away(rabbitmq, operator, run):
    nowhere = Follower("amqp://web:x@127.0.0.1:9/ates")
    async with run(nowhere.run) as task:
        task.stop.set()
        async with asyncio.timeout(10):
            await asyncio.wait([task])
    assert nowhere.gaps == 0
