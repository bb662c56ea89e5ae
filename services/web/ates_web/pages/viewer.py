"""Who people are: the viewer behind an access token, and the names behind ids; each is remembered for a minute."""

from collections.abc import Iterable
from dataclasses import dataclass

from cachetools import TTLCache

from ates_web.clients.auth import AuthClient
from ates_web.clients.models import Name
from ates_web.clients.upstream import ServiceDownError, UpstreamCaller
from ates_web.gateway.ended import EndedSessions
from ates_web.gateway.session import Slot
from ates_web.pages.language import _

_KNOWN_S = 60.0
_VIEWERS_MAX = 1_000
_NAMES_MAX = 10_000


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person who looks at a page. The role only draws menus; the services decide."""

    id: str
    name: str
    login: str
    role: str

    def may(self, roles: frozenset[str]) -> bool:
        return self.role in roles


@dataclass(frozen=True, slots=True)
class _Known:
    viewer: Viewer
    session_id: str | None
    generation: int


class Viewers:
    """Who is behind an access token, so that most pages ask their own service only.

    What is remembered counts while web hears of every session that ends; otherwise auth is asked.
    """

    def __init__(self, auth: AuthClient, ended: EndedSessions) -> None:
        self._auth = auth
        self._ended = ended
        ended.on_end(self._forget)
        self._known: TTLCache[str, _Known] = TTLCache(_VIEWERS_MAX, _KNOWN_S)

    async def find(self, slot: Slot) -> Viewer:
        session = slot.session
        assert session is not None
        known = self._known.get(session.access)
        generation = self._ended.generation
        if known is not None and self._ended.informed and known.generation == generation:
            return known.viewer
        try:
            user = await self._auth.me(slot.caller)
        except ServiceDownError:
            unknown = Viewer(session.claims.sub, _("Signed in"), "", session.claims.role)
            return unknown if known is None else known.viewer
        viewer = Viewer(user.id, user.full_name, user.login, user.role)
        # It may have ended while auth was asked.
        if not self._ended.has_ended(session.claims.sid):
            self._known[session.access] = _Known(viewer, session.claims.sid, generation)
        return viewer

    def _forget(self, session_id: str) -> None:
        for access in [a for a, known in self._known.items() if known.session_id == session_id]:
            del self._known[access]


class NameLookup:
    """The names behind ids, which everybody who is signed in may know."""

    def __init__(self, auth: AuthClient) -> None:
        self._auth = auth
        self._known: TTLCache[str, Name] = TTLCache(_NAMES_MAX, _KNOWN_S)

    async def find(self, caller: UpstreamCaller, ids: Iterable[str | None]) -> dict[str, Name]:
        """What is known of `ids`; where auth is away, that is what is remembered."""
        missing = {user_id for user_id in ids if user_id}
        names = {name.id: name for name in map(self._known.get, missing) if name is not None}
        try:
            fresh = await self._auth.names(caller, missing - names.keys())
        except ServiceDownError:
            return names
        self._known.update(fresh)
        return names | fresh

    def forget(self, user_id: str) -> None:
        """What has changed is asked anew; the other processes of web take up to a minute."""
        self._known.pop(user_id, None)
