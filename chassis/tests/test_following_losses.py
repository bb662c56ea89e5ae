"""A follower whose connection is lost, whose broker starts anew, or who falls behind: what may be missed is told."""

import asyncio

import pytest
from broker.rabbitmq_operator import Operator
from followers import NAME, EventLog, Follower
from running import Run

from ates_chassis.testing import eventually
from support.rabbitmq_server import RabbitMQServer

pytestmark = pytest.mark.broker


async def test_after_a_lost_connection_a_gap_is_told_and_the_new_is_heard(
    follower: Follower, tell: EventLog, run: Run, operator: Operator
) -> None:
    async with run(follower.run):
        await follower.subscribed()
        await tell(1)
        await follower.hears(1)
        await eventually(lambda: operator.close_connections(NAME))
        await follower.subscribed(2)
        await tell(2)
        await follower.hears(1, 2)


async def test_after_a_restart_of_the_broker_a_gap_is_told_and_the_new_is_heard(
    follower: Follower, tell: EventLog, run: Run, operator: Operator, rabbitmq: RabbitMQServer
) -> None:
    async with run(follower.run):
        await follower.subscribed()
        await tell(6)
        await follower.hears(6)
        await rabbitmq.restart()
        await eventually(operator.is_there)
        await follower.subscribed(2, timeout_s=30)
        await tell(7)
        await follower.hears(6, 7)


async def test_whoever_is_behind_goes_on_with_what_is_new_and_tells_the_gap(
    follower: Follower, tell: EventLog, run: Run
) -> None:
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


async def test_old_events_are_heard_as_long_as_their_age_is_borne(
    follower: Follower, tell: EventLog, run: Run
) -> None:
    async with run(follower.run):
        await follower.subscribed()
        await tell(1, 2, 3, ago_s=60)
        await follower.hears(1, 2, 3)
    assert follower.gaps == 1


async def test_a_stop_is_prompt_also_while_the_broker_is_away(
    rabbitmq: RabbitMQServer, operator: Operator, run: Run
) -> None:
    nowhere = Follower("amqp://web:x@127.0.0.1:9/ates")
    async with run(nowhere.run) as task:
        task.stop.set()
        async with asyncio.timeout(10):
            await asyncio.wait([task])
    assert nowhere.gaps == 0
