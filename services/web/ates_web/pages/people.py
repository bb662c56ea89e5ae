"""People, for administrators: find, add, change roles, deactivate, activate."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from fastapi import APIRouter, Response

from ates_web.clients.models import User
from ates_web.clients.upstream import Rejected
from ates_web.pages.forms import Form, posted
from ates_web.pages.shell import SEES_PEOPLE, Page, SignedIn
from ates_web.pages.words import ROLES

router = APIRouter()
_FIELDS = frozenset({"login", "email", "full_name", "password", "role"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PeoplePage(Page):
    template: ClassVar[str] = "people/list.html"
    q: str
    role: str
    people: tuple[User, ...] | None
    newer: str | None
    older: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPage(Page):
    template: ClassVar[str] = "people/one.html"
    user: User
    itself: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPersonPage(Page):
    template: ClassVar[str] = "people/new.html"
    form: Form


@router.get("/people")
async def people(visit: SignedIn) -> Response:
    q, after = visit.asked("q"), visit.asked("after")
    role = visit.choice("role", ("", *ROLES))
    page = await visit.panel(visit.clients.auth.people(visit.caller, q=q, role=role, after=after))
    return visit.show(
        PeoplePage(
            frame=visit.frame("People", "people"),
            q=q,
            role=role,
            people=page.items if page else None,
            newer=visit.here(after=None) if after else None,
            older=visit.here(after=page.next) if page and page.next else None,
        )
    )


@router.get("/people/new")
async def new_person(visit: SignedIn) -> Response:
    visit.require(SEES_PEOPLE)
    form = Form({"role": "developer"})
    return visit.show(NewPersonPage(frame=visit.frame("Add a person", "people"), form=form))


@router.post("/people")
async def add_person(visit: SignedIn) -> Response:
    given, form = await posted(visit.request, "password")
    try:
        user = await visit.clients.auth.register(
            visit.caller,
            login=given.get("login", "").strip(),
            email=given.get("email", "").strip(),
            full_name=given.get("full_name", "").strip(),
            password=given.get("password", ""),
            role=given.get("role", ""),
            key=given.get("key"),
        )
    except Rejected as rejected:
        if rejected.problem.status in {401, 403}:
            raise
        form = form.refused(rejected.problem, _FIELDS)
        frame = visit.frame("Add a person", "people")
        return visit.show(NewPersonPage(frame=frame, form=form), 422)
    return visit.go("/people", f"{user.full_name} can sign in now.")


@router.get("/people/{user_id:uuid}")
async def person(visit: SignedIn, user_id: UUID) -> Response:
    user = await visit.clients.auth.person(visit.caller, str(user_id))
    frame = visit.frame(user.full_name, "people")
    return visit.show(PersonPage(frame=frame, user=user, itself=user.id == visit.person.id))


@router.post("/people/{user_id:uuid}/role")
async def change_role(visit: SignedIn, user_id: UUID) -> Response:
    given, _ = await posted(visit.request)
    await visit.clients.auth.change_role(visit.caller, str(user_id), role=given.get("role", ""))
    return visit.go(f"/people/{user_id}", "The role is changed.")


@router.post("/people/{user_id:uuid}/deactivate")
async def deactivate(visit: SignedIn, user_id: UUID) -> Response:
    given, _ = await posted(visit.request)
    await visit.clients.auth.deactivate(visit.caller, str(user_id), key=given.get("key"))
    return visit.go(f"/people/{user_id}", "Deactivated. Their open tasks go to other people.")


@router.post("/people/{user_id:uuid}/activate")
async def activate(visit: SignedIn, user_id: UUID) -> Response:
    given, _ = await posted(visit.request)
    await visit.clients.auth.activate(visit.caller, str(user_id), key=given.get("key"))
    return visit.go(f"/people/{user_id}", "Active again.")


@router.post("/people/{user_id:uuid}/erase")
async def erase(visit: SignedIn, user_id: UUID) -> Response:
    await visit.clients.auth.erase(visit.caller, str(user_id))
    return visit.go("/people", "Erased. Login, name and e-mail are forgotten everywhere.")
