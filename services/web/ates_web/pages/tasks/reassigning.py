"""Drawing every open task again: what that means and costs, then doing it."""

import asyncio
from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Response

from ates_chassis.shared.money import Money
from ates_web.clients.models import BoundsView
from ates_web.pages.forms import posted
from ates_web.pages.language import _, ngettext
from ates_web.pages.shell import PageContext, SignedIn

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Cost:
    """The fees of so many assignments, before the tasks' own prices are looked up."""

    minimum: Money
    likely: Money
    maximum: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class ReassignPage(PageContext):
    template: ClassVar[str] = "tasks/reassign.html"
    open: int
    people: int
    cost: Cost | None


def cost_of(fee: BoundsView, assignments: int) -> Cost:
    """Fees are drawn evenly between their bounds, so many of them come to about the middle each."""
    minimum, maximum, currency = fee.minimum.amount, fee.maximum.amount, fee.minimum.currency
    return Cost(
        Money(amount=minimum * assignments, currency=currency),
        Money(amount=(minimum + maximum) * assignments // 2, currency=currency),
        Money(amount=maximum * assignments, currency=currency),
    )


@router.get("/tasks/reassign")
async def confirm_reassign(visit: SignedIn) -> Response:
    spread, prices = await asyncio.gather(
        visit.clients.tasks.load(visit.caller, limit=1),
        visit.panel(visit.clients.accounting.prices(visit.caller)),
    )
    return visit.show(
        ReassignPage(
            frame=visit.frame(_("Reassign all open tasks"), "all"),
            open=spread.open,
            people=spread.people,
            cost=cost_of(prices.fee, spread.open) if prices else None,
        )
    )


@router.post("/tasks/reassign")
async def reassign(visit: SignedIn) -> Response:
    form_values, _form = await posted(visit.request)
    count = await visit.clients.tasks.reassign(visit.caller, key=form_values.get("key"))
    note = ngettext("%(num)s task was drawn again.", "%(num)s tasks were drawn again.", count)
    return visit.go("/tasks/all", note)
