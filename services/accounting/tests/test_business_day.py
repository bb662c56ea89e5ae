"""The business day: the calendar day of the company's time zone, with stored bounds, by the database's clock."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from accounting_service import AccountingService
from uuid_utils.compat import uuid7

BERLIN = pytest.mark.parametrize("time_zone", ["Europe/Berlin"])


async def _bounds(service: AccountingService, day: str) -> tuple[datetime, datetime]:
    [row] = await service.rows(
        "SELECT opens_at, closes_at FROM business_days WHERE day = CAST(:day AS text)::date",
        day=day,
    )
    return row.opens_at.astimezone(UTC), row.closes_at.astimezone(UTC)


async def _today(service: AccountingService) -> str:
    day: str = (await service.get("/accounts/me", by=uuid7())).json()["business_day"]
    return day


@BERLIN
@pytest.mark.parametrize(
    ("day", "opens", "hours"),
    [("2026-03-29", "2026-03-28T23:00Z", 23), ("2026-10-25", "2026-10-24T22:00Z", 25),
     ("2026-07-01", "2026-06-30T22:00Z", 24)],
)  # fmt: skip
async def test_a_day_is_as_long_as_the_calendar_says(
    service: AccountingService, day: str, opens: str, hours: int
) -> None:
    await service.set_clock(f"{day} 10:00Z")
    assert await _today(service) == day
    opens_at, closes_at = await _bounds(service, day)
    assert opens_at == datetime.fromisoformat(opens)
    assert closes_at - opens_at == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("time_zone", "day", "opens", "hours"),
    [
        ("Atlantic/Azores", "2026-10-25", "2026-10-25T00:00Z", 25),
        ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00Z", 23),
        ("Asia/Beirut", "2026-03-29", "2026-03-28T22:00Z", 23),
        ("Australia/Lord_Howe", "2026-10-04", "2026-10-03T13:30Z", 23.5),
    ],
)
async def test_a_day_begins_at_the_first_instant_of_its_date(
    service: AccountingService, day: str, opens: str, hours: float
) -> None:
    """Also where midnight comes twice, or not at all."""
    opened = datetime.fromisoformat(opens)
    for moment in (opened - timedelta(minutes=1), opened, opened + timedelta(minutes=30)):
        await service.set_clock(moment.isoformat())
        assert (await _today(service) == day) == (moment >= opened), moment
    assert await _bounds(service, day) == (opened, opened + timedelta(hours=hours))


@pytest.mark.parametrize("time_zone", ["Pacific/Apia"])
async def test_a_date_that_the_zone_leaves_out_is_no_business_day(
    service: AccountingService,
) -> None:
    for moment in ("2011-12-29 12:00Z", "2012-01-01 12:00Z"):
        await service.set_clock(moment)
        await _today(service)
    rows = await service.rows("SELECT day::text FROM business_days ORDER BY day")
    assert [row.day for row in rows] == ["2011-12-29", "2011-12-31", "2012-01-01", "2012-01-02"]


@BERLIN
async def test_midnight_belongs_to_the_new_day(service: AccountingService) -> None:
    days = []
    for moment in ("2026-03-28 23:00Z", "2026-03-29 21:59:59.999999Z", "2026-03-29 22:00Z"):
        await service.set_clock(moment)
        await service.hear(service.assigned(uuid7(), uuid7()))
        days.append(
            await service.value(
                "SELECT business_day::text FROM transfers ORDER BY number DESC LIMIT 1"
            )
        )
    assert days == ["2026-03-29", "2026-03-29", "2026-03-30"]


async def test_a_late_fact_goes_to_the_open_day_and_keeps_its_time(
    service: AccountingService,
) -> None:
    employee = uuid7()
    event = service.assigned(uuid7(), employee)
    await service.hear(event)
    [row] = (await service.get("/accounts/me/transfers", by=employee)).json()["items"]
    assert datetime.fromisoformat(row["occurred_at"]) == event.envelope.time
    assert row["business_day"] == await _today(service) != "2026-01-02"


async def test_earned_today_is_today_s_alone(service: AccountingService) -> None:
    task, employee = uuid7(), uuid7()
    await service.set_clock("2026-05-01 23:59Z")
    await service.hear(service.assigned(task, employee))
    fee, reward = await service.price(task)
    account = (await service.get("/accounts/me", by=employee)).json()
    assert account["earned_today"]["amount"] == -fee
    await service.set_clock("2026-05-02 00:00Z")
    account = (await service.get("/accounts/me", by=employee)).json()
    assert (account["balance"]["amount"], account["earned_today"]["amount"]) == (-fee, 0)
    await service.hear(service.completed(task, employee))
    account = (await service.get("/accounts/me", by=employee)).json()
    assert (account["balance"]["amount"], account["earned_today"]["amount"]) == (
        reward - fee,
        reward,
    )
    assert account["business_day"] == "2026-05-02"


async def test_days_without_use_are_days_too(service: AccountingService) -> None:
    for moment in ("2026-05-01 10:00Z", "2026-05-04 10:00Z"):
        await service.set_clock(moment)
        await _today(service)
    rows = await service.rows(
        "SELECT day::text, opens_at, closes_at FROM business_days ORDER BY day"
    )
    assert [row.day for row in rows] == ["2026-05-01", "2026-05-02", "2026-05-03", "2026-05-04"]
    assert all(one.closes_at == next_.opens_at for one, next_ in pairwise(rows))


async def test_a_company_that_moves_east_gets_one_short_day(service: AccountingService) -> None:
    await service.set_clock("2026-05-01 10:00Z")
    await _today(service)
    _move(service, "Asia/Tokyo")
    await service.set_clock("2026-05-02 00:00Z")
    assert await _today(service) == "2026-05-02"
    assert await _bounds(service, "2026-05-02") == (
        datetime(2026, 5, 2, tzinfo=UTC),
        datetime(2026, 5, 2, 15, tzinfo=UTC),
    )


async def test_a_company_that_moves_west_gets_one_long_day(service: AccountingService) -> None:
    await service.set_clock("2026-05-01 10:00Z")
    await _today(service)
    _move(service, "America/Los_Angeles")
    await service.set_clock("2026-05-02 00:00Z")
    assert await _today(service) == "2026-05-02"
    assert await _bounds(service, "2026-05-02") == (
        datetime(2026, 5, 2, tzinfo=UTC),
        datetime(2026, 5, 3, 7, tzinfo=UTC),
    )
    await service.set_clock("2026-05-03 07:00Z")
    assert await _today(service) == "2026-05-03"


ENDS_OF_THE_WORLD = ("Etc/GMT+12", "Pacific/Pago_Pago", "Pacific/Auckland", "Pacific/Kiritimati")


@pytest.mark.parametrize("time_zone", ENDS_OF_THE_WORLD)
@pytest.mark.parametrize("new_zone", ENDS_OF_THE_WORLD)
async def test_a_company_may_move_around_the_world_and_the_ledger_goes_on(
    service: AccountingService, new_zone: str
) -> None:
    developer = await service.hire()
    await service.set_clock("2026-05-01 10:30Z")
    await service.give(developer, 100)
    _move(service, new_zone)
    await service.give(developer, 100)
    moved = await service.value("SELECT max(closes_at) FROM business_days")
    for hours in (0, 1, 12, 30, 60, 90):
        await service.set_clock((moved + timedelta(hours=hours)).isoformat())
        await service.give(developer, 100)
    days = await service.rows("SELECT * FROM business_days ORDER BY day")
    assert days[0].closes_at == moved
    assert len(days) > 3
    assert all(one.closes_at == following.opens_at for one, following in pairwise(days))
    local = ZoneInfo(new_zone)
    assert all(day.closes_at.astimezone(local).time() == time() for day in days[1:])
    assert {
        str(row.business_day) for row in await service.rows("SELECT * FROM transfers LIMIT 2")
    } == {str(days[0].day)}


def _move(service: AccountingService, zone: str) -> None:
    settings = service.app.state.settings
    service.app.state.settings = settings.model_copy(update={"time_zone": zone})
