"""The start page: what waits for me, my money, and what concerns my role."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import ClassVar, Generic, TypeVar
from urllib.parse import urlencode

from fastapi import APIRouter, Response

from ates_chassis.shared.money import Money
from ates_web.clients.analytics import ExpensiveTaskView
from ates_web.clients.models import (
    AccountDayView,
    AccountView,
    CountView,
    IncomeDay,
    PayoutView,
    TaskView,
)
from ates_web.clients.tasks import Which
from ates_web.clients.upstream import ServiceRefusedError
from ates_web.pages.language import _
from ates_web.pages.money.days import account_days
from ates_web.pages.shell import (
    SEES_ALL_TASKS,
    SEES_ANALYTICS,
    SEES_LEDGER,
    PageContext,
    SignedIn,
    Visit,
)

router = APIRouter()
TASKS_SHOWN = 10
CHART_DAYS = 14
LOADS_SHOWN = 8
TROUBLES_SHOWN = 5
TROUBLE_DAYS = 30
_MORNING, _AFTERNOON, _EVENING = 5, 12, 18
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Panel(Generic[T]):
    """Something for people of some roles; `shown` is none where its service is down."""

    shown: T | None


@dataclass(frozen=True, slots=True)
class AssigneeLoad:
    person: str
    tasks: str
    """The address of this person's open tasks."""
    open: int


@dataclass(frozen=True, slots=True)
class OpenTasks:
    """How all open tasks spread over `people`, with the most loaded of them."""

    open: int
    people: int
    loads: tuple[AssigneeLoad, ...]


@dataclass(frozen=True, slots=True)
class Trouble:
    payout: PayoutView
    person: str
    href: str


@dataclass(frozen=True, slots=True)
class Troubles:
    """Payouts that failed or whose mail cannot be delivered; `more` where counting stopped at `count`."""

    count: int
    more: bool
    newest: tuple[Trouble, ...]


@dataclass(frozen=True, slots=True)
class Approvals:
    """Corrections that wait for a second person, who may be the viewer; `more` where counting stopped at `count`."""

    count: int
    more: bool


