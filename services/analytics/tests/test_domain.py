"""Periods: days, ISO weeks, months, leap years, and what cannot be one."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ates_analytics.domain import PERIOD_DAYS, asked_period, span_around
from ates_chassis.shared.errors import InvalidError
from ates_chassis.shared.period import PERIOD_DAYS_MAX, Period

pytestmark = pytest.mark.unit
TODAY = date(2026, 3, 10)
some_day = st.dates(date(1, 1, 1), date(9999, 12, 26))


@given(some_day)
def test_a_week_is_the_iso_week_of_its_day(day: date) -> None:
    week = span_around("week", day)
    assert week.first <= day <= week.last
    assert (week.first.isoweekday(), week.last.isoweekday()) == (1, 7)
    assert week.first.isocalendar()[:2] == week.last.isocalendar()[:2] == day.isocalendar()[:2]


@given(some_day)
def test_a_month_is_all_days_of_its_name(day: date) -> None:
    month = span_around("month", day)
    assert month.first.day == 1
    assert (month.first.year, month.first.month) == (day.year, day.month)
    assert month.last == date.max or (month.last + timedelta(days=1)).day == 1
    assert month.first <= day <= month.last


@pytest.mark.parametrize(
    ("day", "last"),
    [("2024-02-10", 29), ("2026-02-10", 28), ("1900-02-01", 28), ("2000-02-29", 29)],
)
def test_february_knows_leap_years(day: str, last: int) -> None:
    assert span_around("month", date.fromisoformat(day)).last.day == last


def test_a_week_may_reach_over_the_turn_of_the_year() -> None:
    week = span_around("week", date(2027, 1, 1))
    assert (week.first, week.last) == (date(2026, 12, 28), date(2027, 1, 3))


def test_the_last_week_of_all_dates_is_refused() -> None:
    with pytest.raises(InvalidError) as refused:
        span_around("week", date.max)
    assert refused.value.field == "date"


def test_a_whole_leap_year_is_a_period_and_a_day_more_is_none() -> None:
    Period(first=date(2024, 1, 1), last=date(2024, 12, 31))
    with pytest.raises(InvalidError):
        Period(first=date(2024, 1, 1), last=date(2025, 1, 1))


@given(st.dates(), st.dates())
def test_a_period_is_upright_and_bounded_or_refused(first: date, last: date) -> None:
    if timedelta(0) <= last - first < timedelta(days=PERIOD_DAYS_MAX):
        chosen = Period.between(first, last, today=TODAY, days=PERIOD_DAYS)
        assert (chosen.days[0], chosen.days[-1]) == (first, last)
        return
    with pytest.raises(InvalidError) as refused:
        Period.between(first, last, today=TODAY, days=PERIOD_DAYS)
    assert refused.value.field == "to"


def test_open_ends_are_filled() -> None:
    assert Period.between(None, None, today=TODAY, days=PERIOD_DAYS) == Period(
        first=date(2026, 2, 9), last=TODAY
    )
    assert Period.between(date(2026, 3, 1), None, today=TODAY, days=PERIOD_DAYS).last == TODAY
    assert Period.between(date(2026, 5, 1), None, today=TODAY, days=PERIOD_DAYS).last == date(
        2026, 5, 1
    )
    assert Period.between(None, date.min, today=TODAY, days=PERIOD_DAYS) == Period(
        first=date.min, last=date.min
    )


def test_nothing_asked_is_today() -> None:
    today = Period(first=TODAY, last=TODAY)
    assert asked_period(None, None, None, None, today=TODAY) == today
    assert asked_period("day", None, None, None, today=TODAY) == today


@pytest.mark.parametrize(
    ("query", "field"),
    [
        (("week", None, TODAY, None), "period"),
        (("day", TODAY, None, TODAY), "period"),
        ((None, TODAY, None, None), "date"),
        ((None, TODAY, TODAY, TODAY), "date"),
        ((None, None, TODAY, TODAY - timedelta(days=1)), "to"),
    ],
)
def test_two_ways_at_once_or_upside_down_are_refused(query: tuple[Any, ...], field: str) -> None:
    with pytest.raises(InvalidError) as refused:
        asked_period(*query, today=TODAY)
    assert refused.value.field == field
