"""The profile: who I am here, where I am signed in, and a new password."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from fastapi import APIRouter, Response

from ates_web.clients.models import OpenSession, UserView
from ates_web.clients.upstream import ServiceRefusedError
from ates_web.pages.forms import Form, posted
from ates_web.pages.language import _, ngettext
from ates_web.pages.profile.browsers import browser_name
from ates_web.pages.profile.preferences import preferred
from ates_web.pages.shell import PageContext, SignedIn, Visit

router = APIRouter()
_SECRETS = ("old_password", "new_password", "again")


@dataclass(frozen=True, slots=True)
class SessionRow:
    session: OpenSession
    browser: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfilePage(PageContext):
    template: ClassVar[str] = "profile.html"
    user: UserView | None
    sessions: tuple[SessionRow, ...] | None
    others: bool
    """Whether there are sessions beside this one."""
    newer: str | None
    older: str | None
    preferred: Mapping[str, str]
    form: Form


async def _show(visit: Visit, form: Form, status: int | None = None) -> Response:
    after = visit.param("after") if visit.request.method == "GET" else ""
    user, sessions = await asyncio.gather(
        visit.panel(visit.clients.auth.me(visit.caller)),
        visit.panel(visit.clients.auth.sessions(visit.caller, after=after)),
    )
    rows = tuple(
        SessionRow(session, browser_name(session.browser))
        for session in (sessions.items if sessions else ())
    )
    page = ProfilePage(
        frame=visit.frame(_("Profile"), "profile"),
        user=user,
        sessions=rows if sessions else None,
        others=any(not row.session.current for row in rows),
        newer="/profile" if after else None,
        older=visit.here(after=sessions.next) if sessions and sessions.next else None,
        preferred=preferred(visit.request),
        form=form,
    )
    return visit.show(page, status)


@router.get("/profile")
async def profile(visit: SignedIn) -> Response:
    return await _show(visit, Form())


@router.post("/profile/sessions/{session_id:uuid}/end")
async def end_session(visit: SignedIn, session_id: UUID) -> Response:
    await visit.clients.auth.end_session(visit.caller, str(session_id))
    visit.slot.ended.end(str(session_id))
    return visit.go("/profile", _("That browser is signed out."))


@router.post("/profile/sessions/end-others")
async def end_other_sessions(visit: SignedIn) -> Response:
    form_values, _form = await posted(visit.request)
    ended = await visit.clients.auth.end_other_sessions(visit.caller, key=form_values.get("key"))
    note = ngettext(
        "%(num)s other browser is signed out.", "%(num)s other browsers are signed out.", ended
    )
    return visit.go("/profile", note)


@router.post("/profile/password")
async def change_password(visit: SignedIn) -> Response:
    form_values, form = await posted(visit.request, *_SECRETS)
    if form_values.get("new_password") != form_values.get("again"):
        different = Form(errors={"again": _("The two new passwords are not the same.")})
        return await _show(visit, different, 422)
    try:
        token = await visit.clients.auth.change_password(
            visit.caller,
            old=form_values.get("old_password", ""),
            new=form_values.get("new_password", ""),
        )
    except ServiceRefusedError as rejected:
        if rejected.problem.status == 401:
            raise
        refused = form.refused(rejected.problem, frozenset(_SECRETS))
        return await _show(visit, refused, 422)
    former = visit.slot.session
    assert former is not None
    visit.slot.ended.end(former.claims.sid)
    if not visit.slot.replace(token):
        # Signed out meanwhile: nobody is to be signed in by this answer.
        await visit.clients.auth.sign_out(visit.caller, refresh_token=token.refresh_token or "")
    return visit.go("/profile", _("Your password is changed."))
