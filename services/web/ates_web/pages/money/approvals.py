"""Corrections above the limit: what waits for a second person, and deciding on it."""

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from fastapi import APIRouter, Response

from ates_web.clients.models import Name, PendingCorrectionView
from ates_web.clients.upstream import ServiceRefusedError
from ates_web.pages.formatting import PENDING_STATES
from ates_web.pages.forms import Choice, posted
from ates_web.pages.language import _
from ates_web.pages.money.ledger import asked_period, transfer_address, views
from ates_web.pages.refusals import reason_of
from ates_web.pages.shell import SEES_LEDGER, PageContext, SignedIn, Visit

router = APIRouter()
_PAGE = "/ledger/approvals"


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    correction: PendingCorrectionView
    person: str
    requester: str
    decider: str | None
    reverses: str | None
    may_decide: bool
    may_withdraw: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalsPage(PageContext):
    template: ClassVar[str] = "money/approvals.html"
    views: tuple[Choice, ...]
    state: str
    rows: tuple[ApprovalRow, ...] | None
    newer: str | None
    older: str | None


@router.get("/ledger/approvals")
async def approvals(visit: SignedIn) -> Response:
    visit.require(SEES_LEDGER)
    state = visit.choice("state", (*PENDING_STATES, "all"))
    after = visit.param("after")
    page = await visit.panel(
        visit.clients.corrections.pending(
            visit.caller, state="" if state == "all" else state, after=after
        )
    )
    items = page.items if page else ()
    ids = [id_ for each in items for id_ in (each.user_id, each.requested_by, each.decided_by)]
    names = await visit.names(ids)
    return visit.show(
        ApprovalsPage(
            frame=visit.frame(_("Approvals"), "ledger"),
            views=views("approvals", asked_period(visit, _PAGE)),
            state=state,
            rows=tuple(_row(visit, names, each) for each in items) if page else None,
            newer=visit.here(after=None) if after else None,
            older=visit.here(after=page.next) if page and page.next else None,
        )
    )


def _row(visit: Visit, names: dict[str, Name], each: PendingCorrectionView) -> ApprovalRow:
    waits, viewer = each.state == "waiting", visit.person.id
    return ApprovalRow(
        each,
        visit.called(names, each.user_id),
        visit.called(names, each.requested_by),
        visit.called(names, each.decided_by) if each.decided_by else None,
        transfer_address(each.reverses) if each.reverses else None,
        may_decide=waits and viewer not in {each.user_id, each.requested_by},
        may_withdraw=waits and viewer == each.requested_by,
    )


async def _done(visit: Visit, work: Awaitable[object], note: str) -> Response:
    """Back to what waits, with `note` or with the reason why not."""
    try:
        await work
    except ServiceRefusedError as rejected:
        if rejected.problem.status in {401, 404} or rejected.problem.code == "forbidden":
            raise
        return visit.go(_PAGE, reason_of(rejected.problem), refused=True)
    return visit.go(_PAGE, note)


@router.post("/ledger/approvals/{correction_id:uuid}/approve")
async def approve(visit: SignedIn, correction_id: UUID) -> Response:
    form_values, _form = await posted(visit.request)
    work = visit.clients.corrections.approve(
        visit.caller, correction_id, key=form_values.get("key")
    )
    return await _done(visit, work, _("The correction is posted."))


@router.post("/ledger/approvals/{correction_id:uuid}/refuse")
async def refuse(visit: SignedIn, correction_id: UUID) -> Response:
    form_values, _form = await posted(visit.request)
    work = visit.clients.corrections.refuse(
        visit.caller,
        correction_id,
        reason=form_values.get("reason", "").strip(),
        key=form_values.get("key"),
    )
    return await _done(visit, work, _("The correction is refused."))


@router.post("/ledger/approvals/{correction_id:uuid}/withdraw")
async def withdraw(visit: SignedIn, correction_id: UUID) -> Response:
    form_values, _form = await posted(visit.request)
    work = visit.clients.corrections.withdraw(
        visit.caller, correction_id, key=form_values.get("key")
    )
    return await _done(visit, work, _("The correction is withdrawn."))
