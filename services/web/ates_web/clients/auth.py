"""The client of auth: sign-in, the person, the people."""

from collections.abc import Iterable, Sequence

from ates_web.clients.models import (
    EndedSessionsView,
    Name,
    NamesView,
    OpenSession,
    PageView,
    PreferencesView,
    Token,
    UserView,
)
from ates_web.clients.upstream import ServiceRefusedError, Upstream, UpstreamCaller, query

NAMES_PER_CALL = 200


class AuthClient:
    def __init__(self, upstream: Upstream) -> None:
        self._auth = upstream

    async def sign_in(self, caller: UpstreamCaller, *, login: str, password: str) -> Token:
        form = {"grant_type": "password", "username": login, "password": password}
        return self._auth.read(
            Token, await self._auth.call(caller, "POST", "/auth/token", form=form)
        )

    async def refresh(self, caller: UpstreamCaller, *, refresh_token: str) -> Token:
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        return self._auth.read(
            Token, await self._auth.call(caller, "POST", "/auth/token", form=form)
        )

    async def sign_out(self, caller: UpstreamCaller, *, refresh_token: str) -> None:
        await self._auth.call(caller, "POST", "/auth/revoke", form={"token": refresh_token})

    async def register(
        self,
        caller: UpstreamCaller,
        *,
        login: str,
        email: str,
        full_name: str,
        password: str,
        role: str | None = None,
        key: str | None,
    ) -> UserView:
        person = {"login": login, "email": email, "full_name": full_name, "password": password}
        if role is not None:
            person["role"] = role
        return self._auth.read(
            UserView, await self._auth.call(caller, "POST", "/users", json=person, key=key)
        )

    async def me(self, caller: UpstreamCaller) -> UserView:
        return self._auth.read(UserView, await self._auth.call(caller, "GET", "/users/me"))

    async def change_password(self, caller: UpstreamCaller, *, old: str, new: str) -> Token:
        """Ends every session of the caller; the tokens are of a new one."""
        change = {"old_password": old, "new_password": new}
        return self._auth.read(
            Token, await self._auth.call(caller, "POST", "/users/me/password", json=change)
        )

    async def preferences(self, caller: UpstreamCaller) -> PreferencesView:
        body = await self._auth.call(caller, "GET", "/users/me/preferences")
        return self._auth.read(PreferencesView, body)

    async def change_preferences(
        self, caller: UpstreamCaller, *, language: str | None, theme: str | None
    ) -> PreferencesView:
        """Sets both; none of one leaves it to the browser."""
        changes = {"language": language, "theme": theme}
        body = await self._auth.call(caller, "PUT", "/users/me/preferences", json=changes)
        return self._auth.read(PreferencesView, body)

    async def sessions(self, caller: UpstreamCaller, *, after: str = "") -> PageView[OpenSession]:
        """The caller's sessions, newest use first."""
        params = query([("limit", 50), ("after", after)])
        body = await self._auth.call(caller, "GET", "/sessions", query=params)
        return self._auth.read(PageView[OpenSession], body)

    async def end_session(self, caller: UpstreamCaller, session_id: str) -> None:
        await self._auth.call(caller, "DELETE", f"/sessions/{session_id}")

    async def end_other_sessions(self, caller: UpstreamCaller, *, key: str | None) -> int:
        """How many were still good."""
        body = await self._auth.call(caller, "POST", "/sessions/end-others", key=key)
        return self._auth.read(EndedSessionsView, body).ended

    async def people(
        self,
        caller: UpstreamCaller,
        *,
        q: str = "",
        role: str = "",
        active: str = "",
        after: str = "",
    ) -> PageView[UserView]:
        params = query(
            [("q", q), ("role", role), ("active", active), ("limit", 50), ("after", after)]
        )
        body = await self._auth.call(caller, "GET", "/users", query=params)
        return self._auth.read(PageView[UserView], body)

    async def person(self, caller: UpstreamCaller, user_id: str) -> UserView:
        return self._auth.read(UserView, await self._auth.call(caller, "GET", f"/users/{user_id}"))

    async def change_role(self, caller: UpstreamCaller, user_id: str, *, role: str) -> None:
        await self._auth.call(caller, "PUT", f"/users/{user_id}/role", json={"role": role})

    async def deactivate(self, caller: UpstreamCaller, user_id: str, *, key: str | None) -> None:
        await self._auth.call(caller, "POST", f"/users/{user_id}/deactivate", key=key)

    async def activate(self, caller: UpstreamCaller, user_id: str, *, key: str | None) -> None:
        await self._auth.call(caller, "POST", f"/users/{user_id}/activate", key=key)

    async def erase(self, caller: UpstreamCaller, user_id: str) -> None:
        await self._auth.call(caller, "DELETE", f"/users/{user_id}")

    async def names(self, caller: UpstreamCaller, ids: Iterable[str | None]) -> dict[str, Name]:
        """NamesView by id; nobody's name where the caller may not know them."""
        chosen = sorted({user_id for user_id in ids if user_id})
        names: dict[str, Name] = {}
        for start in range(0, len(chosen), NAMES_PER_CALL):
            try:
                names |= await self._names(caller, chosen[start : start + NAMES_PER_CALL])
            except ServiceRefusedError as rejected:
                if rejected.problem.status == 401:
                    raise
        return names

    async def _names(self, caller: UpstreamCaller, ids: Sequence[str]) -> dict[str, Name]:
        params = [("id", user_id) for user_id in ids]
        body = await self._auth.call(caller, "GET", "/users/names", query=params)
        return {name.id: name for name in self._auth.read(NamesView, body).items}

    async def search_names(self, caller: UpstreamCaller, q: str) -> tuple[Name, ...]:
        """The first 20 active people by name whose name or login has `q` in it."""
        body = await self._auth.call(caller, "GET", "/users/names", query=[("q", q)])
        return self._auth.read(NamesView, body).items
