"""Business days tile time in every zone, and go on from one zone to another."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ates_chassis.shared.business_day import Day, day_after, day_begins, day_of, first_day

ZONES = sorted(available_timezones())
SECOND = timedelta(seconds=1)
FIRST, LAST = date(2020, 1, 1), date(2030, 12, 31)
EXTREMES = (
    "Etc/GMT+12", "Pacific/Pago_Pago", "Pacific/Auckland", "Pacific/Chatham", "Pacific/Kiritimati", "Pacific/Apia",
    "America/Adak", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe", "Atlantic/Azores", "UTC",
)  # fmt: skip


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _wall_date(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()


@pytest.mark.parametrize("zone", ZONES)
def test_days_of_every_zone_tile_time_and_hold_the_instants_of_their_date(zone: str) -> None:
    """Where a clock is put back over midnight, the day that has begun goes on: no zone does so in these years."""
    begins = [day_begins(FIRST + timedelta(days=n), zone) for n in range((LAST - FIRST).days + 2)]
    for at, (start, end) in enumerate(pairwise(begins)):
        day = FIRST + timedelta(days=at)
        assert start < end
        for moment in (start, end - SECOND):
            assert day_of(moment, zone) == _wall_date(moment, zone) == day
        assert _wall_date(start - SECOND, zone) < day


@settings(max_examples=500)
@given(
    zone=st.sampled_from(ZONES),
    moment=st.datetimes(datetime(2020, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001 - in UTC
)
@example(zone="Atlantic/Azores", moment=utc("2026-10-25 00:30"))
def test_every_instant_is_in_the_day_of_its_wall_clock(zone: str, moment: datetime) -> None:
    day = day_of(moment, zone)
    assert day == _wall_date(moment, zone)
    assert day_begins(day, zone) <= moment < day_begins(day + timedelta(days=1), zone)


@pytest.mark.parametrize(
    ("zone", "day", "opens", "hours"),
    [
        ("Atlantic/Azores", "2026-10-25", "2026-10-25 00:00", 25),  # midnight comes twice
        ("Atlantic/Azores", "2026-10-26", "2026-10-26 01:00", 24),
        ("Atlantic/Azores", "2026-03-29", "2026-03-29 01:00", 23),  # there is no midnight
        # Of a year long past: Cuba changed 2026 at short notice, and time zone data older than that do not know.
        ("America/Havana", "2020-11-01", "2020-11-01 04:00", 25),
        ("America/Havana", "2020-03-08", "2020-03-08 05:00", 23),
        ("America/Sao_Paulo", "2018-11-04", "2018-11-04 03:00", 23),
        ("America/Sao_Paulo", "2019-02-16", "2019-02-16 02:00", 25),
        ("Asia/Beirut", "2026-03-29", "2026-03-28 22:00", 23),
        ("Africa/Cairo", "2026-04-24", "2026-04-23 22:00", 23),
        ("Africa/Cairo", "2026-10-29", "2026-10-28 21:00", 25),
        ("Australia/Lord_Howe", "2026-10-04", "2026-10-03 13:30", 23.5),
        ("Australia/Lord_Howe", "2026-04-05", "2026-04-04 13:00", 24.5),
        (
            "America/St_Johns",
            "2010-11-07",
            "2010-11-07 02:30",
            25,
        ),  # 00:01 became 23:01: the day goes on
        ("Asia/Pyongyang", "2018-05-05", "2018-05-04 15:00", 24),  # 23:30 became midnight
        ("America/Toronto", "1919-03-31", "1919-03-31 04:30", 23.5),  # 23:30 became 00:30
        ("Pacific/Apia", "2011-12-29", "2011-12-29 10:00", 24),
        ("Pacific/Apia", "2011-12-31", "2011-12-30 10:00", 24),
    ],
)
def test_a_day_begins_at_the_first_instant_of_its_date(
    zone: str, day: str, opens: str, hours: float
) -> None:
    result = first_day(utc(opens), zone)
    assert (str(result.day), result.opens_at) == (day, utc(opens))
    assert result.closes_at - result.opens_at == timedelta(hours=hours)
    assert day_of(utc(opens) - SECOND, zone) < result.day


def test_a_date_that_a_zone_leaves_out_is_no_day() -> None:
    last = first_day(utc("2011-12-30 09:59"), "Pacific/Apia")
    assert str(last.day) == "2011-12-29"
    assert str(day_after(last, "Pacific/Apia").day) == "2011-12-31"


@pytest.mark.parametrize("before", EXTREMES)
@settings(max_examples=60)
@given(
    after=st.sampled_from(EXTREMES),
    moment=st.datetimes(datetime(2020, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001 - in UTC
)
@example(after="Pacific/Auckland", moment=utc("2026-05-01 10:00"))
@example(after="Pacific/Kiritimati", moment=utc("2026-05-01 10:00"))
@example(after="Etc/GMT+12", moment=utc("2026-05-01 10:00"))
def test_days_go_on_when_a_company_moves_to_another_zone(
    before: str, after: str, moment: datetime
) -> None:
    days = [first_day(moment, before)]
    for _ in range(3):
        days.append(day_after(days[-1], after))
    for one, following in pairwise(days):
        assert one.day < following.day
        assert one.closes_at == following.opens_at < following.closes_at
    assert days[1].closes_at - days[1].opens_at <= timedelta(hours=51)
    last = days[-1]
    assert last == Day(
        day=last.day,
        opens_at=day_begins(last.day, after),
        closes_at=day_begins(last.day + timedelta(days=1), after),
    )
