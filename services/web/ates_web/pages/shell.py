"""What every page is made of: the visit, and the frame around a page."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field, replace
from typing import Annotated, ClassVar, TypeVar
from urllib.parse import quote, unquote, urlencode

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from ates_chassis.shared.errors import ForbiddenError
from ates_web.clients import Clients
from ates_web.clients.models import Name
from ates_web.clients.upstream import ServiceDownError, UpstreamCaller
from ates_web.gateway.ended import EndedSessions
from ates_web.gateway.session import Slot, cookie, slot_of
from ates_web.gateway.sign_outs import SignOuts
from ates_web.pages import formatting
from ates_web.pages.assets import Assets
from ates_web.pages.language import Language, _, later, spoken
from ates_web.pages.rendering import Templates
from ates_web.pages.unread import UnreadCounts
from ates_web.pages.viewer import NameLookup, Viewer, Viewers
from ates_web.settings import WebSettings

T = TypeVar("T")

_NOTE_COOKIE = "ates_note"
_NOTE_S = 60
_NOTE_MAX = 300
THEME_COOKIE = "ates_theme"
THEMES = ("light", "dark")

SEES_ALL_TASKS = frozenset({"administrator", "manager"})
SEES_LEDGER = frozenset({"administrator", "accountant"})
READS_BANK_FILES = frozenset({"accountant"})
SEES_ANALYTICS = frozenset({"administrator"})
SEES_PEOPLE = frozenset({"administrator"})
SEES_WEBHOOKS = frozenset({"administrator"})
# What a script asks for is a part of a page, without the frame around it.
_OF_SCRIPTS = ("hx-request", "x-live")


@dataclass(frozen=True, slots=True)
class NavItem:
    key: str
    label: str
    href: str
    icon: str


START = NavItem("start", later("Start"), "/", "home")
MINE = NavItem("mine", later("My tasks"), "/tasks", "tasks")
ALL = NavItem("all", later("All tasks"), "/tasks/all", "all")


@dataclass(frozen=True, slots=True)
class Note:
    """What a form came to; said once, on the page that follows."""

    text: str
    refused: bool = False

    @classmethod
    def read(cls, value: str) -> "Note":
        """Out of what `written` made; a browser may send anything."""
        outcome, _colon, text = value.partition(":")
        return cls(unquote(text), outcome == "refused")

    def written(self) -> str:
        """As the value of a cookie."""
        return f"{'refused' if self.refused else 'done'}:{quote(self.text[:_NOTE_MAX])}"


@dataclass(frozen=True, slots=True)
class Frame:
    """What the layout around a page shows."""

    title: str
    section: str
    viewer: Viewer | None
    nav: tuple[NavItem, ...] = ()
    menu: tuple[NavItem, ...] = ()
    """What is behind the person's name."""
    note: Note | None = None
    language: Language = field(default_factory=spoken)
    theme: str = ""
    """`light` or `dark`; empty where the browser decides."""
    here: str = "/"
    unread: int | None = None
    """How many notices wait; None where that is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageContext:
    """The one input of a template: each page is a subclass with exactly what it shows."""

    template: ClassVar[str]
    frame: Frame


class NotSignedInError(Exception):
    """The page needs a session and there is none."""


@dataclass(frozen=True, slots=True)
class Web:
    """What pages work with."""

    settings: WebSettings
    clients: Clients
    templates: Templates
    assets: Assets
    viewers: Viewers
    names: NameLookup
    sign_outs: SignOuts
    unread: UnreadCounts

    @classmethod
    def of(cls, settings: WebSettings, known: Clients, ended: EndedSessions) -> "Web":
        assets = Assets(settings.node_modules)
        templates = Templates(settings, assets)
        viewers = Viewers(known.auth, ended)
        names, sign_outs = NameLookup(known.auth), SignOuts(known.auth)
        unread = UnreadCounts(known.notifications)
        return cls(settings, known, templates, assets, viewers, names, sign_outs, unread)


@dataclass(frozen=True, slots=True)
class Visit:
    """One request for a page, with or without a person behind it."""

    request: Request
    web: Web
    slot: Slot
    viewer: Viewer | None = None
    down: list[str] = field(default_factory=list)
    unread: int | None = None

    @property
    def clients(self) -> Clients:
        return self.web.clients

    @property
    def caller(self) -> UpstreamCaller:
        return self.slot.caller

    @property
    def person(self) -> Viewer:
        assert self.viewer is not None
        return self.viewer

    def require(self, roles: frozenset[str]) -> None:
        """Keeps a person from filling in a form that the service is going to refuse."""
        if not self.person.may(roles):
            named = _(" or ").join(_(formatting.ROLES[role]) for role in sorted(roles))
            raise ForbiddenError(_("This page needs the role %(roles)s.", roles=named))

    def param(self, name: str, limit: int = 500) -> str:
        """A query parameter, trimmed and bounded; empty where there is none."""
        return self.request.query_params.get(name, "").strip()[:limit]

    def choice(self, name: str, allowed: tuple[str, ...]) -> str:
        """A query parameter that is one of `allowed`; the first where it is not."""
        value = self.param(name)
        return value if value in allowed else allowed[0]

    async def panel(self, load: Awaitable[T]) -> T | None:
        """What a panel shows; None where its service is down, which the page says in its place."""
        try:
            return await load
        except ServiceDownError as down:
            self.down.append(down.service)
            return None

    async def names(self, ids: list[str | None]) -> dict[str, Name]:
        """NameLookup for the page; it goes without those that cannot be asked for."""
        return await self.web.names.find(self.caller, ids)

    def called(self, names: dict[str, Name], user_id: str | None) -> str:
        """What to call a person on this page."""
        if user_id is None:
            return "aTES"
        if self.viewer is not None and user_id == self.viewer.id:
            return _("You")
        name = names.get(user_id)
        return name.full_name if name is not None else _("Colleague %(end)s", end=user_id[-4:])

    def frame(self, title: str, section: str = "") -> Frame:
        note = self.request.cookies.get(_NOTE_COOKIE)
        nav, menu = navigation(self.viewer), menu_of(self.viewer)
        theme = self.request.cookies.get(THEME_COOKIE, "")
        return Frame(
            title,
            section,
            self.viewer,
            nav,
            menu,
            Note.read(note) if note else None,
            theme=theme if theme in THEMES else "",
            here=self.here(),
            unread=self.unread,
        )

    def show(self, page: PageContext, status: int | None = None) -> Response:
        """The page; 503 where one of its services was down, so that nobody takes it for the truth."""
        answer = HTMLResponse(self.web.templates.html(page), status or (503 if self.down else 200))
        if page.frame.note is not None:
            answer.raw_headers.append((b"set-cookie", self._note("", 0)))
        return answer

    def go(self, path: str, note: str | None = None, *, refused: bool = False) -> Response:
        """See-other to `path`, where `note` is shown once: that it was done, or why it was `refused`."""
        answer = RedirectResponse(path, 303)
        if note is not None:
            answer.raw_headers.append(
                (b"set-cookie", self._note(Note(note, refused).written(), _NOTE_S))
            )
        return answer

    def _note(self, value: str, max_age: int) -> bytes:
        secure = self.web.settings.cookie_secure
        return cookie(_NOTE_COOKIE, value, max_age=max_age, secure=secure).encode("latin-1")

    def here(self, **changes: str | None) -> str:
        """The address of this page with some of its query parameters changed."""
        query = dict(self.request.query_params) | changes
        params = {name: value for name, value in query.items() if value}
        return self.request.url.path + (f"?{urlencode(params)}" if params else "")


def navigation(viewer: Viewer | None) -> tuple[NavItem, ...]:
    if viewer is None:
        return ()
    items = [START, MINE]
    if viewer.may(SEES_ALL_TASKS):
        items.append(ALL)
    items.append(NavItem("account", later("My account"), "/account", "wallet"))
    if viewer.may(SEES_LEDGER):
        items.append(NavItem("ledger", later("Ledger"), "/ledger", "ledger"))
    if viewer.may(SEES_ANALYTICS):
        items.append(NavItem("analytics", later("Analytics"), "/analytics", "chart"))
    if viewer.may(SEES_PEOPLE):
        items.append(NavItem("people", later("People"), "/people", "people"))
    return tuple(items)


def menu_of(viewer: Viewer | None) -> tuple[NavItem, ...]:
    items = [NavItem("profile", later("Profile"), "/profile", "user")]
    if viewer is not None and viewer.may(SEES_WEBHOOKS):
        items.append(NavItem("webhooks", later("Webhooks"), "/webhooks", "webhook"))
    return tuple(items)


async def anyone(request: Request) -> Visit:
    """A visit that needs no session."""
    web = request.app.state.web
    assert isinstance(web, Web)
    return Visit(request, web, slot_of(request))


async def signed_in(visit: Annotated[Visit, Depends(anyone)]) -> Visit:
    """A visit with a person behind it; leads to the sign-in page otherwise."""
    if visit.slot.unavailable:
        raise ServiceDownError("auth")
    if visit.slot.session is None:
        raise NotSignedInError
    return await of_viewer(visit)


async def of_viewer(visit: Visit) -> Visit:
    """The visit with the person of its session, and with how many notices wait for them."""
    web, slot = visit.web, visit.slot
    if any(name in visit.request.headers for name in _OF_SCRIPTS):
        return replace(visit, viewer=await web.viewers.find(slot))
    viewer, unread = await asyncio.gather(web.viewers.find(slot), web.unread.find(slot))
    return replace(visit, viewer=viewer, unread=unread)


Public = Annotated[Visit, Depends(anyone)]
SignedIn = Annotated[Visit, Depends(signed_in)]


def local_path(path: str, otherwise: str) -> str:
    """`path` where it leads to this site, so that nobody is sent elsewhere after signing in."""
    local = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if local and len(path) <= 1_000 else otherwise
