"""The company's ledger: all transfers of a period, also as a file, and the income by day."""

from dataclasses import dataclass, replace
from typing import ClassVar
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Response

from ates_chassis.shared.money import Money
from ates_web.clients.models import IncomeDay, Name, TransferView
from ates_web.pages.formatting import KINDS
from ates_web.pages.forms import Choice, ChosenPeriod, chosen_period
from ates_web.pages.language import _
from ates_web.pages.money.days import income_days
from ates_web.pages.money.exports import CSV, XLSX, download, workbook
from ates_web.pages.shell import PageContext, SignedIn, Visit

router = APIRouter()
# A payout is reversed by its payment, when that fails.
_REVERSIBLE = frozenset({"fee", "reward", "correction"})


@dataclass(frozen=True, slots=True)
class LedgerRow:
    transfer: TransferView
    person: str
    only_person: str
    reverse: str | None
    poster: str | None
    approver: str | None
    reverses: str | None
    reversed_by: str | None


@dataclass(frozen=True, slots=True)
class Totals:
    """What a period brought in."""

    income: Money
    fees: Money
    rewards: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerPage(PageContext):
    template: ClassVar[str] = "money/ledger.html"
    views: tuple[Choice, ...]
    period: ChosenPeriod
    kind: str
    user_id: str
    person: str | None
    without_person: str
    csv: str
    xlsx: str
    rows: tuple[LedgerRow, ...] | None
    newer: str | None
    older: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomePage(PageContext):
    template: ClassVar[str] = "money/income.html"
    views: tuple[Choice, ...]
    period: ChosenPeriod
    days: tuple[IncomeDay, ...] | None
    totals: Totals | None
    currency: str


def views(chosen: str, between: ChosenPeriod) -> tuple[Choice, ...]:
    """The pages of the ledger, each with the same period."""
    query = f"?from={between.first}&to={between.last}"
    return (
        Choice(_("Transfers"), f"/ledger{query}", chosen == "transfers"),
        Choice(_("Income by day"), f"/ledger/income{query}", chosen == "income"),
        Choice(_("Payouts"), f"/payouts{query}", chosen == "payouts"),
        Choice(_("Bank files"), f"/payouts/files{query}", chosen == "files"),
        Choice(_("Approvals"), "/ledger/approvals", chosen == "approvals"),
    )


def transfer_address(transfer_id: str) -> str:
    return f"/ledger/transfers/{transfer_id}"


def _reverse(visit: Visit, transfer: TransferView) -> str | None:
    """Where the transfer is reversed, by whoever may."""
    own = transfer.user_id == visit.person.id
    if transfer.kind not in _REVERSIBLE or transfer.reversed_by is not None or own:
        return None
    return f"/ledger/correction?{urlencode({'reverses': transfer.id})}"


def asked_period(visit: Visit, path: str) -> ChosenPeriod:
    """The period of a page; its ready-made choices keep the other filters."""
    chosen = chosen_period(path, visit.request.query_params, visit.web.templates.clock.today())
    choices = tuple(
        replace(
            choice, href=visit.here(after=None, **dict(parse_qsl(choice.href.partition("?")[2])))
        )
        for choice in chosen.choices
    )
    return replace(chosen, choices=choices)


@router.get("/ledger")
async def ledger(visit: SignedIn) -> Response:
    chosen = asked_period(visit, "/ledger")
    kind, user_id = _which(visit)
    after = visit.param("after")
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
    names = await visit.names([user_id, *(id_ for each in transfers for id_ in _people_of(each))])
    rows = tuple(ledger_row(visit, names, transfer) for transfer in transfers)
    query = urlencode({**chosen.query, "kind": kind, "user_id": user_id})
    return visit.show(
        LedgerPage(
            frame=visit.frame(_("Ledger"), "ledger"),
            views=views("transfers", chosen),
            period=chosen,
            kind=kind,
            user_id=user_id,
            person=visit.called(names, user_id) if user_id else None,
            without_person=visit.here(user_id=None, after=None),
            csv=f"/ledger/transfers.csv?{query}",
            xlsx=f"/ledger/transfers.xlsx?{query}",
            rows=rows if page else None,
            newer=visit.here(after=None) if after else None,
            older=visit.here(after=page.next) if page and page.next else None,
        )
    )


def _which(visit: Visit) -> tuple[str, str]:
    """Of which kind, and whose."""
    return visit.choice("kind", ("", *KINDS)), visit.param("user_id", 64)


def _people_of(transfer: TransferView) -> tuple[str | None, ...]:
    return transfer.user_id, transfer.posted_by, transfer.approved_by


def ledger_row(visit: Visit, names: dict[str, Name], transfer: TransferView) -> LedgerRow:
    poster, approver = transfer.posted_by, transfer.approved_by
    reverses, reversed_by = transfer.reverses, transfer.reversed_by
    return LedgerRow(
        transfer,
        visit.called(names, transfer.user_id),
        visit.here(user_id=transfer.user_id, after=None),
        reverse=_reverse(visit, transfer),
        poster=visit.called(names, poster) if poster else None,
        approver=visit.called(names, approver) if approver else None,
        reverses=transfer_address(reverses) if reverses else None,
        reversed_by=transfer_address(reversed_by) if reversed_by else None,
    )


@router.get("/ledger/transfers.csv")
async def ledger_csv(visit: SignedIn) -> Response:
    chosen = asked_period(visit, "/ledger")
    return download(await _transfers(visit, chosen), f"{_name(chosen)}.csv", CSV)


@router.get("/ledger/transfers.xlsx")
async def ledger_xlsx(visit: SignedIn) -> Response:
    chosen = asked_period(visit, "/ledger")
    content = await workbook(visit, await _transfers(visit, chosen), title=_("Transfers"))
    return download(content, f"{_name(chosen)}.xlsx", XLSX)


async def _transfers(visit: Visit, chosen: ChosenPeriod) -> bytes:
    kind, user_id = _which(visit)
    return await visit.clients.accounting.ledger_csv(
        visit.caller, first=chosen.first, last=chosen.last, kind=kind, user_id=user_id
    )


def _name(chosen: ChosenPeriod) -> str:
    return f"transfers-{chosen.first}-{chosen.last}"


@router.get("/ledger/income")
async def income(visit: SignedIn) -> Response:
    chosen = asked_period(visit, "/ledger/income")
    days = await visit.panel(
        visit.clients.accounting.income(visit.caller, first=chosen.first, last=chosen.last)
    )
    return visit.show(
        IncomePage(
            frame=visit.frame(_("Income by day"), "ledger"),
            views=views("income", chosen),
            period=chosen,
            days=None if days is None else income_days(days),
            totals=_totals(days) if days else None,
            currency=visit.web.settings.currency,
        )
    )


def _totals(days: tuple[IncomeDay, ...]) -> Totals:
    currency = days[0].income.currency
    return Totals(
        income=Money(amount=sum(each.income.amount for each in days), currency=currency),
        fees=Money(amount=sum(each.fees.amount for each in days), currency=currency),
        rewards=Money(amount=sum(each.rewards.amount for each in days), currency=currency),
    )
