"""The client of analytics: the company's figures."""

from datetime import date, datetime

from ates_chassis.shared.money import Money
from ates_web.clients.models import IncomeDay, PageView, Read
from ates_web.clients.upstream import Upstream, UpstreamCaller, query

DEBTORS = 20


class NegativeBalanceView(Read):
    user_id: str
    balance: Money


class NegativeBalancesView(PageView[NegativeBalanceView]):
    count: int


class ExpensiveTaskView(Read):
    id: str
    title: str | None = None
    jira_key: str | None = None
    reward: Money
    completed_at: datetime
    business_day: date


class ExpensiveDay(Read):
    business_day: date
    task: ExpensiveTaskView | None = None


class MostExpensiveView(Read):
    task: ExpensiveTaskView | None = None
    days: tuple[ExpensiveDay, ...] = ()


class CompletionSecondsView(Read):
    median: float
    mean: float


class ThroughputDay(Read):
    business_day: date
    created: int
    completed: int
    reassigned: int
    completion_seconds: CompletionSecondsView | None = None


# A parametrized model that nobody holds is made anew at each use.
_IncomeDays, _ThroughputDays = PageView[IncomeDay], PageView[ThroughputDay]


class AnalyticsClient:
    def __init__(self, upstream: Upstream) -> None:
        self._analytics = upstream

    async def today(self, caller: UpstreamCaller) -> IncomeDay:
        body = await self._analytics.call(caller, "GET", "/analytics/income/today")
        return self._analytics.read(IncomeDay, body)

    async def income(
        self, caller: UpstreamCaller, *, first: date, last: date
    ) -> tuple[IncomeDay, ...]:
        """Every day of the period, newest first."""
        params = query([("from", first), ("to", last)])
        body = await self._analytics.call(caller, "GET", "/analytics/income", query=params)
        return self._analytics.read(_IncomeDays, body).items

    async def negative_balances(self, caller: UpstreamCaller) -> NegativeBalancesView:
        params = query([("limit", DEBTORS)])
        body = await self._analytics.call(
            caller, "GET", "/analytics/negative-balances", query=params
        )
        return self._analytics.read(NegativeBalancesView, body)

    async def most_expensive(
        self, caller: UpstreamCaller, *, span: str, day: date
    ) -> MostExpensiveView:
        params = query([("period", span), ("date", day)])
        body = await self._analytics.call(
            caller, "GET", "/analytics/most-expensive-task", query=params
        )
        return self._analytics.read(MostExpensiveView, body)

    async def most_expensive_by_day(
        self, caller: UpstreamCaller, *, first: date, last: date
    ) -> dict[date, ExpensiveTaskView | None]:
        params = query([("from", first), ("to", last)])
        body = await self._analytics.call(
            caller, "GET", "/analytics/most-expensive-task", query=params
        )
        answer = self._analytics.read(MostExpensiveView, body)
        return {day.business_day: day.task for day in answer.days}

    async def throughput(
        self, caller: UpstreamCaller, *, first: date, last: date
    ) -> tuple[ThroughputDay, ...]:
        params = query([("from", first), ("to", last)])
        body = await self._analytics.call(caller, "GET", "/analytics/throughput", query=params)
        return self._analytics.read(_ThroughputDays, body).items
