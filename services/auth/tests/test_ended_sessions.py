"""The end of a session is told to the other services, once, by whatever ended it."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import jwt
import pytest
from auth_service import AuthService

from ates_chassis.http.access import Verifier
from ates_chassis.testing import keys_of_test, token

PASSWORD = "correct horse"


def claims_of(tokens: dict[str, Any]) -> dict[str, Any]:
    return jwt.decode(tokens["access_token"], options={"verify_signature": False})


def session_of(tokens: dict[str, Any]) -> str:
    return str(claims_of(tokens)["sid"])


@pytest.fixture
async def ada(service: AuthService) -> dict[str, Any]:
    return await service.hire("ada")


@pytest.fixture
async def sessions(service: AuthService, ada: dict[str, Any]) -> list[dict[str, Any]]:
    return [await service.tokens("ada") for _ in range(3)]


@pytest.fixture
def verifies_ours(service: AuthService) -> None:
    service.app.state.verifier = Verifier(audience="ates.auth", keys=keys_of_test())


async def sign_out(
    service: AuthService, ada: dict[str, Any], sessions: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    for _ in range(2):
        await service.client.post("/auth/revoke", data={"token": sessions[0]["refresh_token"]})
    return sessions[:1]


async def end_one(
    service: AuthService, ada: dict[str, Any], sessions: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    for _ in range(2):
        path = f"/sessions/{session_of(sessions[1])}"
        await service.call("DELETE", path, sessions[0]["access_token"])
    return sessions[1:2]


async def end_others(
    service: AuthService, ada: dict[str, Any], sessions: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    for _ in range(2):
        await service.call("POST", "/sessions/end-others", sessions[0]["access_token"])
    return sessions[1:]


async def change_password(
    service: AuthService, ada: dict[str, Any], sessions: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    body = {"old_password": PASSWORD, "new_password": "another horse"}
    access = sessions[0]["access_token"]
    answer = await service.call("POST", "/users/me/password", access, json=body)
    assert answer.status_code == 200, answer.text
    return sessions


async def reuse(
    service: AuthService, ada: dict[str, Any], sessions: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    successor = (await service.refresh(sessions[0]["refresh_token"])).json()
    await service.refresh(successor["refresh_token"])
    for _ in range(2):
        await service.refresh(sessions[0]["refresh_token"])
    return sessions[:1]


async def deactivate(
    service: AuthService, ada: dict[str, Any], sessions: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    for _ in range(2):
        await service.call("POST", f"/users/{ada['id']}/deactivate", await service.admin_token())
    return sessions


async def erase(
    service: AuthService, ada: dict[str, Any], sessions: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    for _ in range(2):
        await service.call("DELETE", f"/users/{ada['id']}", await service.admin_token())
    return sessions


@pytest.mark.parametrize(
    "end", [sign_out, end_one, end_others, change_password, reuse, deactivate, erase]
)
async def test_each_session_that_ends_is_told_once_and_its_tokens_are_refused(
    service: AuthService,
    ada: dict[str, Any],
    sessions: list[dict[str, Any]],
    end: Callable[..., Awaitable[list[dict[str, Any]]]],
) -> None:
    ended = await end(service, ada, sessions)
    events = await service.published("session-ended")
    expected = sorted(session_of(each) for each in ended)
    assert events == [{"session_id": each, "user_id": ada["id"]} for each in expected]
    for each in sessions:
        expected_code = 401 if each in ended else 200
        for path in ("/users/me", "/sessions", "/users/me/preferences"):
            answer = await service.get(path, each["access_token"])
            assert answer.status_code == expected_code, path


async def test_a_session_that_ended_before_is_not_told_again_with_its_person(
    service: AuthService, ada: dict[str, Any], sessions: list[dict[str, Any]]
) -> None:
    await sign_out(service, ada, sessions)
    await deactivate(service, ada, sessions)
    await service.call("POST", f"/users/{ada['id']}/activate", await service.admin_token())
    await erase(service, ada, sessions)
    events = [each["session_id"] for each in await service.published("session-ended")]
    assert sorted(events) == sorted(session_of(each) for each in sessions)


async def test_whoever_is_let_in_again_needs_a_new_session(
    service: AuthService, ada: dict[str, Any], sessions: list[dict[str, Any]]
) -> None:
    await deactivate(service, ada, sessions)
    await service.call("POST", f"/users/{ada['id']}/activate", await service.admin_token())
    assert (await service.get("/users/me", sessions[0]["access_token"])).status_code == 401
    assert (await service.get("/users/me", await service.token("ada"))).status_code == 200


async def test_no_access_token_outlives_its_session(
    service: AuthService, ada: dict[str, Any], sessions: list[dict[str, Any]]
) -> None:
    await service.as_owner("UPDATE sessions SET expires_at = now() + interval '40 s'")
    renewed = (await service.refresh(sessions[0]["refresh_token"])).json()
    assert 30 <= renewed["expires_in"] <= 40
    ends = datetime.fromtimestamp(claims_of(renewed)["exp"], UTC)
    assert ends <= datetime.now(UTC) + timedelta(seconds=41)
    await service.as_owner("UPDATE sessions SET expires_at = now()")
    assert (await service.get("/users/me", renewed["access_token"])).status_code == 401


async def test_a_token_without_a_session_is_good_until_it_expires(
    service: AuthService, ada: dict[str, Any], verifies_ours: None
) -> None:
    for wrong in ("nonsense", 7, ["x"]):
        of_old = token(UUID(ada["id"]), "developer", sid=wrong)
        assert (await service.get("/users/me", of_old)).status_code == 401
    of_old = token(UUID(ada["id"]), "developer")
    assert (await service.get("/users/me", of_old)).status_code == 200
    for path, method in (("/sessions", "GET"), ("/sessions/end-others", "POST")):
        assert (await service.call(method, path, of_old)).status_code == 401


async def test_a_session_of_somebody_else_makes_a_token_of_nobody(
    service: AuthService, ada: dict[str, Any], sessions: list[dict[str, Any]], verifies_ours: None
) -> None:
    eve = (await service.register("eve")).json()
    mixed = token(UUID(eve["id"]), "developer", sid=session_of(sessions[0]))
    assert (await service.get("/users/me", mixed)).status_code == 401
