"""People, for administrators: find, add, change roles. `deactivation.py` is how somebody goes."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from fastapi import APIRouter, Response

from ates_web.clients.models import UserView
from ates_web.clients.upstream import ServiceRefusedError
from ates_web.pages.formatting import ROLES
from ates_web.pages.forms import Form, posted
from ates_web.pages.language import _
from ates_web.pages.refusals import reason_of
from ates_web.pages.shell import SEES_PEOPLE, PageContext, SignedIn, Visit

router = APIRouter()
_FIELDS = frozenset({"login", "email", "full_name", "password", "role"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PeoplePage(PageContext):
    template: ClassVar[str] = "people/list.html"
    q: str
    role: str
    active: str
    """`true`, `false`, or empty for everybody."""
    people: tuple[UserView, ...] | None
    newer: str | None
    older: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPage(PageContext):
    template: ClassVar[str] = "people/one.html"
    user: UserView
    itself: bool
    form: Form


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPersonPage(PageContext):
    template: ClassVar[str] = "people/new.html"
    form: Form


@router.get("/people")
async def people(visit: SignedIn) -> Response:
    q, after = visit.param("q", 200), visit.param("after")
    role, active = visit.choice("role", ("", *ROLES)), visit.choice("active", ("", "true", "false"))
    page = await visit.panel(
        visit.clients.auth.people(visit.caller, q=q, role=role, active=active, after=after)
    )
    return visit.show(
        PeoplePage(
            frame=visit.frame(_("People"), "people"),
            q=q,
            role=role,
            active=active,
            people=page.items if page else None,
            newer=visit.here(after=None) if after else None,
            older=visit.here(after=page.next) if page and page.next else None,
        )
    )


@router.get("/people/new")
async def new_person(visit: SignedIn) -> Response:
    visit.require(SEES_PEOPLE)
    return _new_person(visit, Form({"role": "developer"}))


def _new_person(visit: Visit, form: Form, status: int = 200) -> Response:
    frame = visit.frame(_("Add a person"), "people")
    return visit.show(NewPersonPage(frame=frame, form=form), status)


@router.post("/people")
async def add_person(visit: SignedIn) -> Response:
    form_values, form = await posted(visit.request, "password")
    try:
        user = await visit.clients.auth.register(
            visit.caller,
            login=form_values.get("login", "").strip(),
            email=form_values.get("email", "").strip(),
            full_name=form_values.get("full_name", "").strip(),
            password=form_values.get("password", ""),
            role=form_values.get("role", ""),
            key=form_values.get("key"),
        )
    except ServiceRefusedError as rejected:
        if rejected.problem.status in {401, 403}:
            raise
        return _new_person(visit, form.refused(rejected.problem, _FIELDS), 422)
    return visit.go("/people", _("%(name)s can sign in now.", name=user.full_name))


@router.get("/people/{user_id:uuid}")
async def person(visit: SignedIn, user_id: UUID) -> Response:
    return await _person(visit, user_id, Form())


async def _person(visit: Visit, user_id: UUID, form: Form, status: int = 200) -> Response:
    user = await visit.clients.auth.person(visit.caller, str(user_id))
    frame = visit.frame(user.full_name, "people")
    page = PersonPage(frame=frame, user=user, itself=user.id == visit.person.id, form=form)
    return visit.show(page, status)


@router.post("/people/{user_id:uuid}/role")
async def change_role(visit: SignedIn, user_id: UUID) -> Response:
    form_values, form = await posted(visit.request)
    try:
        await visit.clients.auth.change_role(
            visit.caller, str(user_id), role=form_values.get("role", "")
        )
    except ServiceRefusedError as rejected:
        if rejected.problem.status in {401, 403, 404}:
            raise
        shown = Form(form.values, message=reason_of(rejected.problem))
        return await _person(visit, user_id, shown, rejected.problem.status)
    return visit.go(f"/people/{user_id}", _("The role is changed."))


@router.post("/people/{user_id:uuid}/activate")
async def activate(visit: SignedIn, user_id: UUID) -> Response:
    form_values, _form = await posted(visit.request)
    await visit.clients.auth.activate(visit.caller, str(user_id), key=form_values.get("key"))
    return visit.go(f"/people/{user_id}", _("Active again."))
