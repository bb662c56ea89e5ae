"""How somebody leaves: deactivated or erased, each after a page that says what is going to happen."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar
from uuid import UUID

from fastapi import APIRouter, Response

from ates_chassis.shared.money import Money
from ates_web.clients.models import CountView, UserView
from ates_web.clients.tasks import Which
from ates_web.clients.upstream import ServiceRefusedError
from ates_web.pages.forms import Form, posted
from ates_web.pages.language import _
from ates_web.pages.refusals import reason_of
from ates_web.pages.shell import SEES_PEOPLE, PageContext, SignedIn, Visit

router = APIRouter()
# As far back as accounting looks in one request.
_LOOK_BACK = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeavingPage(PageContext):
    template: ClassVar[str] = "people/deactivation.html"
    erase: bool
    """Whether the person is erased; deactivated otherwise."""
    user: UserView
    itself: bool
    open_tasks: CountView | None
    """None where tasks cannot be reached."""
    balance: Money | None
    """After the last transfer of the last year; None where there is none, or accounting cannot be reached."""
    form: Form


async def _show(
    visit: Visit, user_id: UUID, form: Form, status: int | None = None, *, erase: bool
) -> Response:
    visit.require(SEES_PEOPLE)
    user, open_tasks, balance = await asyncio.gather(
        visit.clients.auth.person(visit.caller, str(user_id)),
        visit.panel(
            visit.clients.tasks.count(visit.caller, Which(status="open", assignee_id=str(user_id)))
        ),
        _balance(visit, str(user_id)),
    )
    # What is missing here is only a part of a sentence.
    visit.down.clear()
    page = LeavingPage(
        frame=visit.frame(user.full_name, "people"),
        erase=erase,
        user=user,
        itself=user.id == visit.person.id,
        open_tasks=open_tasks,
        balance=balance,
        form=form,
    )
    return visit.show(page, status)


async def _balance(visit: Visit, user_id: str) -> Money | None:
    today = visit.web.templates.clock.today()
    last = await visit.panel(
        visit.clients.accounting.transfers(
            visit.caller, first=today - _LOOK_BACK, last=today, user_id=user_id, limit=1
        )
    )
    return last.items[0].balance_after if last and last.items else None


@router.get("/people/{user_id:uuid}/deactivate")
async def ask_to_deactivate(visit: SignedIn, user_id: UUID) -> Response:
    return await _show(visit, user_id, Form(), erase=False)


@router.post("/people/{user_id:uuid}/deactivate")
async def deactivate(visit: SignedIn, user_id: UUID) -> Response:
    form_values, _form = await posted(visit.request)
    try:
        await visit.clients.auth.deactivate(visit.caller, str(user_id), key=form_values.get("key"))
    except ServiceRefusedError as rejected:
        return await _refused(visit, user_id, rejected, erase=False)
    note = _("Deactivated. Their open tasks go to other people.")
    return visit.go(f"/people/{user_id}", note)


@router.get("/people/{user_id:uuid}/erase")
async def ask_to_erase(visit: SignedIn, user_id: UUID) -> Response:
    return await _show(visit, user_id, Form(), erase=True)


@router.post("/people/{user_id:uuid}/erase")
async def erase(visit: SignedIn, user_id: UUID) -> Response:
    """It cannot be undone, so the login of who goes is asked for."""
    form_values, form = await posted(visit.request)
    visit.require(SEES_PEOPLE)
    user = await visit.clients.auth.person(visit.caller, str(user_id))
    if form_values.get("login", "").strip().lower() != user.login:
        wrong = {"login": _("This is not their login.")}
        return await _show(visit, user_id, Form(form.values, wrong), 422, erase=True)
    try:
        await visit.clients.auth.erase(visit.caller, str(user_id))
    except ServiceRefusedError as rejected:
        return await _refused(visit, user_id, rejected, erase=True)
    visit.web.names.forget(str(user_id))
    return visit.go("/people", _("Erased. Login, name and e-mail are forgotten everywhere."))


async def _refused(
    visit: Visit, user_id: UUID, rejected: ServiceRefusedError, *, erase: bool
) -> Response:
    """The page again, with the reason why not."""
    status = rejected.problem.status
    if status in {401, 403, 404}:
        raise rejected
    form = Form(message=reason_of(rejected.problem))
    return await _show(visit, user_id, form, status, erase=erase)
