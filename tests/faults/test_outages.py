"""A server is away, blocked or stopped for a while: people go on as far as they can, and all arrives afterwards."""

import os
import signal

import pytest
from faults.checker import Checker, operator_channel
from faults.load import BackgroundLoad, LoadAttempt, now, quantile, statuses
from faults.reckoning import reckoned_load

from ates_chassis.testing import eventually
from support.running_company import RunningCompany

RABBITMQ_AWAY_S = 60.0
CAUGHT_UP_WITHIN_S = RABBITMQ_AWAY_S / 5
POSTGRES_AWAY_S = 10.0
# The pool's and the gateway's timeouts are 10 s; nobody waits longer.
ANSWERED_WITHIN_S = 12.0
RECOVERED_WITHIN_S = 10.0
STOPPED_S = 45.0
NOTICED_WITHIN_S = 40.0
ALARM_S = 12.0
# With RabbitMQ away or blocked, HTTP is as fast as ever; the bound is wide for a busy machine.
USUAL_S = 3.0
REFUSED = 403


@pytest.mark.timeout(240)
async def test_people_work_on_without_rabbitmq_and_all_arrives_soon_after(
    company: RunningCompany,
) -> None:
    async with reckoned_load(company) as load:
        since = now()
        await company.stop("rabbitmq")
        await load.goes_on(RABBITMQ_AWAY_S - (now() - since))
        meanwhile = load.attempts(since=since, until=now())
        backlog = await _missing(company)
        started = now()
        await company.start("rabbitmq")
        await company.wait_healthy()
        healthy = now()
        await _caught_up(company)
        caught_up = now()
    p99 = quantile((each.seconds for each in meanwhile), 0.99)
    print(
        f"RabbitMQ away {RABBITMQ_AWAY_S:.0f} s: {statuses(meanwhile)}, p99 {p99 * 1000:.0f} ms; {backlog} effects "
        f"behind; up after {healthy - started:.1f} s, caught up {caught_up - healthy:.1f} s later"
    )
    assert _unserved(meanwhile) == []
    assert p99 < USUAL_S
    assert caught_up - healthy < CAUGHT_UP_WITHIN_S


async def test_people_are_told_at_once_that_the_database_is_away_and_go_on_when_it_is_back(
    company: RunningCompany,
) -> None:
    """The workers wait in place: nothing is parked, as after every load."""
    async with reckoned_load(company) as load:
        await company.stop("postgres")
        since = now()
        await load.goes_on(POSTGRES_AWAY_S)
        meanwhile = load.attempts(since=since, until=now())
        back_at = now()
        await company.start("postgres")
        await eventually(lambda: _served(load, back_at), timeout_s=RECOVERED_WITHIN_S)
        recovered = now()
    slowest = max(each.seconds for each in meanwhile)
    print(
        f"PostgreSQL away {POSTGRES_AWAY_S:.0f} s: {statuses(meanwhile)}, slowest answer {slowest:.2f} s; "
        f"work done again {recovered - back_at:.1f} s after its start"
    )
    assert {each.status for each in meanwhile} == {503}
    assert slowest < ANSWERED_WITHIN_S


@pytest.mark.timeout(240)
async def test_a_stopped_worker_delays_its_own_work_alone(company: RunningCompany) -> None:
    """SIGSTOP: its connections stay open and silent, as on a half-open network."""
    pid = company.process_pid("accounting-worker")
    async with reckoned_load(company) as load:
        since = now()
        os.kill(pid, signal.SIGSTOP)
        try:
            await eventually(lambda: _abandoned(company), timeout_s=NOTICED_WITHIN_S)
            noticed_s = now() - since
            await load.goes_on(STOPPED_S - noticed_s)
        finally:
            os.kill(pid, signal.SIGCONT)
        meanwhile = load.attempts(since=since, until=now())
        continued = now()
        await _caught_up(company)
        caught_up = now()
    assert company.process_pid("accounting-worker") == pid
    p99 = quantile((each.seconds for each in meanwhile), 0.99)
    print(
        f"accounting-worker stopped {STOPPED_S:.0f} s: {statuses(meanwhile)}, p99 {p99 * 1000:.0f} ms; RabbitMQ noticed "
        f"after {noticed_s:.1f} s; caught up {caught_up - continued:.1f} s after it went on"
    )
    assert _unserved(meanwhile) == []


async def test_a_full_disk_of_rabbitmq_holds_events_back_and_nobody_up(
    company: RunningCompany,
) -> None:
    async with reckoned_load(company) as load:
        await company.rabbitmqctl("set_disk_free_limit", "9000GB")
        try:
            since = now()
            await load.goes_on(ALARM_S)
            meanwhile = load.attempts(since=since, until=now())
            backlog = await _missing(company)
        finally:
            await company.rabbitmqctl("set_disk_free_limit", "512MB")
        freed = now()
        await _caught_up(company)
        caught_up = now()
    p99 = quantile((each.seconds for each in meanwhile), 0.99)
    print(
        f"disk alarm for {ALARM_S:.0f} s: {statuses(meanwhile)}, p99 {p99 * 1000:.0f} ms; {backlog} effects behind; "
        f"caught up {caught_up - freed:.1f} s after"
    )
    assert backlog > 0
    assert _unserved(meanwhile) == []


def _unserved(attempts: list[LoadAttempt]) -> list[str]:
    """A task that was reassigned meanwhile is rightly refused to whoever had it."""
    return [
        str(each) for each in attempts if not 200 <= each.status < 300 and each.status != REFUSED
    ]


async def _served(load: BackgroundLoad, since: float) -> bool:
    return any(200 <= each.status < 300 for each in load.attempts(since=since))


async def _missing(company: RunningCompany) -> int:
    checker = await Checker.make(company)
    checker.close()
    return checker.missing_before


async def _caught_up(company: RunningCompany) -> None:
    """While people go on working, so a few effects are always under way."""
    checker = await Checker.make(company)
    try:
        await eventually(checker.is_current, timeout_s=60)
    finally:
        checker.close()


async def _abandoned(company: RunningCompany) -> bool:
    async with operator_channel(company) as channel:
        raw = await channel.get_underlay_channel()
        declared = await raw.queue_declare("accounting.tasks", passive=True)
    return declared.consumer_count == 0
