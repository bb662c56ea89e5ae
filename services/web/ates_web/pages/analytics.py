"""The company's figures: income today, who is in the minus, the most expensive tasks, and throughput."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from fastapi import APIRouter, Response

from ates_web.clients.analytics import Debtor, ExpensiveTask, ThroughputDay
from ates_web.clients.models import IncomeDay
from ates_web.pages.forms import Period, period
from ates_web.pages.shell import SEES_ANALYTICS, Page, SignedIn, Visit

router = APIRouter()
_SPANS = {"day": "Day", "week": "Week", "month": "Month"}
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


@dataclass(frozen=True, slots=True)
class Best:
    span: str
    task: ExpensiveTask | None


@dataclass(frozen=True, slots=True)
class InTheMinus:
    person: str
    debtor: Debtor


@dataclass(frozen=True, slots=True)
class Line:
    day: ThroughputDay
    took: str
    best: ExpensiveTask | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalyticsPage(Page):
    template: ClassVar[str] = "analytics.html"
    period: Period
    today: IncomeDay | None
    count: int
    debtors: tuple[InTheMinus, ...] | None
    best: tuple[Best, ...] | None
    lines: tuple[Line, ...] | None


@router.get("/analytics")
async def analytics(visit: SignedIn) -> Response:
    visit.require(SEES_ANALYTICS)
    chosen = period("/analytics", visit.request.query_params, visit.web.templates.clock.today())
    client = visit.clients.analytics
    today = await visit.panel(client.today(visit.caller))
    debtors = await visit.panel(client.debtors(visit.caller))
    days = await visit.panel(client.throughput(visit.caller, first=chosen.first, last=chosen.last))
    best = await visit.panel(_best(visit, chosen.last))
    bests = await visit.panel(
        client.most_expensive_by_day(visit.caller, first=chosen.first, last=chosen.last)
    )
    shown = debtors.items if debtors else ()
    names = await visit.names([debtor.user_id for debtor in shown])
    minus = tuple(InTheMinus(visit.called(names, each.user_id), each) for each in shown)
    return visit.show(
        AnalyticsPage(
            frame=visit.frame("Analytics", "analytics"),
            period=chosen,
            today=today,
            count=debtors.count if debtors else 0,
            debtors=minus if debtors else None,
            best=best,
            lines=None if days is None else _lines(days, bests or {}),
        )
    )


def _lines(
    days: tuple[ThroughputDay, ...], bests: dict[date, ExpensiveTask | None]
) -> tuple[Line, ...]:
    return tuple(Line(day, _took(day), bests.get(day.business_day)) for day in days)


async def _best(visit: Visit, day: date) -> tuple[Best, ...]:
    """Of the last day of the period, its week and its month."""
    client = visit.clients.analytics
    found = []
    for span, label in _SPANS.items():
        answer = await client.most_expensive(visit.caller, span=span, day=day)
        found.append(Best(label, answer.task))
    return tuple(found)


def _took(day: ThroughputDay) -> str:
    """The median time to completion in the largest unit that says something."""
    if day.completion_seconds is None:
        return ""
    seconds = day.completion_seconds.median
    for size, unit in ((_DAY, "d"), (_HOUR, "h"), (_MINUTE, "min")):
        if seconds >= size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds:.0f} s"
