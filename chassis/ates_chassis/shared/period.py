"""A period of business days, as whoever reads figures and statements asks for it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Self

from ates_chassis.shared.errors import InvalidError
from ates_chassis.shared.reasons import Reason

PERIOD_DAYS_MAX: Final = 366


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Business days, both inclusive. Raises InvalidError where it is upside down or longer than a year."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise InvalidError(Reason.of("dates-swapped"), field="to")
        if self.last - self.first >= timedelta(days=PERIOD_DAYS_MAX):
            raise InvalidError(Reason.of("too-many-days", max=PERIOD_DAYS_MAX), field="to")

    @classmethod
    def between(cls, first: date | None, last: date | None, *, today: date, days: int) -> Self:
        """The period asked for; an open end is filled to the last `days` days."""
        span = timedelta(days=days - 1)
        if last is None:
            last = today if first is None else max(today, first)
        if first is None:
            first = last - span if last > date.min + span else date.min
        return cls(first=first, last=last)

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]
