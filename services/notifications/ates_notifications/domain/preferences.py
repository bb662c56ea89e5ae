"""What a person wants to be told by e-mail, when, and in which language; and the wall clock of their zone.

Quiet hours and the hour of the daily mail are those of the wall clock, whatever daylight saving does with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from types import MappingProxyType
from typing import Final, Literal
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from ates_chassis.shared.errors import InvalidError
from ates_chassis.shared.reasons import Reason
from ates_notifications.domain import MAILED_BY_PAYMENTS, NoticeKind

Language = Literal["en", "ru"]
EmailMode = Literal["at-once", "daily", "off"]

MODES: Final[Mapping[NoticeKind, EmailMode]] = MappingProxyType(
    {
        "task-given": "at-once",
        "task-taken": "daily",
        "reward": "daily",
        "correction": "at-once",
        "payout-due": "off",
        "payout-settled": "at-once",
        "payout-failed": "at-once",
    }
)
"""Of whoever chose nothing else."""
_SECOND: Final = timedelta(seconds=1)
_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)
# A zone may leave a whole day out, as Samoa did.
_DAYS_AHEAD: Final = 4


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `start` to `end` of the wall clock, over midnight where `end` is the earlier. Raises InvalidError for no hours at all."""

    start: time
    end: time

    def __post_init__(self) -> None:
        if self.start == self.end:
            raise InvalidError(Reason.of("empty-hours"), field="quiet_hours")

    def include(self, clock: time) -> bool:
        if self.start < self.end:
            return self.start <= clock < self.end
        return clock >= self.start or clock < self.end

    def end_after(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """The first instant from `moment` on that is not quiet: `moment` itself, or the end of these hours."""
        if not self.include(_clock(moment, zone)):
            return moment
        end = next_instant(moment, self.end, zone)
        for jump in _jumps(moment, end, zone):
            if not self.include(_clock(jump, zone)):
                return jump
        return end


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyDefaults:
    """What counts for whoever chose nothing."""

    language: Language = "en"
    zone: str = "UTC"
    digest_hour: int = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticePreferences:
    language: Language | None = None
    time_zone: str | None = None
    quiet_hours: QuietHours | None = None
    modes: Mapping[NoticeKind, EmailMode] = field(default_factory=dict)

    def mode(self, kind: NoticeKind) -> EmailMode:
        return self.modes.get(kind, MODES[kind])

    def kinds_of(self, mode: EmailMode) -> list[NoticeKind]:
        """What is told by mail in that way; payments' own mails are not told twice."""
        return [kind for kind in MODES if mailed_as(self, kind) == mode]

    def without(self, kind: NoticeKind | None) -> "NoticePreferences":
        """No mail of that kind any more; without one, no daily mail."""
        ended = [kind] if kind else [each for each in MODES if self.mode(each) == "daily"]
        modes = {**self.modes, **dict.fromkeys(ended, _OFF)}
        return NoticePreferences(
            language=self.language,
            time_zone=self.time_zone,
            quiet_hours=self.quiet_hours,
            modes=modes,
        )


_OFF: Final[EmailMode] = "off"


def mailed_as(preferences: NoticePreferences, kind: NoticeKind) -> EmailMode:
    return "off" if kind in MAILED_BY_PAYMENTS else preferences.mode(kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A person with what they chose, and what their company says of the rest."""

    user_id: UUID
    preferences: NoticePreferences
    company: CompanyDefaults

    @property
    def language(self) -> Language:
        return self.preferences.language or self.company.language

    @property
    def zone(self) -> ZoneInfo:
        """The company's, too, where another machine knew the person's and this one does not."""
        try:
            return ZoneInfo(self.preferences.time_zone or self.company.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return ZoneInfo(self.company.zone)

    def undisturbed(self, moment: datetime) -> datetime:
        """The first instant from `moment` on at which a mail may come."""
        quiet = self.preferences.quiet_hours
        return quiet.end_after(moment, self.zone) if quiet else moment

    def next_digest(self, moment: datetime) -> datetime:
        """When the next daily mail goes out."""
        at = next_instant(moment, time(self.company.digest_hour), self.zone)
        return self.undisturbed(at)


def checked_zone(name: str) -> str:
    """Raises InvalidError."""
    if name not in available_timezones():
        raise InvalidError(Reason.of("not-a-time-zone"), field="time_zone")
    return name


def next_instant(moment: datetime, clock: time, zone: ZoneInfo) -> datetime:
    """The first instant after `moment` at which the wall clock shows `clock`, or jumps over it."""
    today = moment.astimezone(zone).date()
    for days in range(_DAYS_AHEAD):
        for fold in (0, 1):
            wall = datetime.combine(today + days * _DAY, clock.replace(fold=fold), zone)
            instant = wall.astimezone(UTC)
            if instant > moment and fold == _fold_of(instant, clock, zone):
                return instant
    raise AssertionError(f"no {clock} in {zone}")


def _fold_of(instant: datetime, clock: time, zone: ZoneInfo) -> int:
    """Of an hour that the wall clock shows twice; where it jumps over `clock`, the time behind counts."""
    local = instant.astimezone(zone)
    return local.fold if local.time().replace(fold=0) == clock else 0


def _clock(moment: datetime, zone: ZoneInfo) -> time:
    return moment.astimezone(zone).time().replace(fold=0)


def _jumps(first: datetime, last: datetime, zone: ZoneInfo) -> list[datetime]:
    """The instants after `first` and before `last` at which the wall clock jumps."""
    jumps = []
    step = first
    while step < last:
        following = min(step + _HOUR, last)
        if _offset(step, zone) != _offset(following, zone):
            jumps.append(_jump(step, following, zone))
        step = following
    return jumps


def _jump(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    offset = _offset(after, zone)
    while after - before > _SECOND:
        middle = before + (after - before) / 2
        before, after = (before, middle) if _offset(middle, zone) == offset else (middle, after)
    return after.replace(microsecond=0)


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta | None:
    return moment.astimezone(zone).utcoffset()
