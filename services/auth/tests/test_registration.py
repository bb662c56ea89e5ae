"""Who may register whom, and what is refused."""

import asyncio
import json
from typing import Any

import pytest
from auth_service import AuthService, Start


async def test_somebody_who_registers_is_a_developer_and_can_sign_in(service: AuthService) -> None:
    answer = await service.register("ada")
    assert answer.status_code == 201, answer.text
    user = answer.json()
    assert {**user, "id": None, "created_at": None} == {
        "id": None,
        "login": "ada",
        "email": "ada@ates.example",
        "full_name": "Ada",
        "role": "developer",
        "active": True,
        "created_at": None,
    }
    me = await service.get("/users/me", await service.token("ada"))
    assert me.json() == user


async def test_a_registration_is_told_with_the_whole_state(service: AuthService) -> None:
    user = (await service.register("ada")).json()
    assert await service.published("user-registered") == [
        {
            "user_id": user["id"],
            "login": "ada",
            "email": "ada@ates.example",
            "full_name": "Ada",
            "role": "developer",
            "active": True,
            "version": 1,
        }
    ]


async def test_a_login_is_the_same_in_any_case(service: AuthService) -> None:
    assert (await service.register("ADA", email="a@ates.example")).json()["login"] == "ada"
    again = await service.register("Ada", email="b@ates.example")
    assert (again.status_code, again.json()["code"]) == (409, "login-taken")


async def test_an_address_is_the_same_in_any_case_and_its_domain_is_kept_in_lower_case(
    service: AuthService,
) -> None:
    first = await service.register("ada", email="Ada@ATES.example")
    assert first.json()["email"] == "Ada@ates.example"
    again = await service.register("eve", email="ada@ates.EXAMPLE")
    assert (again.status_code, again.json()["code"]) == (409, "email-taken")


@pytest.mark.parametrize(
    ("fields", "code"),
    [({"email": "other@ates.example"}, "login-taken"), ({"login": "eve"}, "email-taken")],
)
async def test_of_two_at_the_same_moment_one_wins(
    service: AuthService, fields: dict[str, str], code: str
) -> None:
    first = {"login": "ada", "email": "ada@ates.example"}
    both = await asyncio.gather(service.register(**first), service.register(**(first | fields)))
    assert sorted(answer.status_code for answer in both) == [201, 409]
    loser = next(answer for answer in both if answer.status_code == 409)
    assert loser.json()["code"] == code
    assert len(await service.published("user-registered")) == 1


async def test_only_an_administrator_gives_a_role(service: AuthService) -> None:
    assert (await service.register("eve", role="developer")).json()["code"] == "role-not-yours"
    await service.hire("max", "manager")
    by_manager = await service.register("eve", by=await service.token("max"), role="other")
    assert (by_manager.status_code, by_manager.json()["code"]) == (403, "role-not-yours")
    assert (await service.hire("ari", "accountant"))["role"] == "accountant"


async def test_the_same_key_registers_once(service: AuthService) -> None:
    first = await service.register("ada", key="k1")
    second = await service.register("ada", key="k1")
    assert second.status_code == 201
    assert second.json() == first.json()
    other = await service.register("ada", key="k1", full_name="Another")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")


@pytest.mark.parametrize(
    "fields",
    [
        {"login": "ab"},
        {"login": "a" * 51},
        {"login": "ada lovelace"},
        {"login": ".ada"},
        {"login": "erased:ada"},
        {"login": "ada\x00"},
        {"login": "ada\ud800"},
        {"login": 7},
        {"email": "nobody"},
        {"email": "a@b"},
        {"email": "a..b@ates.example"},
        {"email": f"{'a' * 65}@ates.example"},
        {"email": f"a@{'b' * 63}.{'c' * 63}.{'d' * 63}.{'e' * 63}.example"},
        {"email": "ada@ates.example\nBcc: eve@ates.example"},
        {"full_name": "   "},
        {"full_name": "a" * 201},
        {"full_name": "a\x00b"},
        {"full_name": "a\nb"},
        {"password": "short"},
        {"password": "a" * 129},
        {"password": "with a\x00 zero"},
        {"password": None},
        {"surplus": 1},
        {"sur\x00plus": 1},
    ],
)
async def test_what_may_not_be_is_refused_with_its_field(
    service: AuthService, fields: dict[str, Any]
) -> None:
    body = {"login": "ada", "email": "ada@ates.example", "full_name": "Ada"}
    body |= {"password": "correct horse"} | fields
    headers = {"Content-Type": "application/json"}
    answer = await service.client.post("/users", content=json.dumps(body), headers=headers)
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert [each["field"] for each in answer.json()["errors"]] == list(fields)
    assert await service.published("user-registered") == []


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"nonsense", b"\xff\xfe", b'{"login": "\xff"}', b'{"\\ud800": 1}', b"[" * 9_000],
)
async def test_a_body_that_is_no_registration_is_refused(service: AuthService, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = await service.client.post("/users", content=body, headers=headers)
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


async def test_self_registration_can_be_switched_off(start: Start) -> None:
    service = await start(self_registration=False)
    answer = await service.register("ada")
    assert (answer.status_code, answer.json()["code"]) == (403, "self-registration-off")
    assert (await service.hire("ada"))["role"] == "developer"


async def test_registrations_from_one_place_are_limited(start: Start) -> None:
    service = await start(address_burst=2, address_refill_s=3_600)
    codes = [(await service.register(login)).status_code for login in ("ada", "bea", "eve")]
    assert codes == [201, 201, 429]
    assert (await service.sign_in("ada")).status_code == 200
