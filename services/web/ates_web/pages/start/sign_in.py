"""Sign in, register, sign out."""

from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote

from fastapi import APIRouter, Response

from ates_web.clients.models import Token
from ates_web.clients.upstream import ServiceDownError, ServiceRefusedError
from ates_web.gateway.session import WebSession, read_claims
from ates_web.pages.forms import Form, posted
from ates_web.pages.language import _
from ates_web.pages.profile.preferences import follow
from ates_web.pages.refusals import reason_of
from ates_web.pages.shell import PageContext, Public, Visit, local_path

router = APIRouter()
HOME = "/"
_PROGRAM = "internalservice"
_REGISTER_FIELDS = frozenset({"login", "email", "full_name", "password"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInPage(PageContext):
    template: ClassVar[str] = "sign_in/sign_in.html"
    form: Form
    back: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterPage(PageContext):
    template: ClassVar[str] = "sign_in/register.html"
    form: Form


@router.get("/sign-in")
async def sign_in_form(visit: Public) -> Response:
    back = local_path(visit.param("next", 1_000), HOME)
    if visit.slot.session is not None:
        return visit.go(back)
    return visit.show(SignInPage(frame=visit.frame(_("Sign in")), form=Form(), back=back))


@router.post("/sign-in")
async def sign_in(visit: Public) -> Response:
    form_values, form = await posted(visit.request, "password")
    back = local_path(form_values.get("next", ""), HOME)
    try:
        token = await visit.clients.auth.sign_in(
            visit.caller,
            login=form_values.get("login", "").strip(),
            password=form_values.get("password", ""),
        )
    except ServiceRefusedError as rejected:
        status = 429 if rejected.problem.status == 429 else 422
        return _not_signed_in(visit, form, back, _why_not(rejected), status)
    if await _is_program(visit, token):
        reason = _("This account belongs to a program. Programs use the API; pages are for people.")
        return _not_signed_in(visit, form, back, reason, 403)
    await _begin_session(visit, token)
    return await follow(visit, visit.go(back))


def _not_signed_in(visit: Visit, form: Form, back: str, message: str, status: int) -> Response:
    shown = Form(form.values, message=message)
    return visit.show(SignInPage(frame=visit.frame(_("Sign in")), form=shown, back=back), status)


async def _is_program(visit: Visit, token: Token) -> bool:
    """Whether a program signed in, whose session then ends at once."""
    claims = read_claims(token.access_token)
    if claims is None or claims.role != _PROGRAM:
        return False
    await visit.web.sign_outs.end(visit.caller, token.refresh_token)
    return True


async def _begin_session(visit: Visit, token: Token) -> None:
    """A browser has one session; the one that it had before ends."""
    former, refresh_token = visit.slot.session, visit.slot.refresh_token
    visit.slot.begin(token)
    await _end(visit, former, refresh_token)


async def _end_session(visit: Visit) -> bool:
    """The cookies go in any case. Answers whether auth knows; where it is away, it is told when it is back."""
    session, refresh_token = visit.slot.session, visit.slot.refresh_token
    visit.slot.end(by_choice=True)
    return await _end(visit, session, refresh_token)


async def _end(visit: Visit, session: WebSession | None, refresh_token: str | None) -> bool:
    if session is not None:
        visit.slot.ended.end(session.claims.sid)
    return await visit.web.sign_outs.end(visit.caller, refresh_token)


def _why_not(rejected: ServiceRefusedError) -> str:
    if rejected.problem.status == 429:
        return reason_of(rejected.problem)
    return _("This login and password do not go together, or the account is not active.")


@router.get("/register")
async def register_form(visit: Public) -> Response:
    return _register_page(visit, Form(), 200)


@router.post("/register")
async def register(visit: Public) -> Response:
    form_values, form = await posted(visit.request, "password")
    login, password = form_values.get("login", "").strip(), form_values.get("password", "")
    try:
        await visit.clients.auth.register(
            visit.caller,
            login=login,
            email=form_values.get("email", "").strip(),
            full_name=form_values.get("full_name", "").strip(),
            password=password,
            key=form_values.get("key"),
        )
    except ServiceRefusedError as rejected:
        return _register_page(visit, form.refused(rejected.problem, _REGISTER_FIELDS), 422)
    return await _first_sign_in(visit, login, password)


async def _first_sign_in(visit: Visit, login: str, password: str) -> Response:
    try:
        token = await visit.clients.auth.sign_in(visit.caller, login=login, password=password)
    except (ServiceRefusedError, ServiceDownError):
        note = _("Your account is ready. Sign in to start.")
        return visit.go(f"/sign-in?next={quote(HOME)}", note)
    await _begin_session(visit, token)
    return visit.go(HOME, _("Welcome! Your account is ready."))


def _register_page(visit: Visit, form: Form, status: int) -> Response:
    return visit.show(RegisterPage(frame=visit.frame(_("Create an account")), form=form), status)


@router.post("/sign-out")
async def sign_out(visit: Public) -> Response:
    if await _end_session(visit):
        return visit.go("/sign-in", _("You are signed out."))
    note = _(
        "You are signed out in this browser. Copies of its session end as soon as sign-in works again."
    )
    return visit.go("/sign-in", note)
