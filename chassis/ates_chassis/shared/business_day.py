"""Business days of a time zone: when one begins, and which one an instant belongs to. Nothing else may work that out.

A day begins at the first instant whose wall clock shows its date, also where midnight comes twice or not at all. So days follow
each other without gap or overlap, and a date that the zone leaves out is no day.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_ONE_DAY = timedelta(days=1)
_STEP = timedelta(seconds=1)
"""Clocks are put forward and back at whole seconds."""

_DAYS_AHEAD_MAX = 2
"""How far a clock that was put back may be behind the day that had begun: offsets differ by less than two days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A business day with its bounds as instants; it has those from `opens_at` to before `closes_at`."""

    day: date
    opens_at: datetime
    closes_at: datetime


@lru_cache(maxsize=4_096)
def day_begins(day: date, zone: str) -> datetime:
    """The first instant whose wall clock shows `day`, or a later date where the zone has no such day."""
    where = ZoneInfo(zone)
    midnight = datetime.combine(day, time(), where)  # the first of two: `fold` is 0
    instant = midnight.astimezone(UTC)
    skipped = instant.astimezone(where).replace(tzinfo=None) - midnight.replace(tzinfo=None)
    if not skipped:
        return instant
    # Clocks were put forward over midnight: the day begins at that instant, which lies at most `skipped` before.
    earliest, latest = 0, skipped // _STEP
    while earliest < latest:
        middle = (earliest + latest) // 2
        if (instant - middle * _STEP).astimezone(where).date() >= day:
            earliest = middle + 1
        else:
            latest = middle
    return instant - (earliest - 1) * _STEP


def day_of(moment: datetime, zone: str) -> date:
    """The day that `moment` belongs to: what the wall clock shows, or showed before it was put back over midnight."""
    day = moment.astimezone(ZoneInfo(zone)).date()
    for _ in range(_DAYS_AHEAD_MAX):
        if moment < day_begins(day + _ONE_DAY, zone):
            break
        day += _ONE_DAY
    return day


def first_day(moment: datetime, zone: str) -> Day:
    """The day of `moment`, with the bounds that the zone gives it."""
    day = day_of(moment, zone)
    return Day(day=day, opens_at=day_begins(day, zone), closes_at=day_begins(day + _ONE_DAY, zone))


def day_after(last: Day, zone: str) -> Day:
    """The next day that has any length, from the very end of `last`, also where `zone` is another one since.

    Where the clocks of the new zone are ahead it is short, or dates are left out; where they are behind it is long.
    """
    day = max(last.day + _ONE_DAY, day_of(last.closes_at, zone))
    return Day(day=day, opens_at=last.closes_at, closes_at=day_begins(day + _ONE_DAY, zone))
