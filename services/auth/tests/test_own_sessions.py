"""What people see of their own sessions, and how they end them."""

import asyncio
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
import jwt
import pytest
from auth_service import AuthService

PASSWORD = "correct horse"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"


@pytest.fixture
async def here(service: AuthService) -> dict[str, Any]:
    await service.register("ada")
    return await service.tokens("ada")


async def shown(service: AuthService, token: str, **params: Any) -> dict[str, Any]:
    answer = await service.get("/sessions", token, params=params)
    assert answer.status_code == 200, answer.text
    page: dict[str, Any] = answer.json()
    return page


async def items(service: AuthService, token: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = (await shown(service, token))["items"]
    return rows


def own_session(tokens: dict[str, Any]) -> str:
    claims = jwt.decode(tokens["access_token"], options={"verify_signature": False})
    return str(claims["sid"])


async def end(
    service: AuthService, tokens: dict[str, Any], session_id: str | UUID
) -> httpx.Response:
    return await service.call("DELETE", f"/sessions/{session_id}", tokens["access_token"])


async def end_others(
    service: AuthService, tokens: dict[str, Any], key: str | None = None
) -> httpx.Response:
    headers = {"Idempotency-Key": key} if key else {}
    return await service.call(
        "POST", "/sessions/end-others", tokens["access_token"], headers=headers
    )


async def open_at(
    service: AuthService, browser: str | None, address: str = "192.0.2.1"
) -> dict[str, Any]:
    form = {"grant_type": "password", "username": "ada", "password": PASSWORD}
    answer = await service.grant(address, browser, **form)
    assert answer.status_code == 200, answer.text
    tokens: dict[str, Any] = answer.json()
    return tokens


async def test_a_session_shows_when_and_where_it_was_used(
    service: AuthService, here: dict[str, Any]
) -> None:
    elsewhere = await open_at(service, FIREFOX, "198.51.100.7")
    newest, oldest = await items(service, here["access_token"])
    assert set(newest) == {"id", "created_at", "used_at", "browser", "address", "current"}
    assert newest["id"] == own_session(elsewhere)
    assert (newest["browser"], newest["address"]) == (FIREFOX, "198.51.100.7")
    assert datetime.fromisoformat(newest["created_at"]) > datetime.fromisoformat(
        oldest["created_at"]
    )
    assert (newest["current"], oldest["current"]) == (False, True)
    assert (oldest["browser"], oldest["address"]) == (None, "192.0.2.1")


async def test_renewal_moves_a_session_up_and_to_where_it_is_used(
    service: AuthService, here: dict[str, Any]
) -> None:
    await open_at(service, FIREFOX)
    renewed = (await service.refresh(here["refresh_token"], "203.0.113.9")).json()
    first, second = await items(service, renewed["access_token"])
    assert (first["id"], first["address"], first["current"]) == (
        own_session(here), "203.0.113.9", True,
    )  # fmt: skip
    assert datetime.fromisoformat(first["used_at"]) > datetime.fromisoformat(second["used_at"])
    assert own_session(renewed) == own_session(here)


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ("Mozilla " + "x" * 300, "Mozilla " + "x" * 192),
        ("Mozi\tlla\x85", "Mozilla"),
        ("\t", None),
        ("", None),
        (None, None),
    ],
)
async def test_the_browser_is_kept_without_control_characters_and_no_longer_than_200(
    service: AuthService, here: dict[str, Any], sent: str | None, expected: str | None
) -> None:
    opened = await open_at(service, sent)
    browsers = {each["id"]: each["browser"] for each in await items(service, here["access_token"])}
    assert browsers[own_session(opened)] == expected


async def test_the_gateway_is_no_browser(service: AuthService, here: dict[str, Any]) -> None:
    form = {"grant_type": "password", "username": "ada", "password": PASSWORD}
    agent = {"User-Agent": "python-httpx"}
    await service.client.post("/auth/token", data=form, headers=agent)
    assert {each["browser"] for each in await items(service, here["access_token"])} == {None}


async def test_people_see_no_sessions_but_their_own_and_none_that_ended(
    service: AuthService, here: dict[str, Any]
) -> None:
    await service.register("eve")
    await service.tokens("eve")
    signed_out, expired = await service.tokens("ada"), await service.tokens("ada")
    await service.client.post("/auth/revoke", data={"token": signed_out["refresh_token"]})
    await service.as_owner(
        "UPDATE sessions SET expires_at = now() WHERE id = $1", UUID(own_session(expired))
    )
    ids = [each["id"] for each in await items(service, here["access_token"])]
    assert ids == [own_session(here)]


async def test_pages_show_every_session_once(service: AuthService, here: dict[str, Any]) -> None:
    opened = [own_session(here)] + [own_session(await service.tokens("ada")) for _ in range(4)]
    seen, after = [], None
    for _ in range(3):
        params = {"limit": 2} | ({"after": after} if after else {})
        page = await shown(service, here["access_token"], **params)
        seen += [each["id"] for each in page["items"]]
        after = page["next"]
    assert seen == opened[::-1]
    assert after is None


