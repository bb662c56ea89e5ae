"""The client of analytics: the company's figures."""

from datetime import date, datetime

from ates_web.clients.models import IncomeDay, Money, Page, Read
from ates_web.clients.upstream import Caller, Upstream, query

DEBTORS = 20


class Debtor(Read):
    user_id: str
    balance: Money


class Debtors(Page[Debtor]):
    count: int


class ExpensiveTask(Read):
    id: str
    title: str | None = None
    jira_key: str | None = None
    reward: Money
    completed_at: datetime
    business_day: date


class ExpensiveDay(Read):
    business_day: date
    task: ExpensiveTask | None = None


class MostExpensive(Read):
    task: ExpensiveTask | None = None
    days: tuple[ExpensiveDay, ...] = ()


class CompletionSeconds(Read):
    median: float
    mean: float


class ThroughputDay(Read):
    business_day: date
    created: int
    completed: int
    reassigned: int
    completion_seconds: CompletionSeconds | None = None


# A parametrized model that nobody holds is made anew at each use.
_IncomeDays, _ThroughputDays = Page[IncomeDay], Page[ThroughputDay]


class AnalyticsClient:
    def __init__(self, upstream: Upstream) -> None:
        self._analytics = upstream

    async def today(self, caller: Caller) -> IncomeDay:
        body = await self._analytics.call(caller, "GET", "/analytics/income/today")
        return self._analytics.read(IncomeDay, body)

    async def income(self, caller: Caller, *, first: date, last: date) -> tuple[IncomeDay, ...]:
        """Every day of the period, newest first."""
        asked = query([("from", first), ("to", last)])
        body = await self._analytics.call(caller, "GET", "/analytics/income", query=asked)
        return self._analytics.read(_IncomeDays, body).items

    async def debtors(self, caller: Caller) -> Debtors:
        asked = query([("limit", DEBTORS)])
        body = await self._analytics.call(
            caller, "GET", "/analytics/negative-balances", query=asked
        )
        return self._analytics.read(Debtors, body)

    async def most_expensive(self, caller: Caller, *, span: str, day: date) -> MostExpensive:
        asked = query([("period", span), ("date", day)])
        body = await self._analytics.call(
            caller, "GET", "/analytics/most-expensive-task", query=asked
        )
        return self._analytics.read(MostExpensive, body)

    async def most_expensive_by_day(
        self, caller: Caller, *, first: date, last: date
    ) -> dict[date, ExpensiveTask | None]:
        asked = query([("from", first), ("to", last)])
        body = await self._analytics.call(
            caller, "GET", "/analytics/most-expensive-task", query=asked
        )
        answer = self._analytics.read(MostExpensive, body)
        return {day.business_day: day.task for day in answer.days}

    async def throughput(
        self, caller: Caller, *, first: date, last: date
    ) -> tuple[ThroughputDay, ...]:
        asked = query([("from", first), ("to", last)])
        body = await self._analytics.call(caller, "GET", "/analytics/throughput", query=asked)
        return self._analytics.read(_ThroughputDays, body).items
