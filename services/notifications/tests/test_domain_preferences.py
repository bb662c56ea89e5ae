"""Quiet hours and the hour of the daily mail, on the wall clocks of all zones, whatever daylight saving does with them."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from uuid_utils.compat import uuid7

from ates_chassis.shared.errors import InvalidError
from ates_notifications.domain.preferences import (
    CompanyDefaults,
    NoticePreferences,
    QuietHours,
    Reader,
    next_instant,
)

# With changes at midnight, of half an hour, of a whole day, in the other half of the year, and none.
ZONES = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "America/Sao_Paulo",
    "Australia/Lord_Howe",
    "Asia/Beirut",
    "Africa/Casablanca",
    "Pacific/Apia",
    "Asia/Kathmandu",
    "America/St_Johns",
]
MINUTE = timedelta(minutes=1)
clocks = st.builds(time, st.integers(0, 23), st.integers(0, 59))
zones = st.sampled_from(ZONES).map(ZoneInfo)
# Also the year in which Samoa left out a day.
instants = st.integers(0, 21 * 365 * 86_400).map(
    lambda seconds: datetime(2009, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
# Near the changes of Europe, Lord Howe and Samoa.
changes = st.sampled_from(
    [
        datetime(2026, 3, 29, 1, tzinfo=UTC),
        datetime(2026, 10, 25, 1, tzinfo=UTC),
        datetime(2026, 10, 3, 15, 30, tzinfo=UTC),
        datetime(2026, 4, 4, 15, tzinfo=UTC),
        datetime(2011, 12, 30, 10, tzinfo=UTC),
    ]
)
near_changes = st.builds(
    lambda change, minutes: change + minutes * MINUTE, changes, st.integers(-1_500, 1_500)
)


def shown(moment: datetime, zone: ZoneInfo) -> time:
    return moment.astimezone(zone).time().replace(fold=0)


BERLIN = ZoneInfo("Europe/Berlin")


@given(st.one_of(instants, near_changes), clocks, clocks, zones)
@example(datetime(2026, 3, 28, 23, tzinfo=UTC), time(22), time(2, 30), BERLIN)
@example(datetime(2026, 10, 25, 0, 40, tzinfo=UTC), time(2, 30), time(1), BERLIN)
@example(datetime(2026, 10, 25, 1, 15, tzinfo=UTC), time(22), time(2, 30), BERLIN)
@example(datetime(2011, 12, 30, 8, tzinfo=UTC), time(22), time(7), ZoneInfo("Pacific/Apia"))
def test_quiet_hours_end_at_the_first_instant_whose_wall_clock_is_not_quiet(
    moment: datetime, start: time, end: time, zone: ZoneInfo
) -> None:
    if start == end:
        return
    quiet = QuietHours(start, end)
    until = quiet.end_after(moment, zone)
    assert not quiet.include(shown(until, zone))
    assert moment <= until <= moment + timedelta(hours=26)
    step = moment
    while step < until:
        assert quiet.include(shown(step, zone)), f"{step} is not quiet any more"
        step += timedelta(minutes=7)
    if until > moment:
        assert quiet.include(shown(until - timedelta(seconds=1), zone))


@given(st.one_of(instants, near_changes), clocks, zones)
def test_the_next_instant_of_a_clock_is_within_a_day_and_shows_it_or_lies_behind_a_jump(
    moment: datetime, clock: time, zone: ZoneInfo
) -> None:
    instant = next_instant(moment, clock, zone)
    assert moment < instant <= moment + timedelta(hours=50)
    local = instant.astimezone(zone)
    if local.time().replace(fold=0) != clock:
        wall = datetime.combine(local.date(), clock, zone)
        assert wall.astimezone(UTC).astimezone(zone).time() != clock


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        (datetime(2026, 6, 1, 19, 59, tzinfo=UTC), datetime(2026, 6, 1, 19, 59, tzinfo=UTC)),
        (datetime(2026, 6, 1, 20, 0, tzinfo=UTC), datetime(2026, 6, 2, 5, 0, tzinfo=UTC)),
        # In the night in which clocks go forward, and in that in which they go back.
        (datetime(2026, 3, 28, 22, 0, tzinfo=UTC), datetime(2026, 3, 29, 5, 0, tzinfo=UTC)),
        (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), datetime(2026, 10, 25, 6, 0, tzinfo=UTC)),
    ],
)
def test_a_night_in_berlin_is_quiet_from_ten_to_seven(moment: datetime, until: datetime) -> None:
    assert QuietHours(time(22), time(7)).end_after(moment, BERLIN) == until


def test_hours_that_end_when_they_begin_are_no_hours() -> None:
    with pytest.raises(InvalidError):
        QuietHours(time(7), time(7))


def test_the_daily_mail_goes_out_at_its_hour_in_the_zone_of_its_reader_and_not_in_quiet_hours() -> (
    None
):
    company = CompanyDefaults(zone="Europe/Berlin", digest_hour=8)
    now = datetime(2026, 6, 1, 12, tzinfo=UTC)

    def next_digest(**chosen: object) -> datetime:
        preferences = NoticePreferences(**chosen)  # type: ignore[arg-type]
        return Reader(user_id=uuid7(), preferences=preferences, company=company).next_digest(now)

    assert next_digest() == datetime(2026, 6, 2, 6, tzinfo=UTC)
    assert next_digest(time_zone="America/New_York") == datetime(2026, 6, 2, 12, tzinfo=UTC)
    quiet = QuietHours(time(22), time(9, 30))
    assert next_digest(quiet_hours=quiet) == datetime(2026, 6, 2, 7, 30, tzinfo=UTC)
