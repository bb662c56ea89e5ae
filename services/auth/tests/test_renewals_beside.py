"""A renewal at the same moment as whatever else touches the session: each ends well, and none waits in a circle."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from auth_service import AuthService, Start

PASSWORD = "correct horse"
PEOPLE, SESSIONS = 12, 3


async def erase(
    service: AuthService, root: str, user: dict[str, Any], token: dict[str, Any]
) -> httpx.Response:
    return await service.call("DELETE", f"/users/{user['id']}", root)


async def deactivate(
    service: AuthService, root: str, user: dict[str, Any], token: dict[str, Any]
) -> httpx.Response:
    return await service.call("POST", f"/users/{user['id']}/deactivate", root)


async def change_password(
    service: AuthService, root: str, user: dict[str, Any], token: dict[str, Any]
) -> httpx.Response:
    body = {"old_password": PASSWORD, "new_password": "another horse"}
    return await service.call("POST", "/users/me/password", token["access_token"], json=body)


async def sign_out(
    service: AuthService, root: str, user: dict[str, Any], token: dict[str, Any]
) -> httpx.Response:
    form = {"token": token["refresh_token"]}
    return await service.client.post("/auth/revoke", data=form)


async def end_others(
    service: AuthService, root: str, user: dict[str, Any], token: dict[str, Any]
) -> httpx.Response:
    return await service.call("POST", "/sessions/end-others", token["access_token"])


async def change_role(
    service: AuthService, root: str, user: dict[str, Any], token: dict[str, Any]
) -> httpx.Response:
    path = f"/users/{user['id']}/role"
    return await service.call("PUT", path, root, json={"role": "manager"})


async def deadlocks(service: AuthService) -> int:
    await service.as_owner("SELECT pg_stat_clear_snapshot()")
    query = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
    return int((await service.rows(query))[0][0])


async def hire_with_sessions(
    service: AuthService, number: int
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    user = await service.hire(f"ada{number}")
    return user, [await service.tokens(user["login"]) for _ in range(SESSIONS)]


@pytest.mark.parametrize(
    "other", [erase, deactivate, change_password, sign_out, end_others, change_role]
)
async def test_renewals_go_with(
    start: Start, other: Callable[..., Awaitable[httpx.Response]]
) -> None:
    service = await start(pool_size=24)
    root = await service.admin_token()
    people = [await hire_with_sessions(service, number) for number in range(PEOPLE)]

    async def renew(token: dict[str, Any]) -> httpx.Response:
        for _ in range(4):
            answer = await service.refresh(token["refresh_token"])
            if answer.status_code != 200:
                return answer
            token = answer.json()
        return answer

    async def meet(
        user: dict[str, Any], tokens: list[dict[str, Any]]
    ) -> tuple[httpx.Response, list[httpx.Response]]:
        renewals = [asyncio.ensure_future(renew(token)) for token in tokens]
        done = await other(service, root, user, tokens[0])
        return done, await asyncio.gather(*renewals)

    before = await deadlocks(service)
    met = await asyncio.gather(*(meet(*person) for person in people))
    assert {done.status_code for done, _ in met} <= {200, 204}
    assert {each.status_code for _, renewals in met for each in renewals} <= {200, 401}
    assert await deadlocks(service) == before
