"""The browser session: two HttpOnly cookies, renewed in passing before the access token ends.

The cookies hold the tokens themselves, so web keeps no state but which sessions are over. A handler changes the session
through its `Slot`; the middleware alone reads and writes cookies.

Answers overtake each other. Only one takes a browser away from a session: the first. Whatever else is under way for that
session then sets no cookie at all, since the browser may hold those of another person by now.
"""

import asyncio
import base64
import binascii
import time
from dataclasses import dataclass, field
from http.cookies import SimpleCookie

from cachetools import TTLCache
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ates_web.clients.auth import AuthClient
from ates_web.clients.models import Token
from ates_web.clients.upstream import ServiceDownError, ServiceRefusedError, UpstreamCaller
from ates_web.gateway.ended import EndedSessions
from ates_web.settings import WebSettings

_BROWSER_MAX = 200
# A slow answer is late by minutes at most.
_RENEWED_S = 3_600.0
_RENEWED_MAX = 20_000
_WITHOUT_SESSION = ("/assets/", "/health/", "/metrics")


class Claims(BaseModel):
    """The claims of an access token, read without trust: to renew in time, to draw menus, and to tell sessions apart.

    Whoever makes up a token with the `sid` of another session can have it taken for ended, or left by its browser, in this
    process: that person has to sign in anew. But a `sid` cannot be guessed, and until its session has ended nobody is told it
    but its own user, who could end the session anyway.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    sub: str
    sid: str | None = None
    role: str = "other"
    exp: float


@dataclass(frozen=True, slots=True)
class WebSession:
    access: str
    refresh: str | None
    claims: Claims


@dataclass(slots=True)
class Slot:
    """The session of one request, and what becomes of it with the answer."""

    address: str | None
    browser: str | None = None
    session: WebSession | None = None
    unavailable: bool = False
    ended: EndedSessions = field(default_factory=EndedSessions)
    _came_with: str | None = None
    """The refresh token that the browser has sent."""
    _names: frozenset[str] = frozenset()
    """By which the session that the browser came with is known: its id, and its refresh token."""
    _was_left: bool = False
    """Whether the browser had left that session before it sent this request."""
    _mark: object = field(default_factory=object)
    _issued: Token | None = None
    _ended: bool = False

    @property
    def caller(self) -> UpstreamCaller:
        token = self.session.access if self.session else None
        return UpstreamCaller(token=token, address=self.address, browser=self.browser)

    @property
    def refresh_token(self) -> str | None:
        """By which the session can be ended, also one that cannot be gone on with at the moment."""
        if self.session is not None:
            return self.session.refresh
        return self._came_with if self.unavailable else None

    def come_with(self, claims: Claims | None, refresh: str | None) -> None:
        """What the browser has sent."""
        self._came_with = refresh
        names = (claims.sid if claims else None, refresh)
        self._names = frozenset(name for name in names if name)
        self._was_left = self.is_over

    @property
    def is_over(self) -> bool:
        """Whether another answer than this one takes, or took, the browser away from the session."""
        ending = self.ended.left_by(self._names)
        return ending is not None and ending.by is not self._mark

    @property
    def is_late(self) -> bool:
        """Whether that happened while this answer was under way."""
        return self.is_over and not self._was_left

    def renew(self, token: Token) -> None:
        """Goes on with new tokens of the same session."""
        self.session = _session(token)
        self._issued = token

    def begin(self, token: Token) -> None:
        """Begins a session, in the place of another where there is one."""
        session = _session(token)
        self.ended.leave(self._names, self._mark, by_choice=True, in_any_case=True)
        self.session, self._issued, self._ended = session, token, False

    def replace(self, token: Token) -> bool:
        """Goes on in another session; does not, and returns so, where the person has signed out or in meanwhile."""
        ending = self.ended.left_by(self._names)
        if ending is not None and ending.by_choice:
            return False
        self.begin(token)
        return True

    def end(self, *, by_choice: bool = False) -> None:
        """Takes the cookies away, where the browser has not left the session by another answer."""
        self.ended.leave(self._names, self._mark, by_choice=by_choice)
        self._issued, self._ended, self.session = None, True, None

    def cookies(self, names: "CookieNames") -> list[tuple[str, str]] | None:
        """What to store, nothing to leave it as it is; an empty value takes a cookie away."""
        if self.is_over:
            return None
        if self._ended:
            return [(names.access, ""), (names.refresh, "")]
        if self._issued is None:
            return None
        return [
            (names.access, self._issued.access_token),
            (names.refresh, self._issued.refresh_token or ""),
        ]


@dataclass(frozen=True, slots=True)
class CookieNames:
    access: str
    refresh: str

    @classmethod
    def of(cls, settings: WebSettings) -> "CookieNames":
        # `__Host-` binds a cookie to this host and to HTTPS; a browser refuses it on http://127.0.0.1.
        prefix = "__Host-" if settings.cookie_secure else ""
        return cls(f"{prefix}ates_access", f"{prefix}ates_refresh")


def _session(token: Token) -> WebSession:
    """Raises ServiceDownError for a token that cannot be read."""
    claims = read_claims(token.access_token)
    if claims is None:
        raise ServiceDownError("auth")
    return WebSession(token.access_token, token.refresh_token, claims)


def slot_of(connection: HTTPConnection) -> Slot:
    slot = connection.scope["state"]["ates_session"]
    assert isinstance(slot, Slot)
    return slot


def read_claims(access_token: str) -> Claims | None:
    try:
        payload = access_token.split(".")[1]
        text = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
        return Claims.model_validate_json(text)
    except (IndexError, binascii.Error, ValueError, ValidationError):
        return None


def _browser(connection: HTTPConnection) -> str | None:
    """What the browser calls itself, bounded and without control characters."""
    sent = connection.headers.get("user-agent", "")
    return "".join(char for char in sent if char.isprintable())[:_BROWSER_MAX] or None


class SessionMiddleware:
    def __init__(
        self, app: ASGIApp, *, auth: AuthClient, settings: WebSettings, ended: EndedSessions
    ) -> None:
        self._app = app
        self._auth = auth
        self._ended = ended
        self._settings = settings
        self._names = CookieNames.of(settings)
        self._renewals: dict[str, asyncio.Task[Token]] = {}
        self._newest: TTLCache[str, str | None] = TTLCache(_RENEWED_MAX, _RENEWED_S)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(_WITHOUT_SESSION):
            await self._app(scope, receive, send)
            return
        address = scope["client"][0] if scope.get("client") else None
        slot = Slot(address=address, browser=_browser(HTTPConnection(scope)), ended=self._ended)
        scope.setdefault("state", {})["ates_session"] = slot
        await self._open(HTTPConnection(scope), slot)

        async def send_with_cookies(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._store(MutableHeaders(scope=message), slot)
            await send(message)

        await self._app(scope, receive, send_with_cookies)

    async def _open(self, connection: HTTPConnection, slot: Slot) -> None:
        """Puts the cookies' session into the slot, renewed where it is about to end."""
        access = connection.cookies.get(self._names.access)
        refresh = connection.cookies.get(self._names.refresh)
        claims = read_claims(access) if access else None
        slot.come_with(claims, refresh)
        if slot.is_over:
            return
        if claims is not None and self._ended.has_ended(claims.sid):
            slot.end()
            return
        left_s = claims.exp - time.time() if claims else 0.0
        if access and claims and left_s > 0:
            slot.session = WebSession(access, refresh, claims)
        if left_s > self._settings.refresh_before_s or not refresh:
            return
        try:
            slot.renew(await self._renewed(refresh, slot.address))
            self._note_newest(slot)
        except ServiceRefusedError as rejected:
            # Too many attempts say nothing about the token; every other refusal ends the session.
            if rejected.problem.status == 429:
                slot.unavailable = slot.session is None
            else:
                slot.end()
        except ServiceDownError:
            slot.unavailable = slot.session is None

    def _note_newest(self, slot: Slot) -> None:
        if slot.session is not None and slot.session.claims.sid is not None:
            self._newest[slot.session.claims.sid] = slot.session.refresh

    def _is_outdated(self, session: WebSession) -> bool:
        """Whether a later answer has brought newer tokens of the session already."""
        newest = self._newest.get(session.claims.sid or "", session.refresh)
        return newest != session.refresh

    async def _renewed(self, refresh: str, address: str | None) -> Token:
        """One renewal at a time for a refresh token, however many requests wait for it."""
        running = self._renewals.get(refresh)
        if running is None:
            caller = UpstreamCaller(token=None, address=address)
            running = asyncio.create_task(self._auth.refresh(caller, refresh_token=refresh))
            self._renewals[refresh] = running
            running.add_done_callback(lambda done: self._forget(refresh, done))
        return await asyncio.shield(running)

    def _forget(self, refresh: str, done: asyncio.Task[Token]) -> None:
        self._renewals.pop(refresh, None)
        if not done.cancelled():
            done.exception()

    def _store(self, headers: MutableHeaders, slot: Slot) -> None:
        session = slot.session
        if session is not None and self._ended.has_ended(session.claims.sid):
            slot.end()
        if slot.is_late:
            del headers["set-cookie"]
        if session is not None and self._is_outdated(session):
            return
        for name, value in slot.cookies(self._names) or ():
            max_age = self._settings.session_max_age_s if value else 0
            stored = cookie(name, value, max_age=max_age, secure=self._settings.cookie_secure)
            headers.append("set-cookie", stored)


def cookie(name: str, value: str, *, max_age: int, secure: bool) -> str:
    jar = SimpleCookie({name: value})
    jar[name].update({"path": "/", "httponly": "1", "samesite": "Lax", "max-age": str(max_age)})
    if secure:
        jar[name]["secure"] = "1"
    return jar[name].OutputString()
