"""The language of a visit: English or Russian, with the texts of the catalogues in `locales/`.

Texts stand in code and templates in English, marked by `_`, `ngettext`, or `later` where they are kept for other visits.
`./ates documents` collects them into the catalogues.
"""

import io
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from gettext import NullTranslations
from http.cookies import SimpleCookie
from pathlib import Path
from types import MappingProxyType

from babel import Locale, localedata, negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import Translations
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from ates_chassis.shared.text.characters import isolated

LOCALES = Path(__file__).resolve().parents[1] / "locales"
LANGUAGE_COOKIE = "ates_language"
LANGUAGES: Mapping[str, str] = MappingProxyType({"en": "English", "ru": "Русский"})
_ACCEPTED_MAX = 20


@dataclass(frozen=True, slots=True)
class Language:
    code: str
    locale: Locale
    texts: NullTranslations


def _load(code: str) -> Language:
    localedata.load(code)  # now, and not within somebody's first page
    with (LOCALES / f"{code}.po").open("rb") as file:
        catalogue = read_po(file, locale=code, charset="utf-8")
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Language(code, Locale(code), Translations(compiled))


_LOADED: Mapping[str, Language] = MappingProxyType({code: _load(code) for code in LANGUAGES})
_spoken: ContextVar[Language] = ContextVar("language", default=_LOADED["en"])


def spoken() -> Language:
    """The language of this visit; English outside of one."""
    return _spoken.get()


def speak(code: str) -> None:
    """From here on, this visit is in the language of `code`."""
    _spoken.set(_LOADED[code])


def _(text: str, **values: object) -> str:
    """The text in the language of this visit, with `%(name)s` filled in; what reads from the right turns nothing else."""
    translated = spoken().texts.gettext(text)
    if not values:
        return translated
    return translated % {
        name: isolated(value) if type(value) is str else value for name, value in values.items()
    }


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    """The text for `num` things; `%(num)s` is the number as people write it."""
    return spoken().texts.ngettext(one, many, num) % ({"num": count(num)} | values)


def count(value: int) -> str:
    """A number of things: `1,998`."""
    return format_decimal(value, locale=spoken().locale)


def later(text: str) -> str:
    """Marks a text that `_` says where it is shown."""
    return text


def chosen(headers: Headers) -> str:
    """The person's own choice, which a cookie carries; else what the browser prefers; else English."""
    cookie = SimpleCookie(headers.get("cookie", "")).get(LANGUAGE_COOKIE)
    if cookie is not None and cookie.value in LANGUAGES:
        return cookie.value
    return (
        negotiate_locale(_accepted(headers.get("accept-language", "")), list(LANGUAGES), "-")
        or "en"
    )


def _accepted(header: str) -> list[str]:
    """The browser's languages, best first (RFC 9110, section 12.5.4)."""
    weighed: list[tuple[float, str]] = []
    for part in header.split(",")[:_ACCEPTED_MAX]:
        name, _, weight = part.partition(";q=")
        try:
            weighed.append((float(weight or 1), name.strip()))
        except ValueError:
            continue
    return [name for weight, name in sorted(weighed, key=lambda each: -each[0]) if weight > 0]


class Speaking:
    """Makes each request speak the language of its browser."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            speak(chosen(Headers(scope=scope)))
        await self._app(scope, receive, send)
