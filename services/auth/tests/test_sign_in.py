"""Passwords, clients' secrets, and what is not a proof of anything."""

import asyncio
from uuid import UUID

import pytest
from passlib.hash import argon2

PASSWORD = "correct horse"
CLIENT, CLIENT_SECRET = "payments", "a secret of sixteen or more"


def problem(answer):
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    return answer.status_code, answer.json()["code"]


@pytest.fixture
async def ada(service):
    return await service.hire("ada")


@pytest.mark.parametrize("name", ["ada", "ADA", "ada@ates.example", "Ada@Ates.Example", " ada "])
async def test_login_and_address_both_sign_in(service, ada, name: str) -> None:
    answer = await service.sign_in(name)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    body = answer.json()
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 600)
    assert len(bytes.fromhex(body["refresh_token"])) == 32


@pytest.mark.parametrize("address", ["Ann@Corp.Local", "Ann@shop.test", "Ann@ab--cd.com"])
async def test_who_registered_an_address_of_before_the_rule_signs_in_with_it(
    service, address: str
) -> None:
    await service.register("ann")
    await service.as_owner("UPDATE users SET email = $1", address)
    for typed in (address, address.lower(), address.swapcase()):
        assert (await service.sign_in(typed)).status_code == 200, typed


@pytest.mark.parametrize(
    ("name", "password"), [("ada", "wrong horse"), ("nobody", PASSWORD), ("ada", PASSWORD + " ")]
)
async def test_a_wrong_name_and_a_wrong_password_look_alike(
    service, ada, name: str, password
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
async def test_a_form_that_proves_nothing_is_refused(service, form, expected) -> None:
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
async def test_a_body_that_is_no_form_is_refused(service, body: bytes, kind: str) -> None:
    answer = await service.client.post("/auth/token", content=body, headers={"Content-Type": kind})
    assert 400 <= answer.status_code < 500, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_body_that_is_too_large_is_refused(service) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await service.client.post("/auth/token", content=b"x" * 1_000_001, headers=headers)
    assert answer.status_code == 413


async def test_a_deactivated_user_cannot_sign_in(service, ada) -> None:
    root = await service.admin_token()
    assert (await service.call("POST", f"/users/{ada['id']}/deactivate", root)).status_code == 200
    assert problem(await service.sign_in("ada")) == (401, "invalid-grant")
    assert (await service.call("POST", f"/users/{ada['id']}/activate", root)).status_code == 200
    assert (await service.sign_in("ada")).status_code == 200


async def test_a_password_is_stored_as_argon2id_with_its_parameters(service, ada) -> None:
    [[stored]] = await service.rows("SELECT password_hash FROM users WHERE login = 'ada'")
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


async def test_an_old_hash_is_renewed_at_sign_in(service, ada) -> None:
    old = argon2.using(type="ID", memory_cost=8_192, time_cost=1, parallelism=1).hash(PASSWORD)
    await service.as_owner("UPDATE users SET password_hash = $1 WHERE login = 'ada'", old)
    assert (await service.sign_in("ada")).status_code == 200
    [[stored]] = await service.rows("SELECT password_hash FROM users WHERE login = 'ada'")
    assert "m=19456,t=2,p=1" in stored
    assert (await service.sign_in("ada")).status_code == 200


def program(client=CLIENT, secret=CLIENT_SECRET):
    return {"grant_type": "client_credentials", "client_id": client, "client_secret": secret}


async def test_a_program_signs_in_with_its_secret_and_gets_no_refresh_token(service) -> None:
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
    service, client, secret, expected
) -> None:
    answer = await service.client.post("/auth/token", data=program(client, secret))
    assert problem(answer) == expected


async def change(service, token, old, new, **more):
    body = {"old_password": old, "new_password": new}
    return await service.call("POST", "/users/me/password", token, json=body, **more)


async def test_a_new_password_ends_every_session_and_answers_with_the_tokens_of_a_new_one(
    service, ada
) -> None:
    here, elsewhere = await service.tokens("ada"), await service.tokens("ada")
    answer = await change(service, here["access_token"], PASSWORD, "another horse")
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    new = answer.json()
    assert set(new) == {"access_token", "token_type", "expires_in", "refresh_token"}
    for copied in (here, elsewhere):
        assert (await service.refresh(copied["refresh_token"])).status_code == 401
        assert (await service.get("/users/me", copied["access_token"])).status_code == 401
    assert (await service.get("/users/me", new["access_token"])).status_code == 200
    assert (await service.refresh(new["refresh_token"])).status_code == 200
    assert (await service.sign_in("ada")).status_code == 401
    assert (await service.sign_in("ada", "another horse")).status_code == 200


