"""The company's figures: income, negative balances, the most expensive tasks, and throughput."""

import asyncio
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from babel.units import format_unit
from fastapi import APIRouter, Response

from ates_chassis.shared.period import PERIOD_DAYS_MAX
from ates_web.clients.analytics import (
    ExpensiveTaskView,
    NegativeBalancesView,
    NegativeBalanceView,
    ThroughputDay,
)
from ates_web.clients.models import IncomeDay
from ates_web.pages.forms import ChosenPeriod, chosen_period
from ates_web.pages.language import _, later, spoken
from ates_web.pages.shell import SEES_ANALYTICS, PageContext, SignedIn, Visit

router = APIRouter()
_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))
_HOUR = 3_600


@dataclass(frozen=True, slots=True)
class Best:
    span: str
    task: ExpensiveTaskView | None


@dataclass(frozen=True, slots=True)
class BestOfDay:
    day: date
    task: ExpensiveTaskView | None


@dataclass(frozen=True, slots=True)
class NegativeBalanceRow:
    person: str
    balance: NegativeBalanceView


@dataclass(frozen=True, slots=True)
class ThroughputLine:
    day: ThroughputDay
    took: str
    hours: str
    """The median time to completion, for the chart; empty where nothing was completed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalyticsPage(PageContext):
    template: ClassVar[str] = "analytics.html"
    period: ChosenPeriod
    currency: str
    today: IncomeDay | None
    income: tuple[IncomeDay, ...] | None
    count: int
    negative_balances: tuple[NegativeBalanceRow, ...] | None
    best: tuple[Best, ...] | None
    bests: tuple[BestOfDay, ...] | None
    lines: tuple[ThroughputLine, ...] | None


@router.get("/analytics")
async def analytics(visit: SignedIn) -> Response:
    visit.require(SEES_ANALYTICS)
    chosen = chosen_period(
        "/analytics", visit.request.query_params, visit.web.templates.clock.today()
    )
    client, caller = visit.clients.analytics, visit.caller
    first, last = chosen.first, chosen.last
    today, income, negative_balances, days, most_expensive_of = await asyncio.gather(
        visit.panel(client.today(caller)),
        visit.panel(client.income(caller, first=first, last=last)),
        visit.panel(client.negative_balances(caller)),
        visit.panel(client.throughput(caller, first=first, last=last)),
        visit.panel(_most_expensive_by_day(visit, first, last)),
    )
    return visit.show(
        AnalyticsPage(
            frame=visit.frame(_("Analytics"), "analytics"),
            period=chosen,
            currency=visit.web.settings.currency,
            today=today,
            income=income,
            count=negative_balances.count if negative_balances else 0,
            negative_balances=await _negative_balances_of(visit, negative_balances)
            if negative_balances
            else None,
            best=None if most_expensive_of is None else _best(most_expensive_of, last),
            bests=None
            if most_expensive_of is None
            else tuple(
                BestOfDay(*each) for each in most_expensive_of.items() if first <= each[0] <= last
            ),
            lines=None if days is None else tuple(map(_line, days)),
        )
    )


async def _negative_balances_of(
    visit: Visit, negative_balances: NegativeBalancesView
) -> tuple[NegativeBalanceRow, ...]:
    names = await visit.names([balance.user_id for balance in negative_balances.items])
    return tuple(
        NegativeBalanceRow(visit.called(names, balance.user_id), balance)
        for balance in negative_balances.items
    )


async def _most_expensive_by_day(
    visit: Visit, first: date, last: date
) -> dict[date, ExpensiveTaskView | None]:
    """Of each day of the period, newest first, and of the spans around its last day: in one question where it can be."""
    _day, *around = spans_of(last)  # the day is in the period
    spans = [(first, last), *((start, end) for _label, start, end in around)]
    whole = min(start for start, _end in spans), max(end for _start, end in spans)
    questions = [whole] if (whole[1] - whole[0]).days < PERIOD_DAYS_MAX else spans
    ask = visit.clients.analytics.most_expensive_by_day
    answers = await asyncio.gather(
        *(ask(visit.caller, first=start, last=end) for start, end in questions)
    )
    tasks = {day: task for answer in answers for day, task in answer.items()}
    return dict(sorted(tasks.items(), reverse=True))


def _best(
    most_expensive_of: Mapping[date, ExpensiveTaskView | None], day: date
) -> tuple[Best, ...]:
    """Of `day`, its ISO week and its month."""
    tasks = [(on, task) for on, task in sorted(most_expensive_of.items()) if task is not None]
    return tuple(
        Best(_(label), most_expensive([task for on, task in tasks if first <= on <= last]))
        for label, first, last in spans_of(day)
    )


def spans_of(day: date) -> tuple[tuple[str, date, date], ...]:
    """The day, its ISO week and its month, each with its first and last day."""
    monday, month = day - timedelta(days=day.weekday()), day.replace(day=1)
    return (
        (later("Day"), day, day),
        (later("Week"), monday, monday + timedelta(days=6)),
        (later("Month"), month, month.replace(day=monthrange(day.year, day.month)[1])),
    )


def most_expensive(tasks: list[ExpensiveTaskView]) -> ExpensiveTaskView | None:
    """The highest reward; of equal ones the first, as analytics has it."""
    return max(tasks, key=lambda task: task.reward.amount, default=None)


def _line(day: ThroughputDay) -> ThroughputLine:
    if day.completion_seconds is None:
        return ThroughputLine(day, "", "")
    seconds = day.completion_seconds.median
    return ThroughputLine(day, _took(seconds), f"{seconds / _HOUR:.3f}")


def _took(seconds: float) -> str:
    """A span of time in the largest unit that says something: `1.5 hr`."""
    size, unit = next((each for each in _UNITS if seconds >= each[0]), _UNITS[-1])
    return format_unit(
        seconds / size, unit, length="short", format="#,##0.#", locale=spoken().locale
    )
