"""Sign in, register, sign out."""

from contextlib import suppress
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote

from fastapi import APIRouter, Response

from ates_web.clients.upstream import Rejected, ServiceDown
from ates_web.pages.forms import Form, posted
from ates_web.pages.shell import Anyone, Page, Visit, local_path

router = APIRouter()
HOME = "/tasks"
_REGISTER_FIELDS = frozenset({"login", "email", "full_name", "password"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInPage(Page):
    template: ClassVar[str] = "start/sign_in.html"
    form: Form
    back: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterPage(Page):
    template: ClassVar[str] = "start/register.html"
    form: Form


@router.get("/")
async def home(visit: Anyone) -> Response:
    return visit.go(HOME if visit.slot.session is not None else "/sign-in")


@router.get("/sign-in")
async def sign_in_form(visit: Anyone) -> Response:
    back = local_path(visit.asked("next", 1_000), HOME)
    if visit.slot.session is not None:
        return visit.go(back)
    return visit.show(SignInPage(frame=visit.frame("Sign in"), form=Form(), back=back))


@router.post("/sign-in")
async def sign_in(visit: Anyone) -> Response:
    given, form = await posted(visit.request, "password")
    back = local_path(given.get("next", ""), HOME)
    try:
        token = await visit.clients.auth.sign_in(
            visit.caller,
            login=given.get("login", "").strip(),
            password=given.get("password", ""),
        )
    except Rejected as rejected:
        message = _why_not(rejected)
        page = SignInPage(
            frame=visit.frame("Sign in"), form=Form(form.values, message=message), back=back
        )
        return visit.show(page, 429 if rejected.problem.status == 429 else 422)
    visit.slot.begin(token)
    return visit.go(back)


def _why_not(rejected: Rejected) -> str:
    if rejected.problem.status == 429:
        return rejected.problem.detail or "Too many attempts. Wait a little and try again."
    return "This login and password do not go together, or the account is not active."


@router.get("/register")
async def register_form(visit: Anyone) -> Response:
    return _register_page(visit, Form(), 200)


@router.post("/register")
async def register(visit: Anyone) -> Response:
    given, form = await posted(visit.request, "password")
    login, password = given.get("login", "").strip(), given.get("password", "")
    try:
        await visit.clients.auth.register(
            visit.caller,
            login=login,
            email=given.get("email", "").strip(),
            full_name=given.get("full_name", "").strip(),
            password=password,
            key=given.get("key"),
        )
    except Rejected as rejected:
        return _register_page(visit, form.refused(rejected.problem, _REGISTER_FIELDS), 422)
    return await _first_sign_in(visit, login, password)


async def _first_sign_in(visit: Visit, login: str, password: str) -> Response:
    try:
        token = await visit.clients.auth.sign_in(visit.caller, login=login, password=password)
    except (Rejected, ServiceDown):
        return visit.go(f"/sign-in?next={quote(HOME)}", "Your account is ready. Sign in to start.")
    visit.slot.begin(token)
    return visit.go(HOME, "Welcome! Your account is ready.")


def _register_page(visit: Visit, form: Form, status: int) -> Response:
    return visit.show(RegisterPage(frame=visit.frame("Create an account"), form=form), status)


@router.post("/sign-out")
async def sign_out(visit: Anyone) -> Response:
    session = visit.slot.session
    if session is not None and session.refresh is not None:
        # The cookies go in any case; the token family ends by its own time.
        with suppress(Rejected, ServiceDown):
            await visit.clients.auth.sign_out(visit.caller, refresh_token=session.refresh)
    visit.slot.end()
    return visit.go("/sign-in", "You are signed out.")
