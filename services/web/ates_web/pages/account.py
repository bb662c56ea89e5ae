"""My account: the balance, what today earned, and the statement of a period."""

import asyncio
from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Response

from ates_web.clients.models import Account, Transfer
from ates_web.pages.forms import Period, period
from ates_web.pages.shell import Page, SignedIn

router = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPage(Page):
    template: ClassVar[str] = "money/account.html"
    account: Account | None
    period: Period
    transfers: tuple[Transfer, ...] | None
    newer: str | None
    older: str | None


@router.get("/account")
async def my_account(visit: SignedIn) -> Response:
    chosen = period("/account", visit.request.query_params, visit.web.templates.clock.today())
    after = visit.asked("after")
    accounting, caller = visit.clients.accounting, visit.caller
    account, page = await asyncio.gather(
        visit.panel(accounting.mine(caller)),
        visit.panel(
            accounting.statement(caller, first=chosen.first, last=chosen.last, after=after)
        ),
    )
    return visit.show(
        AccountPage(
            frame=visit.frame("My account", "account"),
            account=account,
            period=chosen,
            transfers=page.items if page else None,
            newer=visit.here(after=None) if after else None,
            older=visit.here(after=page.next) if page and page.next else None,
        )
    )
