"""A bar for each day: coordinates for an SVG that needs neither script nor inline style."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ates_web.clients.models import IncomeDay, Money

WIDTH = 1_040.0
HEIGHT = 140.0
_GAP = 0.25
_BAR_MIN = 2.0
_DAYS_MAX = 370


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    day: IncomeDay

    @property
    def value(self) -> Money:
        return self.day.income


@dataclass(frozen=True, slots=True)
class Chart:
    width: float
    height: float
    zero: float
    bars: tuple[Bar, ...]

    @property
    def first(self) -> date:
        return self.bars[0].day.business_day

    @property
    def last(self) -> date:
        return self.bars[-1].day.business_day


def chart(days: Sequence[IncomeDay]) -> Chart:
    """The last days of `days`, which come in order, around a line at zero."""
    shown = days[-_DAYS_MAX:]
    amounts = [each.income.amount for each in shown]
    top, bottom = max(0, *amounts), min(0, *amounts)
    scale = HEIGHT / ((top - bottom) or 1)
    zero = top * scale
    step = WIDTH / len(shown)
    bars = []
    for at, each in enumerate(shown):
        height = max(abs(each.income.amount) * scale, _BAR_MIN)
        y = zero if each.income.amount < 0 else zero - height
        bars.append(
            Bar(
                round(at * step, 2),
                round(y, 2),
                round(step * (1 - _GAP), 2),
                round(height, 2),
                each,
            )
        )
    return Chart(WIDTH, HEIGHT, round(zero, 2), tuple(bars))
