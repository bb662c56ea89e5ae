"""The company's ledger: all transfers of a period, and the income by day."""

from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlencode

from fastapi import APIRouter, Response

from ates_web.clients.models import IncomeDay, Money, Transfer
from ates_web.pages.chart import Chart, chart
from ates_web.pages.forms import Choice, Period, period
from ates_web.pages.shell import Page, SignedIn, Visit
from ates_web.pages.words import KINDS

router = APIRouter()
# A payout is reversed by its payment, when that fails.
_REVERSIBLE = frozenset({"fee", "reward", "correction"})


@dataclass(frozen=True, slots=True)
class Row:
    transfer: Transfer
    person: str
    only_person: str
    reverse: str | None


@dataclass(frozen=True, slots=True)
class Totals:
    """What a period brought in."""

    income: Money
    fees: Money
    rewards: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerPage(Page):
    template: ClassVar[str] = "money/ledger.html"
    views: tuple[Choice, ...]
    period: Period
    kind: str
    user_id: str
    person: str | None
    without_person: str
    rows: tuple[Row, ...] | None
    newer: str | None
    older: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomePage(Page):
    template: ClassVar[str] = "money/income.html"
    views: tuple[Choice, ...]
    period: Period
    days: tuple[IncomeDay, ...] | None
    totals: Totals | None
    chart: Chart | None


def views(chosen: str, between: Period) -> tuple[Choice, ...]:
    """The pages of the ledger, each with the same period."""
    query = f"?from={between.first}&to={between.last}"
    return (
        Choice("Transfers", f"/ledger{query}", chosen == "transfers"),
        Choice("Income by day", f"/ledger/income{query}", chosen == "income"),
        Choice("Payouts", f"/payouts{query}", chosen == "payouts"),
        Choice("Bank files", f"/payouts/files{query}", chosen == "files"),
    )


def _reverse(transfer: Transfer) -> str | None:
    """Where the transfer is reversed; what is beside its id lets that page find and show it."""
    if transfer.kind not in _REVERSIBLE:
        return None
    named = {"reverses": transfer.id, "user_id": transfer.user_id, "day": transfer.business_day}
    return f"/ledger/correction?{urlencode(named)}"


def asked_period(visit: Visit, path: str) -> Period:
    return period(path, visit.request.query_params, visit.web.templates.clock.today())


@router.get("/ledger")
async def ledger(visit: SignedIn) -> Response:
    chosen = asked_period(visit, "/ledger")
    kind = visit.choice("kind", ("", *KINDS))
    user_id, after = visit.asked("user_id", 64), visit.asked("after")
    page = await visit.panel(
        visit.clients.accounting.transfers(
            visit.caller,
            first=chosen.first,
            last=chosen.last,
            kind=kind,
            user_id=user_id,
            after=after,
        )
    )
    transfers = page.items if page else ()
    names = await visit.names([user_id, *(transfer.user_id for transfer in transfers)])
    rows = tuple(
        Row(
            transfer,
            visit.called(names, transfer.user_id),
            visit.here(user_id=transfer.user_id, after=None),
            reverse=_reverse(transfer),
        )
        for transfer in transfers
    )
    return visit.show(
        LedgerPage(
            frame=visit.frame("Ledger", "ledger"),
            views=views("transfers", chosen),
            period=chosen,
            kind=kind,
            user_id=user_id,
            person=visit.called(names, user_id) if user_id else None,
            without_person=visit.here(user_id=None, after=None),
            rows=rows if page else None,
            newer=visit.here(after=None) if after else None,
            older=visit.here(after=page.next) if page and page.next else None,
        )
    )


@router.get("/ledger/income")
async def income(visit: SignedIn) -> Response:
    chosen = asked_period(visit, "/ledger/income")
    days = await visit.panel(
        visit.clients.accounting.income(visit.caller, first=chosen.first, last=chosen.last)
    )
    return visit.show(
        IncomePage(
            frame=visit.frame("Income by day", "ledger"),
            views=views("income", chosen),
            period=chosen,
            days=None if days is None else tuple(sorted(days, key=_by_day, reverse=True)),
            totals=_totals(days) if days else None,
            chart=chart(sorted(days, key=_by_day)) if days and len(days) > 1 else None,
        )
    )


def _by_day(each: IncomeDay) -> str:
    return each.business_day.isoformat()


def _totals(days: tuple[IncomeDay, ...]) -> Totals:
    currency = days[0].income.currency
    return Totals(
        income=Money(amount=sum(each.income.amount for each in days), currency=currency),
        fees=Money(amount=sum(each.fees.amount for each in days), currency=currency),
        rewards=Money(amount=sum(each.rewards.amount for each in days), currency=currency),
    )
