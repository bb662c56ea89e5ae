"""The profile: who I am here, and a new password."""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Response

from ates_web.clients.models import User
from ates_web.clients.upstream import Problem, Rejected
from ates_web.pages.forms import Form, posted
from ates_web.pages.shell import Page, SignedIn, Visit

router = APIRouter()
_SECRETS = ("old_password", "new_password", "again")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfilePage(Page):
    template: ClassVar[str] = "profile.html"
    user: User | None
    form: Form


async def _show(visit: Visit, form: Form, status: int | None = None) -> Response:
    user = await visit.panel(visit.clients.auth.me(visit.caller))
    return visit.show(
        ProfilePage(frame=visit.frame("Profile", "profile"), user=user, form=form), status
    )


@router.get("/profile")
async def profile(visit: SignedIn) -> Response:
    return await _show(visit, Form())


@router.post("/profile/password")
async def change_password(visit: SignedIn) -> Response:
    given, form = await posted(visit.request, *_SECRETS)
    if given.get("new_password") != given.get("again"):
        different = Form(errors={"again": "The two new passwords are not the same."})
        return await _show(visit, different, 422)
    try:
        await visit.clients.auth.change_password(
            visit.caller,
            old=given.get("old_password", ""),
            new=given.get("new_password", ""),
            key=given.get("key"),
        )
    except Rejected as rejected:
        if rejected.problem.status == 401:
            raise
        return await _show(visit, _refused(form, rejected.problem), 422)
    return await _signed_in_anew(visit, given.get("new_password", ""))


def _refused(form: Form, problem: Problem) -> Form:
    return form.refused(problem, frozenset(_SECRETS))


async def _signed_in_anew(visit: Visit, password: str) -> Response:
    """A changed password ends every session, this one too; the person has just shown who they are."""
    try:
        token = await visit.clients.auth.sign_in(
            visit.caller, login=visit.person.login, password=password
        )
    except Rejected:
        return visit.go("/sign-in", "Your password is changed. Sign in with it.")
    visit.slot.begin(token)
    return visit.go("/profile", "Your password is changed.")
