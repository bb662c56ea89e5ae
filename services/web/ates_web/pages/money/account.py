"""My account: the balance, what today earned, each day of a period, and its statement, also as a file."""

import asyncio
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlencode

from fastapi import APIRouter, Response

from ates_web.clients.models import AccountDayView, AccountView, TransferView
from ates_web.pages.forms import ChosenPeriod, chosen_period
from ates_web.pages.language import _
from ates_web.pages.money.days import account_days
from ates_web.pages.money.exports import CSV, XLSX, download, workbook
from ates_web.pages.shell import PageContext, SignedIn, Visit

router = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPage(PageContext):
    template: ClassVar[str] = "money/account.html"
    account: AccountView | None
    currency: str
    period: ChosenPeriod
    days: tuple[AccountDayView, ...] | None
    transfers: tuple[TransferView, ...] | None
    csv: str
    xlsx: str
    newer: str | None
    older: str | None


def _period(visit: Visit) -> ChosenPeriod:
    return chosen_period("/account", visit.request.query_params, visit.web.templates.clock.today())


@router.get("/account")
async def my_account(visit: SignedIn) -> Response:
    chosen, after = _period(visit), visit.param("after")
    first, last = chosen.first, chosen.last
    accounting, caller = visit.clients.accounting, visit.caller
    account, page, days = await asyncio.gather(
        visit.panel(accounting.mine(caller)),
        visit.panel(accounting.statement(caller, first=first, last=last, after=after)),
        visit.panel(accounting.days(caller, first=first, last=last)),
    )
    query = urlencode(chosen.query)
    return visit.show(
        AccountPage(
            frame=visit.frame(_("My account"), "account"),
            account=account,
            currency=visit.web.settings.currency,
            period=chosen,
            days=None if days is None else _shown(visit, chosen, days),
            transfers=page.items if page else None,
            csv=f"/account/statement.csv?{query}",
            xlsx=f"/account/statement.xlsx?{query}",
            newer=visit.here(after=None) if after else None,
            older=visit.here(after=page.next) if page and page.next else None,
        )
    )


def _shown(
    visit: Visit, chosen: ChosenPeriod, days: tuple[AccountDayView, ...]
) -> tuple[AccountDayView, ...]:
    """Every day up to today; nothing where the company had no day in the period."""
    if not days:
        return ()
    last = min(chosen.last, max(visit.web.templates.clock.today(), days[0].business_day))
    return account_days(days, chosen.first, last, visit.web.settings.currency)


@router.get("/account/statement.csv")
async def statement_csv(visit: SignedIn) -> Response:
    chosen = _period(visit)
    return download(await _statement(visit, chosen), f"{_name(chosen)}.csv", CSV)


@router.get("/account/statement.xlsx")
async def statement_xlsx(visit: SignedIn) -> Response:
    chosen = _period(visit)
    content = await workbook(visit, await _statement(visit, chosen), title=_("Statement"))
    return download(content, f"{_name(chosen)}.xlsx", XLSX)


async def _statement(visit: Visit, chosen: ChosenPeriod) -> bytes:
    return await visit.clients.accounting.statement_csv(visit.caller, chosen.first, chosen.last)


def _name(chosen: ChosenPeriod) -> str:
    return f"statement-{chosen.first}-{chosen.last}"