@pytest.mark.parametrize(
    "params",
    [
        {"limit": 0}, {"limit": 501}, {"after": "nonsense"}, {"after": "WzFd"},
        # ["2026-01-01T00:00:00", "00000000-0000-0000-0000-000000000000"], a time without its zone
        {"after": "WyIyMDI2LTAxLTAxVDAwOjAwOjAwIiwgIjAwMDAwMDAwLTAwMDAtMDAwMC0wMDAwLTAwMDAwMDAwMDAwMCJd"},
        # ["0001-01-01T00:00:00+14:00", "00000000-0000-0000-0000-000000000000"], before all time
        {"after": "WyIwMDAxLTAxLTAxVDAwOjAwOjAwKzE0OjAwIiwgIjAwMDAwMDAwLTAwMDAtMDAwMC0wMDAwLTAwMDAwMDAwMDAwMCJd"},
    ],
)  # fmt: skip
async def test_a_page_of_sessions_that_cannot_be_is_refused(
    service: AuthService, here: dict[str, Any], params: dict[str, Any]
) -> None:
    answer = await service.get("/sessions", here["access_token"], params=params)
    assert answer.status_code == 422, answer.text


async def test_an_ended_session_is_not_renewed(service: AuthService, here: dict[str, Any]) -> None:
    elsewhere = await service.tokens("ada")
    for _ in range(2):
        answer = await end(service, here, own_session(elsewhere))
        assert (answer.status_code, answer.content) == (204, b"")
    assert (await service.refresh(elsewhere["refresh_token"])).status_code == 401
    assert (await service.refresh(here["refresh_token"])).status_code == 200
    assert len(await items(service, here["access_token"])) == 1


async def test_the_access_token_of_an_ended_session_is_good_no_more(
    service: AuthService, here: dict[str, Any]
) -> None:
    elsewhere = await service.tokens("ada")
    assert (await service.get("/users/me", elsewhere["access_token"])).status_code == 200
    await end(service, here, own_session(elsewhere))
    refused = await service.get("/users/me", elsewhere["access_token"])
    assert (refused.status_code, refused.json()["detail"]) == (401, "the session has ended")
    assert (await service.get("/users/me", here["access_token"])).status_code == 200


async def test_nobody_ends_a_session_of_others(service: AuthService, here: dict[str, Any]) -> None:
    await service.register("eve")
    eves = await service.tokens("eve")
    for session_id in (own_session(eves), uuid4()):
        answer = await end(service, here, session_id)
        assert (answer.status_code, answer.json()["code"]) == (404, "no-such-session")
    assert (await service.refresh(eves["refresh_token"])).status_code == 200
    assert (await end(service, here, "nonsense")).status_code == 422


async def test_all_other_sessions_end_at_once(service: AuthService, here: dict[str, Any]) -> None:
    others = [await service.tokens("ada") for _ in range(3)]
    await service.register("eve")
    eves = await service.tokens("eve")
    await end(service, here, own_session(others[0]))
    expired = UUID(own_session(others[1]))
    await service.as_owner("UPDATE sessions SET expires_at = now() WHERE id = $1", expired)
    answer = await end_others(service, here)
    assert (answer.status_code, answer.json()) == (200, {"ended": 1})
    for other in others:
        assert (await service.refresh(other["refresh_token"])).status_code == 401
    for survivor in (here, eves):
        assert (await service.refresh(survivor["refresh_token"])).status_code == 200
    assert (await end_others(service, here)).json() == {"ended": 0}


async def test_the_same_key_ends_other_sessions_once(
    service: AuthService, here: dict[str, Any]
) -> None:
    await service.tokens("ada")
    assert (await end_others(service, here, "k")).json() == {"ended": 1}
    later = await service.tokens("ada")
    assert (await end_others(service, here, "k")).json() == {"ended": 1}
    assert (await service.refresh(later["refresh_token"])).status_code == 200


async def test_sessions_that_end_each_other_do_not_wait_in_a_circle(
    service: AuthService, here: dict[str, Any]
) -> None:
    opened = [here] + [await service.tokens("ada") for _ in range(7)]
    answers = await asyncio.gather(*(end_others(service, tokens) for tokens in opened))
    # Those whose end came before their own request have nothing to say any more.
    assert {answer.status_code for answer in answers} <= {200, 401}
    ended = sum(answer.json()["ended"] for answer in answers if answer.is_success)
    codes = [
        (await service.get("/users/me", tokens["access_token"])).status_code for tokens in opened
    ]
    assert codes.count(401) == ended >= len(opened) - 1


async def test_where_a_person_was_is_forgotten_with_the_person(
    service: AuthService, here: dict[str, Any]
) -> None:
    await open_at(service, FIREFOX, "198.51.100.7")
    [[ada]] = await service.rows("SELECT id FROM users WHERE login = 'ada'")
    await service.call("DELETE", f"/users/{ada}", await service.admin_token())
    rows = await service.rows("SELECT sessions::text AS text FROM sessions")
    assert not [row for row in rows if "198.51.100.7" in row.text or "Firefox" in row.text]