async def test_the_session_of_a_new_password_knows_its_browser_and_place(service, ada) -> None:
    token = await service.token("ada")
    headers = {"X-Client-Browser": "Firefox", "X-Client-Address": "198.51.100.7"}
    answer = await change(service, token, PASSWORD, "another horse", headers=headers)
    [shown] = (await service.get("/sessions", answer.json()["access_token"])).json()["items"]
    assert (shown["browser"], shown["address"]) == ("Firefox", "198.51.100.7")
    assert shown["current"]


async def test_the_tokens_of_a_new_password_are_stored_nowhere(service, ada) -> None:
    token = await service.token("ada")
    headers = {"Idempotency-Key": "k"}
    answer = await change(service, token, PASSWORD, "another horse", headers=headers)
    assert await service.rows("SELECT body FROM idempotency_keys") == []
    again = await change(service, token, PASSWORD, "another horse", headers=headers)
    assert problem(again) == (401, "unauthenticated")
    assert (await service.get("/users/me", answer.json()["access_token"])).status_code == 200


async def test_a_new_password_needs_the_old_one(service, ada) -> None:
    token = await service.token("ada")
    answer = await change(service, token, "wrong horse", "another horse")
    assert problem(answer) == (403, "wrong-password")
    assert problem(await change(service, token, PASSWORD, "short")) == (422, "invalid")
    assert (await service.sign_in("ada")).status_code == 200


async def test_of_two_new_passwords_at_once_one_is_set(service, ada) -> None:
    token = await service.token("ada")
    both = await asyncio.gather(
        change(service, token, PASSWORD, "first horse"),
        change(service, token, PASSWORD, "second horse"),
    )
    codes = sorted(answer.status_code for answer in both)
    # The later one is told that its session has ended, or that the password is another by now.
    assert codes in ([200, 401], [200, 403])


async def test_attempts_on_an_account_are_limited_and_fill_up_again(start) -> None:
    service = await start(account_burst=3, account_refill_s=30)
    await service.register("ada")
    for _ in range(3):
        assert (await service.sign_in("ada", "wrong horse")).status_code == 401
    refused = await service.sign_in("ada@ates.example")
    assert problem(refused) == (429, "too-many-requests")
    assert 1 <= int(refused.headers["retry-after"]) <= 30
    await service.as_owner("UPDATE attempts SET counted_at = counted_at - interval '31 s'")
    assert (await service.sign_in("ada")).status_code == 200


async def test_attempts_at_once_are_counted_one_by_one(start) -> None:
    service = await start(account_burst=3)
    await service.register("ada")
    answers = await asyncio.gather(*(service.sign_in("ada", "wrong") for _ in range(8)))
    assert sorted(each.status_code for each in answers) == [401] * 3 + [429] * 5


async def test_success_does_not_count(start) -> None:
    service = await start(account_burst=2)
    await service.register("ada")
    codes = [(await service.sign_in("ada")).status_code for _ in range(5)]
    assert codes == [200] * 5


async def test_a_name_that_nobody_has_is_limited_alike(start) -> None:
    service = await start(account_burst=2)
    codes = [(await service.sign_in("nobody")).status_code for _ in range(3)]
    assert codes == [401, 401, 429]


async def test_attempts_from_one_place_are_limited(start) -> None:
    service = await start(address_burst=2, address_refill_s=3_600)
    places = ["192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.2"]
    codes = [
        (await service.sign_in(f"nobody{n}", address=place)).status_code
        for n, place in enumerate(places)
    ]
    assert codes == [401, 401, 429, 401]


async def test_a_gateway_that_tells_no_address_stands_for_itself(service) -> None:
    await service.sign_in("nobody", address="nonsense")
    buckets = {row.bucket for row in await service.rows("SELECT bucket FROM attempts")}
    assert "address:127.0.0.1" in buckets


async def test_guesses_at_the_old_password_are_limited_too(start) -> None:
    service = await start(account_burst=2)
    await service.register("ada")
    token = await service.token("ada")
    codes = [(await change(service, token, "wrong", "another horse")).status_code for _ in range(3)]
    assert codes == [403, 403, 429]


async def test_what_was_typed_as_a_name_is_stored_nowhere(service) -> None:
    await service.sign_in("my-password-by-mistake")
    [[text]] = await service.rows("SELECT string_agg(bucket, ' ') FROM attempts")
    assert "mistake" not in text


async def test_the_subject_of_a_token_is_the_user(service, ada) -> None:
    caller = await service.app.state.verifier.verify(await service.token("ada"))
    assert (caller.id, caller.role, caller.version) == (UUID(ada["id"]), "developer", 1)
