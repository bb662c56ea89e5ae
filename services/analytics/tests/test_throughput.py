"""Throughput: what happened on each day, how long tasks took, and when that is found out anew."""

from datetime import UTC, date, datetime, timedelta

from analytics_service import AnalyticsService
from uuid_utils.compat import uuid7

from ates_analytics.consumers import listen
from ates_analytics.storage import figures
from ates_chassis.shared.period import Period

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
DAY = NOON.date()


async def test_throughput_counts_what_happened_on_each_day_and_how_long_it_took(
    service: AnalyticsService,
) -> None:
    tasks = [uuid7() for _ in range(3)]
    for number, task in enumerate(tasks, 1):
        await service.hear(
            service.added(task),
            service.assigned(task),
            service.assigned(task, 2, "reassigned"),
            service.completed(task, at=NOON + timedelta(seconds=100 * number**2)),
        )
    await service.hear(service.assigned(tasks[0], 3, "assignee-left", at=NOON + timedelta(days=1)))
    period = {"from": DAY, "to": DAY + timedelta(days=1)}
    after, day = (await service.shown("/throughput", **period))["items"]
    assert day == {
        "business_day": "2026-03-10",
        "created": 3,
        "completed": 3,
        "reassigned": 3,
        "completion_seconds": {"median": 400.0, "mean": 466.667},
    }
    assert (after["created"], after["completed"], after["reassigned"]) == (0, 0, 1)
    assert after["completion_seconds"] is None


async def test_durations_of_a_day_that_is_over_are_kept_until_a_late_fact_changes_them(
    service: AnalyticsService,
) -> None:
    first, second, third = (uuid7() for _ in range(3))
    period = {"from": DAY, "to": DAY}

    async def durations() -> dict[str, float]:
        [day] = (await service.shown("/throughput", **period))["items"]
        seconds: dict[str, float] = day["completion_seconds"]
        return seconds

    await service.hear(
        service.added(first), service.completed(first, at=NOON + timedelta(seconds=10))
    )
    await service.hear(service.completed(third, at=NOON + timedelta(seconds=90)))
    assert await durations() == {"median": 10.0, "mean": 10.0}
    await service.as_owner("UPDATE tasks SET completed_at = completed_at + interval '1 hour'")
    assert await durations() == {"median": 10.0, "mean": 10.0}, "nothing is found out anew"
    await service.as_owner("UPDATE tasks SET completed_at = completed_at - interval '1 hour'")
    await service.hear(
        service.added(second), service.completed(second, at=NOON + timedelta(seconds=20))
    )
    assert await durations() == {"median": 15.0, "mean": 15.0}
    await service.hear(service.added(third))
    assert await durations() == {"median": 20.0, "mean": 40.0}
    assert await service.value("SELECT tasks FROM day_durations") == 3


async def test_a_fact_between_keeping_and_reading_is_not_overlooked(
    service: AnalyticsService,
) -> None:
    first, second = uuid7(), uuid7()
    await service.hear(
        service.added(first), service.completed(first, at=NOON + timedelta(seconds=10))
    )
    period = Period(first=DAY, last=DAY)
    async with service.db.transaction() as tx:
        await figures.keep_durations(tx, period, DAY + timedelta(days=1))
        await service.hear(
            service.added(second), service.completed(second, at=NOON + timedelta(seconds=20))
        )
        [day] = await figures.throughput(tx, period)
    assert (day.completed, day.median) == (2, timedelta(seconds=15))


async def test_durations_of_today_are_not_kept(service: AnalyticsService) -> None:
    task, now = uuid7(), datetime.now(UTC)
    await service.hear(service.added(task, at=now), service.completed(task, at=now))
    today = await service.value("SELECT (now() AT TIME ZONE 'Europe/Berlin')::date")
    [line] = (await service.shown("/throughput", **{"from": today, "to": today}))["items"]
    assert line["completion_seconds"] == {"median": 0.0, "mean": 0.0}
    assert await service.value("SELECT count(*) FROM day_durations") == 0


async def test_facts_without_a_business_day_are_put_on_accounting_s_days(
    service: AnalyticsService,
) -> None:
    """Midnight comes twice on the Azores: the day begins with the first, and has 25 hours."""
    inbox = listen("Atlantic/Azores")
    for hours in (-1, 0, 1, 24, 25):
        at = datetime(2026, 10, 25, tzinfo=UTC) + timedelta(hours=hours, minutes=30)
        task = uuid7()
        facts = (
            service.added(task, at=at),
            service.assigned(task, 2, "reassigned", at=at),
            service.completed(task, at=at),
        )
        await inbox.apply(service.db, facts)
    async with service.db.transaction() as tx:
        period = Period(first=date(2026, 10, 24), last=date(2026, 10, 26))
        days = await figures.throughput(tx, period)
    assert [(day.created, day.reassigned, day.completed) for day in days] == [
        (1, 1, 1),
        (3, 3, 3),
        (1, 1, 1),
    ]