@dataclass(frozen=True, slots=True)
class MostExpensiveToday:
    """The most expensive task that was completed today, if any was."""

    task: ExpensiveTaskView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mine:
    tasks: tuple[TaskView, ...] | None
    open: CountView | None
    account: AccountView | None
    days: tuple[AccountDayView, ...] | None
    """Empty where nothing moved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyOverview:
    """What a role sees of the company; none of what it does not."""

    spread: Panel[OpenTasks] | None
    income: Panel[IncomeDay] | None
    troubles: Panel[Troubles] | None
    approvals: Panel[Approvals] | None
    negative_balances: Panel[int] | None
    most_expensive: Panel[MostExpensiveToday] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage(PageContext):
    template: ClassVar[str] = "start.html"
    greeting: str
    currency: str
    mine: Mine
    company: CompanyOverview


@router.get("/")
async def home(visit: SignedIn) -> Response:
    today = visit.web.templates.clock.today()
    mine, company = await asyncio.gather(_mine(visit, today), _company(visit, today))
    return visit.show(
        HomePage(
            frame=visit.frame(_("Start"), "start"),
            greeting=_greeting(visit),
            currency=visit.web.settings.currency,
            mine=mine,
            company=company,
        )
    )


def _greeting(visit: Visit) -> str:
    hour, name = datetime.now(visit.web.templates.clock.zone).hour, visit.person.name
    if hour < _MORNING or hour >= _EVENING:
        return _("Good evening, %(name)s", name=name)
    if hour < _AFTERNOON:
        return _("Good morning, %(name)s", name=name)
    return _("Good afternoon, %(name)s", name=name)


async def _mine(visit: Visit, today: date) -> Mine:
    tasks, accounting, caller = visit.clients.tasks, visit.clients.accounting, visit.caller
    first = today - timedelta(days=CHART_DAYS - 1)
    page, count, account, days = await asyncio.gather(
        visit.panel(tasks.mine(caller, Which(status="open"), limit=TASKS_SHOWN)),
        visit.panel(tasks.count_mine(caller, Which(status="open"))),
        visit.panel(accounting.mine(caller)),
        visit.panel(accounting.days(caller, first=first, last=today)),
    )
    if days is not None:
        moved = any(map(_moved, days))
        currency = visit.web.settings.currency
        days = account_days(days, first, today, currency) if moved else ()
    return Mine(
        tasks=page.items if page else None,
        open=count,
        account=account,
        days=days,
    )


def _moved(day: AccountDayView) -> bool:
    sums = (day.fees, day.rewards, day.corrections, day.payouts, day.balance)
    return any(each.amount for each in sums)


async def _company(visit: Visit, today: date) -> CompanyOverview:
    spread, income, troubles, approvals, negative_balances, most_expensive = await asyncio.gather(
        _for(visit, SEES_ALL_TASKS, lambda: _open_tasks(visit)),
        _for(visit, SEES_LEDGER, lambda: _income(visit, today)),
        _for(visit, SEES_LEDGER, lambda: _troubles(visit, today)),
        _for(visit, SEES_LEDGER, lambda: _approvals(visit)),
        _for(visit, SEES_ANALYTICS, lambda: _negative_balances(visit)),
        _for(visit, SEES_ANALYTICS, lambda: _most_expensive(visit, today)),
    )
    return CompanyOverview(
        spread=spread,
        income=income,
        troubles=troubles,
        approvals=approvals,
        negative_balances=negative_balances,
        most_expensive=most_expensive,
    )


async def _for(
    visit: Visit, roles: frozenset[str], load: Callable[[], Awaitable[T]]
) -> Panel[T] | None:
    if not visit.person.may(roles):
        return None
    try:
        return Panel(await visit.panel(load()))
    except ServiceRefusedError as rejected:
        # Services know of a change of role before web does.
        if rejected.problem.status == 403:
            return None
        raise


async def _open_tasks(visit: Visit) -> OpenTasks:
    spread = await visit.clients.tasks.load(visit.caller, limit=LOADS_SHOWN)
    names = await visit.names([each.assignee_id for each in spread.items])
    loads = (
        AssigneeLoad(
            visit.called(names, each.assignee_id),
            f"/tasks/all?{urlencode({'assignee_id': each.assignee_id})}",
            each.open,
        )
        for each in spread.items
    )
    return OpenTasks(spread.open, spread.people, tuple(loads))


async def _income(visit: Visit, today: date) -> IncomeDay:
    days = await visit.clients.accounting.income(visit.caller, first=today, last=today)
    nothing = Money(amount=0, currency=visit.web.settings.currency)
    quiet = IncomeDay(business_day=today, income=nothing, fees=nothing, rewards=nothing)
    return next(iter(days), quiet)


async def _troubles(visit: Visit, today: date) -> Troubles:
    since = today - timedelta(days=TROUBLE_DAYS - 1)
    payments, days = visit.clients.payments, [("from", since), ("to", today)]
    failed, undelivered = await asyncio.gather(
        payments.payouts(
            visit.caller, [*days, ("state", "failed"), ("followed", "false")], after=""
        ),
        payments.payouts(visit.caller, [*days, ("mail", "undelivered")], after=""),
    )
    payouts = {payout.id: payout for payout in (*failed.items, *undelivered.items)}
    newest = sorted(payouts.values(), key=lambda each: each.business_day, reverse=True)
    newest = newest[:TROUBLES_SHOWN]
    names = await visit.names([payout.user_id for payout in newest])
    return Troubles(
        count=len(payouts),
        more=failed.next is not None or undelivered.next is not None,
        newest=tuple(_trouble(payout, visit.called(names, payout.user_id)) for payout in newest),
    )


def _trouble(payout: PayoutView, person: str) -> Trouble:
    day = payout.business_day
    which = urlencode({"from": day, "to": day, "user_id": payout.user_id})
    return Trouble(payout, person, f"/payouts?{which}")


async def _approvals(visit: Visit) -> Approvals:
    page = await visit.clients.corrections.decidable(visit.caller)
    return Approvals(len(page.items), page.next is not None)


async def _negative_balances(visit: Visit) -> int:
    return (await visit.clients.analytics.negative_balances(visit.caller)).count


async def _most_expensive(visit: Visit, today: date) -> MostExpensiveToday:
    best = await visit.clients.analytics.most_expensive(visit.caller, span="day", day=today)
    return MostExpensiveToday(best.task)
