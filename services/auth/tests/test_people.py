"""Roles, standing, erasure and lists of users."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from auth_service import AuthService, Start
from users import act

# Nothing that the hexadecimal digits of an id could spell.
PERSONAL = ("hypatia", "hypatia@ates.example", "Hypatia")
CHANGES: list[tuple[str, dict[str, Any]]] = [
    ("role", {"json": {"role": "boss"}}),
    ("deactivate", {}),
    ("erase", {}),
]


@pytest.fixture
async def ada(service: AuthService) -> dict[str, Any]:
    return await service.hire("ada")


async def test_every_change_is_told_with_the_next_version(
    service: AuthService, ada: dict[str, Any]
) -> None:
    changed = await act(service, ada, "role", json={"role": "boss"})
    assert changed.json() == ada | {"role": "boss"}
    await act(service, ada, "role", json={"role": "boss"})
    await act(service, ada, "deactivate")
    await act(service, ada, "deactivate")
    back = await act(service, ada, "activate")
    assert back.json()["active"] is True
    events = [
        (e["version"], e["role"], e["active"]) for e in await service.published("user-changed")
    ]
    assert events == [(2, "boss", True), (3, "boss", False), (4, "boss", True)]


async def test_a_new_role_holds_at_once(service: AuthService, ada: dict[str, Any]) -> None:
    token = await service.token("ada")
    assert (await service.get("/users", token)).status_code == 403
    await act(service, ada, "role", json={"role": "administrator"})
    assert (await service.get("/users", token)).status_code == 200
    await act(service, ada, "role", json={"role": "other"})
    assert (await service.get("/users", token)).status_code == 403


async def test_a_deactivated_user_can_do_nothing_from_that_moment(
    service: AuthService, ada: dict[str, Any]
) -> None:
    token = await service.token("ada")
    await act(service, ada, "deactivate")
    for method, path in [("GET", "/users/me"), ("POST", "/users/me/password")]:
        answer = await service.call(method, path, token, json={})
        assert answer.status_code == 401


@pytest.mark.parametrize(("what", "more"), CHANGES)
async def test_nobody_takes_the_last_administrator_away(
    service: AuthService, what: str, more: dict[str, Any]
) -> None:
    await service.admin_token()
    root = service.people["root"]
    refused = await act(service, root, what, **more)
    assert (refused.status_code, refused.json()["code"]) == (409, "last-administrator")
    await service.hire("second", "administrator")
    assert (await act(service, root, what, **more)).status_code in {200, 204}


@pytest.mark.parametrize(("what", "more"), CHANGES)
async def test_of_two_administrators_who_remove_each_other_one_stays(
    start: Start, what: str, more: dict[str, Any]
) -> None:
    service = await start()
    second = await service.hire("second", "administrator")
    root = service.people["root"]
    by_root, by_second = await service.admin_token(), await service.token("second")
    both = await asyncio.gather(
        act(service, second, what, by_root, **more), act(service, root, what, by_second, **more)
    )
    codes = sorted(answer.status_code for answer in both)
    # The slower of the two may be refused as the last one, or not be an administrator any more.
    assert codes[0] in {200, 204}
    assert codes[1] in {401, 403, 409}
    query = "SELECT count(*) FROM users WHERE active AND role = 'administrator'"
    assert [tuple(row) for row in await service.rows(query)] == [(1,)]


async def test_an_unknown_user_is_not_found(service: AuthService) -> None:
    token = await service.admin_token()
    nobody = {"id": uuid4()}
    for what, more in CHANGES:
        answer = await act(service, nobody, what, **more)
        assert (answer.status_code, answer.json()["code"]) == (404, "no-such-user")
    assert (await service.get(f"/users/{nobody['id']}", token)).status_code == 404
    assert (await service.get("/users/nonsense", token)).status_code == 422


async def test_a_role_that_is_none_is_refused(service: AuthService, ada: dict[str, Any]) -> None:
    for body in ({"role": "emperor"}, {"role": "boss", "more": 1}, {}):
        assert (await act(service, ada, "role", json=body)).status_code == 422


async def test_an_erased_user_is_forgotten_everywhere(service: AuthService) -> None:
    root = await service.admin_token()
    user = (await service.register("hypatia", by=root, key="k")).json()
    await act(service, user, "role", json={"role": "boss"}, headers={"Idempotency-Key": "k2"})
    await act(service, user, "deactivate", headers={"Idempotency-Key": "k3"})
    await act(service, user, "activate", headers={"Idempotency-Key": "k4"})
    refresh_token = (await service.tokens("hypatia"))["refresh_token"]
    answer = await act(service, user, "erase")
    assert (answer.status_code, answer.content) == (204, b"")

    tables = ("users", "outbox", "sessions", "attempts", "refresh_tokens", "signing_keys")
    for table in tables:
        for row in await service.rows(f"SELECT {table}::text AS text FROM {table}"):
            assert not [word for word in PERSONAL if word in row.text], table
    bodies = await service.rows("SELECT convert_from(body, 'UTF8') AS body FROM idempotency_keys")
    assert not [row for row in bodies if "hypatia" in row.body]

    assert (await service.sign_in("hypatia")).status_code == 401
    assert (await service.sign_in(f"erased:{user['id']}", "")).status_code == 422
    assert (await service.refresh(refresh_token)).status_code == 401
    left = (await service.get(f"/users/{user['id']}", root)).json()
    assert (left["id"], left["active"], left["full_name"]) == (user["id"], False, "erased")


async def test_erasure_redacts_the_archive_and_is_told_with_the_id_alone(
    service: AuthService, ada: dict[str, Any]
) -> None:
    eve = await service.hire("eve")
    await act(service, ada, "role", json={"role": "boss"})
    await act(service, ada, "erase")
    await act(service, ada, "erase")
    assert await service.published("user-erased") == [{"user_id": ada["id"], "version": 3}]
    # `told` holds each event to its schema, so that a redacted one can be replayed.
    registered = {each["user_id"]: each for each in await service.published("user-registered")}
    assert registered[ada["id"]]["login"] == "erased"
    assert registered[ada["id"]]["email"] == "erased@erased.invalid"
    assert registered[ada["id"]]["full_name"] == "erased"
    assert registered[ada["id"]]["role"] == "developer"
    assert registered[eve["id"]]["login"] == "eve"
    [changed] = await service.published("user-changed")
    assert (changed["login"], changed["role"]) == ("erased", "boss")


async def test_an_erased_user_stays_erased_and_the_login_is_free(
    service: AuthService, ada: dict[str, Any]
) -> None:
    await act(service, ada, "erase")
    bodies: dict[str, Any] = {"role": {"json": {"role": "boss"}}, "activate": {}}
    for what, more in bodies.items():
        answer = await act(service, ada, what, **more)
        assert (answer.status_code, answer.json()["code"]) == (409, "user-erased")
    assert (await service.register("ada")).status_code == 201
