"""The routes of analytics, for administrators only."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from ates_analytics import domain, use_cases
from ates_analytics.domain import (
    CompanyDayIncome,
    DayThroughput,
    MostExpensiveTask,
    MostExpensiveTaskOfDay,
    NegativeBalance,
    Span,
    Terms,
)
from ates_chassis.http.access import Caller
from ates_chassis.http.app import Db, may
from ates_chassis.http.paging import CSV_TOO, Page, PageWindow, WantsCsv, csv_answer, page
from ates_chassis.shared.money import Money

router = APIRouter(prefix="/analytics", tags=["analytics"])

Administrator = Annotated[Caller, Depends(may("administrator"))]


async def _terms(request: Request) -> Terms:
    terms: Terms = request.app.state.settings.terms
    return terms


OurTerms = Annotated[Terms, Depends(_terms)]
First = Annotated[date | None, Query(alias="from", description="first day")]
Last = Annotated[date | None, Query(alias="to", description="last day, inclusive")]


class IncomeOfDay(BaseModel):
    business_day: date
    income: Money
    fees: Money
    rewards: Money

    @classmethod
    def of(cls, day: CompanyDayIncome, currency: str) -> Self:
        return cls(
            business_day=day.business_day,
            income=Money(amount=day.income, currency=currency),
            fees=Money(amount=day.fees, currency=currency),
            rewards=Money(amount=day.rewards, currency=currency),
        )


_INCOME_COLUMNS = [
    "business_day", "income.amount", "fees.amount", "rewards.amount", "income.currency",
]  # fmt: skip


class NegativeBalanceAnswer(BaseModel):
    user_id: UUID
    balance: Money

    @classmethod
    def of(cls, balance: NegativeBalance, currency: str) -> Self:
        return cls(
            user_id=balance.user_id, balance=Money(amount=balance.balance, currency=currency)
        )


_BALANCE_COLUMNS = ["user_id", "balance.amount", "balance.currency"]


class NegativeBalances(Page[NegativeBalanceAnswer]):
    """A page of people with a negative balance, and how many there are in all."""

    count: int


class ExpensiveTask(BaseModel):
    id: UUID
    title: str | None
    jira_key: str | None
    reward: Money
    completed_at: datetime
    business_day: date

    @classmethod
    def of(cls, task: MostExpensiveTask | None, currency: str) -> Self | None:
        if task is None:
            return None
        return cls(
            id=task.id,
            title=task.title,
            jira_key=task.jira_key,
            reward=Money(amount=task.reward, currency=currency),
            completed_at=task.completed_at,
            business_day=task.business_day,
        )


class MostExpensiveOfDay(BaseModel):
    business_day: date
    task: ExpensiveTask | None

    @classmethod
    def of(cls, day: MostExpensiveTaskOfDay, currency: str) -> Self:
        return cls(business_day=day.business_day, task=ExpensiveTask.of(day.task, currency))


_TASK_COLUMNS = [
    "business_day", "task.reward.amount", "task.reward.currency", "task.jira_key", "task.title",
    "task.completed_at", "task.id",
]  # fmt: skip


class MostExpensive(BaseModel):
    """The most expensive task that was completed in the period, and that of each of its days."""

    # With an alias of the answer alone the document would have the names that the answer lacks.
    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    first: date = Field(alias="from")
    last: date = Field(alias="to")
    task: ExpensiveTask | None
    days: list[MostExpensiveOfDay]


class CompletionSeconds(BaseModel):
    """From creation to completion, of the tasks that were completed on the day."""

    median: float
    mean: float


class ThroughputOfDay(BaseModel):
    business_day: date
    created: int
    completed: int
    reassigned: int
    completion_seconds: CompletionSeconds | None

    @classmethod
    def of(cls, day: DayThroughput) -> Self:
        took = None
        if day.median is not None and day.mean is not None:
            median, mean = day.median.total_seconds(), day.mean.total_seconds()
            took = CompletionSeconds(median=round(median, 3), mean=round(mean, 3))
        return cls(
            business_day=day.business_day,
            created=day.created,
            completed=day.completed,
            reassigned=day.reassigned,
            completion_seconds=took,
        )


_THROUGHPUT_COLUMNS = [
    "business_day", "created", "completed", "reassigned", "completion_seconds.median",
    "completion_seconds.mean",
]  # fmt: skip


@router.get("/income/today")
async def today_income(_: Administrator, db: Db, terms: OurTerms) -> IncomeOfDay:
    """What the company earned on the business day that it is now."""
    async with db.reading() as tx:
        day = await use_cases.today_income(tx, terms=terms)
    return IncomeOfDay.of(day, terms.currency)


@router.get("/income", response_model=Page[IncomeOfDay], responses=CSV_TOO)
async def show_income_days(
    _: Administrator,
    db: Db,
    terms: OurTerms,
    as_csv: WantsCsv,
    first: First = None,
    last: Last = None,
) -> Response | Page[IncomeOfDay]:
    """Income on every day of the period, newest first; the last 30 days by default, 366 at most."""
    async with db.reading() as tx:
        days = await use_cases.show_income_days(tx, first=first, last=last, terms=terms)
    answer = Page[IncomeOfDay](items=[IncomeOfDay.of(day, terms.currency) for day in days])
    return csv_answer(answer, "income", _INCOME_COLUMNS) if as_csv else answer


@router.get("/negative-balances", response_model=NegativeBalances, responses=CSV_TOO)
async def negative_balances(
    _: Administrator, db: Db, terms: OurTerms, window: PageWindow, as_csv: WantsCsv
) -> Response | NegativeBalances:
    """How many people have a negative balance now, and who, the lowest first."""
    async with db.reading() as tx:
        count, negative_balances = await use_cases.negative_balances(tx, window=window)
    shown = page(
        negative_balances,
        window,
        key=lambda balance: (balance.balance, balance.user_id),
        item=lambda balance: NegativeBalanceAnswer.of(balance, terms.currency),
    )
    if as_csv:
        return csv_answer(shown, "negative-balances", _BALANCE_COLUMNS)
    return NegativeBalances(items=shown.items, next=shown.next, count=count)


@router.get("/most-expensive-task", response_model=MostExpensive, responses=CSV_TOO)
async def show_the_most_expensive_task(
    _: Administrator,
    db: Db,
    terms: OurTerms,
    as_csv: WantsCsv,
    span: Annotated[Span | None, Query(alias="period", description="around `date`")] = None,
    day: Annotated[date | None, Query(alias="date", description="today by default")] = None,
    first: First = None,
    last: Last = None,
) -> Response | MostExpensive:
    """The highest reward among the tasks completed in a day, an ISO week, a month, or from one day to another.

    Of equal rewards the task that was completed first. Without parameters it is about today.
    """
    async with db.reading() as tx:
        period, best_of_days = await use_cases.show_the_most_expensive_task(
            tx, span=span, day=day, first=first, last=last, terms=terms
        )
    days = [MostExpensiveOfDay.of(each, terms.currency) for each in best_of_days]
    if as_csv:
        return csv_answer(
            Page[MostExpensiveOfDay](items=days), "most-expensive-tasks", _TASK_COLUMNS
        )
    best = ExpensiveTask.of(domain.most_expensive(best_of_days), terms.currency)
    return MostExpensive(first=period.first, last=period.last, task=best, days=days)


@router.get("/throughput", response_model=Page[ThroughputOfDay], responses=CSV_TOO)
async def show_throughput(
    _: Administrator,
    db: Db,
    terms: OurTerms,
    as_csv: WantsCsv,
    first: First = None,
    last: Last = None,
) -> Response | Page[ThroughputOfDay]:
    """Tasks created, completed and reassigned on every day of the period, newest first, and how long they took."""
    async with db.transaction() as tx:
        days = await use_cases.show_throughput(tx, first=first, last=last, terms=terms)
    answer = Page[ThroughputOfDay](items=[ThroughputOfDay.of(day) for day in days])
    return csv_answer(answer, "throughput", _THROUGHPUT_COLUMNS) if as_csv else answer
