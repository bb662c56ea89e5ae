"""Periods of the company's days, the facts that figures are made of, and the figures."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

from ates_chassis.shared.errors import InvalidError
from ates_chassis.shared.period import Period
from ates_chassis.shared.reasons import Reason

PERIOD_DAYS = 30
_WEEK = timedelta(days=6)

Span = Literal["day", "week", "month"]
Cause = Literal["created", "reassigned", "assignee-left"]
Kind = Literal["fee", "reward", "payout", "payout-returned", "correction"]


@dataclass(frozen=True, slots=True)
class Terms:
    """In which currency this company counts, and in which time zone its days begin."""

    currency: str
    zone: str


def span_around(span: Span, day: date) -> Period:
    """The day itself, its ISO week (Monday to Sunday), or its month. Raises InvalidError at the end of all dates."""
    if span == "day":
        return Period(first=day, last=day)
    if span == "month":
        return Period(
            first=day.replace(day=1), last=day.replace(day=monthrange(day.year, day.month)[1])
        )
    first = day - timedelta(days=day.weekday())
    if first > date.max - _WEEK:
        raise InvalidError(Reason.of("no-such-week"), field="date")
    return Period(first=first, last=first + _WEEK)


def asked_period(
    span: Span | None, day: date | None, first: date | None, last: date | None, *, today: date
) -> Period:
    """Either the span around a day, or from and to; today where nothing is asked for. Raises InvalidError."""
    ranged = first is not None or last is not None
    if ranged and span is not None:
        raise InvalidError(Reason.of("one-period"), field="period")
    if day is not None and span is None:
        raise InvalidError(Reason.of("day-needs-period"), field="date")
    if ranged:
        return Period.between(first, last, today=today, days=PERIOD_DAYS)
    return span_around(span or "day", day or today)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedTask:
    id: UUID
    title: str
    jira_key: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedTask:
    id: UUID
    fee: int
    reward: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletedTask:
    id: UUID
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """A task was drawn for somebody; `(task_id, number)` is its natural key."""

    task_id: UUID
    number: int
    cause: Cause
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """Money moved on an employee's account, in cents as the employee sees it."""

    id: UUID
    user_id: UUID
    kind: Kind
    delta: int
    business_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyDayIncome:
    """What the company took and gave on a business day; in cents. Payouts and corrections are no income."""

    business_day: date
    fees: int
    rewards: int

    @property
    def income(self) -> int:
        """−(Σ rewards + Σ fees as signed amounts to employees) = fees taken − rewards given."""
        return self.fees - self.rewards


@dataclass(frozen=True, slots=True, kw_only=True)
class NegativeBalance:
    """A person with a negative balance; `balance` in cents."""

    user_id: UUID
    balance: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MostExpensiveTask:
    """A completed task with its reward. Without a title its `task-added` did not arrive yet."""

    id: UUID
    title: str | None
    jira_key: str | None
    reward: int
    completed_at: datetime
    business_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class MostExpensiveTaskOfDay:
    business_day: date
    task: MostExpensiveTask | None


def most_expensive(days: list[MostExpensiveTaskOfDay]) -> MostExpensiveTask | None:
    """The highest reward of all; of equal ones the one that was completed first."""
    tasks = [each.task for each in days if each.task is not None]
    return min(tasks, key=lambda task: (-task.reward, task.completed_at, task.id), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayThroughput:
    """What happened to tasks on a day; the durations are those of the tasks completed on it."""

    business_day: date
    created: int
    completed: int
    reassigned: int
    median: timedelta | None
    mean: timedelta | None
