"""Language and theme of a browser: two cookies, which follow what the person prefers at auth."""

from collections.abc import Container, Mapping

from fastapi import APIRouter, Request, Response
from starlette.datastructures import Headers

from ates_web.clients.upstream import ServiceDownError, ServiceRefusedError
from ates_web.gateway.session import cookie
from ates_web.pages.forms import posted
from ates_web.pages.language import LANGUAGE_COOKIE, LANGUAGES, _, chosen, speak
from ates_web.pages.shell import THEME_COOKIE, THEMES, Public, SignedIn, Visit, local_path

router = APIRouter()
_YEAR_S = 365 * 86_400


def preferred(request: Request) -> dict[str, str]:
    """What this browser shows pages in; empty where it decides by itself."""
    language = request.cookies.get(LANGUAGE_COOKIE, "")
    theme = request.cookies.get(THEME_COOKIE, "")
    return {
        "language": language if language in LANGUAGES else "",
        "theme": theme if theme in THEMES else "",
    }


def keep(visit: Visit, answer: Response, cookies: Mapping[str, str | None]) -> Response:
    """The answer that stores `cookies` for a year; an empty one is taken away."""
    for name, value in cookies.items():
        if not value and name not in visit.request.cookies:
            continue
        stored = cookie(
            name,
            value or "",
            max_age=_YEAR_S if value else 0,
            secure=visit.web.settings.cookie_secure,
        )
        answer.raw_headers.append((b"set-cookie", stored.encode("latin-1")))
    return answer


async def follow(visit: Visit, answer: Response) -> Response:
    """The answer to a sign-in, with what the person prefers. The choice of the sign-in page stays where that is nothing.

    Where auth does not say, pages look as they did.
    """
    try:
        preferences = await visit.clients.auth.preferences(visit.caller)
    except (ServiceRefusedError, ServiceDownError):
        return answer
    language = {LANGUAGE_COOKIE: preferences.language} if preferences.language in LANGUAGES else {}
    theme = preferences.theme if preferences.theme in THEMES else None
    return keep(visit, answer, {**language, THEME_COOKIE: theme})


@router.post("/language")
async def choose_language(visit: Public) -> Response:
    """The language of this browser alone, for who is not signed in yet."""
    form_values, _form = await posted(visit.request)
    back = local_path(form_values.get("back", ""), "/sign-in")
    return keep(
        visit, visit.go(back), {LANGUAGE_COOKIE: _one_of(LANGUAGES, form_values, "language")}
    )


@router.post("/profile/preferences")
async def change_preferences(visit: SignedIn) -> Response:
    form_values, _form = await posted(visit.request)
    language, theme = (
        _one_of(LANGUAGES, form_values, "language"),
        _one_of(THEMES, form_values, "theme"),
    )
    await visit.clients.auth.change_preferences(visit.caller, language=language, theme=theme)
    by_browser = Headers({"accept-language": visit.request.headers.get("accept-language", "")})
    speak(language or chosen(by_browser))
    answer = visit.go("/profile", _("Your choice is stored."))
    return keep(visit, answer, {LANGUAGE_COOKIE: language, THEME_COOKIE: theme})


def _one_of(known: Container[str], form_values: Mapping[str, str], name: str) -> str | None:
    """What was chosen; nothing where the browser decides."""
    value = form_values.get(name, "")
    return value if value in known else None
