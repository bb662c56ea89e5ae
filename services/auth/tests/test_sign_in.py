"""Passwords, clients' secrets, and what is not a proof of anything."""

from typing import Any

import pytest
from auth_service import AuthService
from passlib.hash import argon2
from signing_in import PASSWORD, problem

CLIENT, CLIENT_SECRET = "payments", "a secret of sixteen or more"


@pytest.fixture
async def ada(service: AuthService) -> dict[str, Any]:
    return await service.hire("ada")


@pytest.mark.parametrize("name", ["ada", "ADA", "ada@ates.example", "Ada@Ates.Example", " ada "])
async def test_login_and_address_both_sign_in(
    service: AuthService, ada: dict[str, Any], name: str
) -> None:
    answer = await service.sign_in(name)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    body = answer.json()
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 600)
    assert len(bytes.fromhex(body["refresh_token"])) == 32


@pytest.mark.parametrize("address", ["Ann@Corp.Local", "Ann@shop.test", "Ann@ab--cd.com"])
async def test_who_registered_an_address_of_before_the_rule_signs_in_with_it(
    service: AuthService, address: str
) -> None:
    await service.register("ann")
    await service.as_owner("UPDATE users SET email = $1", address)
    for typed in (address, address.lower(), address.swapcase()):
        assert (await service.sign_in(typed)).status_code == 200, typed


@pytest.mark.parametrize(
    ("name", "password"), [("ada", "wrong horse"), ("nobody", PASSWORD), ("ada", PASSWORD + " ")]
)
async def test_a_wrong_name_and_a_wrong_password_look_alike(
    service: AuthService, ada: dict[str, Any], name: str, password: str
) -> None:
    answer = await service.sign_in(name, password)
    assert problem(answer) == (401, "invalid-grant")
    assert answer.json()["detail"] == "login or password is wrong"


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({}, (422, "invalid")),
        ({"grant_type": "password"}, (422, "invalid-request")),
        ({"grant_type": "password", "username": "ada"}, (422, "invalid-request")),
        ({"grant_type": "refresh_token"}, (422, "invalid-request")),
        ({"grant_type": "authorization_code", "code": "x"}, (422, "unsupported-grant-type")),
        ({"grant_type": "refresh_token", "refresh_token": "x"}, (401, "invalid-grant")),
        ({"grant_type": "password", "username": "a\0", "password": "x"}, (422, "invalid")),
        ({"grant_type": "password", "username": "a", "password": "x\0"}, (422, "invalid")),
        ({"grant_type": "password", "username": "a" * 255, "password": "x"}, (422, "invalid")),
        ({"grant_type": "password", "username": "a", "password": "x" * 129}, (422, "invalid")),
        ({"grant_type": "refresh_token", "refresh_token": "x" * 999}, (422, "invalid")),
    ],
)
async def test_a_form_that_proves_nothing_is_refused(
    service: AuthService, form: dict[str, str], expected: tuple[int, str]
) -> None:
    assert problem(await service.grant(**form)) == expected


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"grant_type=password&username=%FF%FE&password=%FF", "application/x-www-form-urlencoded"),
        (b"\xff\xfe=\xff", "application/x-www-form-urlencoded"),
        (b"%", "application/x-www-form-urlencoded"),
        (b'{"grant_type": "password"}', "application/json"),
        (b"no boundary", "multipart/form-data"),
        (b"--b\r\nnonsense", "multipart/form-data; boundary=b"),
    ],
)
async def test_a_body_that_is_no_form_is_refused(
    service: AuthService, body: bytes, kind: str
) -> None:
    answer = await service.client.post("/auth/token", content=body, headers={"Content-Type": kind})
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_body_that_is_too_large_is_refused(service: AuthService) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await service.client.post("/auth/token", content=b"x" * 1_000_001, headers=headers)
    assert answer.status_code == 413


async def test_a_deactivated_user_cannot_sign_in(service: AuthService, ada: dict[str, Any]) -> None:
    root = await service.admin_token()
    assert (await service.call("POST", f"/users/{ada['id']}/deactivate", root)).status_code == 200
    assert problem(await service.sign_in("ada")) == (401, "invalid-grant")
    assert (await service.call("POST", f"/users/{ada['id']}/activate", root)).status_code == 200
    assert (await service.sign_in("ada")).status_code == 200


@pytest.mark.usefixtures("products_hashing")
async def test_a_password_is_stored_as_argon2id_with_its_parameters(
    service: AuthService, ada: dict[str, Any]
) -> None:
    [[stored]] = await service.rows("SELECT password_hash FROM users WHERE login = 'ada'")
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.usefixtures("products_hashing")
async def test_an_old_hash_is_renewed_at_sign_in(service: AuthService, ada: dict[str, Any]) -> None:
    old = argon2.using(type="ID", memory_cost=8_192, time_cost=1, parallelism=1).hash(PASSWORD)
    await service.as_owner("UPDATE users SET password_hash = $1 WHERE login = 'ada'", old)
    assert (await service.sign_in("ada")).status_code == 200
    [[stored]] = await service.rows("SELECT password_hash FROM users WHERE login = 'ada'")
    assert "m=19456,t=2,p=1" in stored
    assert (await service.sign_in("ada")).status_code == 200


def program(client: str = CLIENT, secret: str = CLIENT_SECRET) -> dict[str, str]:
    return {"grant_type": "client_credentials", "client_id": client, "client_secret": secret}


async def test_a_program_signs_in_with_its_secret_and_gets_no_refresh_token(
    service: AuthService,
) -> None:
    answer = await service.client.post("/auth/token", data=program())
    assert answer.status_code == 200, answer.text
    assert "refresh_token" not in answer.json()
    caller = await service.app.state.verifier.verify(answer.json()["access_token"])
    again = await service.client.post("/auth/token", data=program())
    assert await service.app.state.verifier.verify(again.json()["access_token"]) == caller
    assert caller.role == "internalservice"
    assert caller.id.version == 5


@pytest.mark.parametrize(
    ("client", "secret", "expected"),
    [
        (CLIENT, "another secret, long", (401, "invalid-client")),
        ("nobody", CLIENT_SECRET, (401, "invalid-client")),
        (CLIENT, "", (422, "invalid-request")),
    ],
)
async def test_a_program_without_its_secret_stays_outside(
    service: AuthService, client: str, secret: str, expected: tuple[int, str]
) -> None:
    answer = await service.client.post("/auth/token", data=program(client, secret))
    assert problem(answer) == expected
