"""A new password, and limits of attempts."""

import asyncio
from typing import Any
from uuid import UUID

import httpx
import pytest
from auth_service import AuthService, Start
from signing_in import PASSWORD, problem

pytestmark = pytest.mark.usefixtures("products_hashing")


@pytest.fixture
async def ada(service: AuthService) -> dict[str, Any]:
    return await service.hire("ada")


async def change(
    service: AuthService, token: str, old: str, new: str, **more: dict[str, str]
) -> httpx.Response:
    body = {"old_password": old, "new_password": new}
    return await service.call("POST", "/users/me/password", token, json=body, **more)


async def test_a_new_password_ends_every_session_and_answers_with_the_tokens_of_a_new_one(
    service: AuthService, ada: dict[str, Any]
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


async def test_the_session_of_a_new_password_knows_its_browser_and_place(
    service: AuthService, ada: dict[str, Any]
) -> None:
    token = await service.token("ada")
    headers = {"X-Client-Browser": "Firefox", "X-Client-Address": "198.51.100.7"}
    answer = await change(service, token, PASSWORD, "another horse", headers=headers)
    [shown] = (await service.get("/sessions", answer.json()["access_token"])).json()["items"]
    assert (shown["browser"], shown["address"]) == ("Firefox", "198.51.100.7")
    assert shown["current"]


async def test_the_tokens_of_a_new_password_are_stored_nowhere(
    service: AuthService, ada: dict[str, Any]
) -> None:
    token = await service.token("ada")
    headers = {"Idempotency-Key": "k"}
    answer = await change(service, token, PASSWORD, "another horse", headers=headers)
    assert await service.rows("SELECT body FROM idempotency_keys") == []
    again = await change(service, token, PASSWORD, "another horse", headers=headers)
    assert problem(again) == (401, "unauthenticated")
    assert (await service.get("/users/me", answer.json()["access_token"])).status_code == 200


async def test_a_new_password_needs_the_old_one(service: AuthService, ada: dict[str, Any]) -> None:
    token = await service.token("ada")
    answer = await change(service, token, "wrong horse", "another horse")
    assert problem(answer) == (403, "wrong-password")
    assert problem(await change(service, token, PASSWORD, "short")) == (422, "invalid")
    assert (await service.sign_in("ada")).status_code == 200


async def test_of_two_new_passwords_at_once_one_is_set(
    service: AuthService, ada: dict[str, Any]
) -> None:
    token = await service.token("ada")
    both = await asyncio.gather(
        change(service, token, PASSWORD, "first horse"),
        change(service, token, PASSWORD, "second horse"),
    )
    codes = sorted(answer.status_code for answer in both)
    # The later one is told that its session has ended, or that the password is another by now.
    assert codes in ([200, 401], [200, 403])


async def test_attempts_on_an_account_are_limited_and_fill_up_again(start: Start) -> None:
    service = await start(account_burst=3, account_refill_s=30)
    await service.register("ada")
    for _ in range(3):
        assert (await service.sign_in("ada", "wrong horse")).status_code == 401
    refused = await service.sign_in("ada@ates.example")
    assert problem(refused) == (429, "too-many-requests")
    assert 1 <= int(refused.headers["retry-after"]) <= 30
    await service.as_owner("UPDATE attempts SET counted_at = counted_at - interval '31 s'")
    assert (await service.sign_in("ada")).status_code == 200


async def test_attempts_at_once_are_counted_one_by_one(start: Start) -> None:
    service = await start(account_burst=3)
    await service.register("ada")
    answers = await asyncio.gather(*(service.sign_in("ada", "wrong") for _ in range(8)))
    assert sorted(each.status_code for each in answers) == [401] * 3 + [429] * 5


async def test_success_does_not_count(start: Start) -> None:
    service = await start(account_burst=2)
    await service.register("ada")
    codes = [(await service.sign_in("ada")).status_code for _ in range(5)]
    assert codes == [200] * 5


async def test_a_name_that_nobody_has_is_limited_alike(start: Start) -> None:
    service = await start(account_burst=2)
    codes = [(await service.sign_in("nobody")).status_code for _ in range(3)]
    assert codes == [401, 401, 429]


async def test_attempts_from_one_place_are_limited(start: Start) -> None:
    service = await start(address_burst=2, address_refill_s=3_600)
    places = ["192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.2"]
    codes = [
        (await service.sign_in(f"nobody{n}", address=place)).status_code
        for n, place in enumerate(places)
    ]
    assert codes == [401, 401, 429, 401]


async def test_a_gateway_that_tells_no_address_stands_for_itself(service: AuthService) -> None:
    await service.sign_in("nobody", address="nonsense")
    buckets = {row.bucket for row in await service.rows("SELECT bucket FROM attempts")}
    assert "address:127.0.0.1" in buckets


async def test_guesses_at_the_old_password_are_limited_too(start: Start) -> None:
    service = await start(account_burst=2)
    await service.register("ada")
    token = await service.token("ada")
    codes = [(await change(service, token, "wrong", "another horse")).status_code for _ in range(3)]
    assert codes == [403, 403, 429]


async def test_what_was_typed_as_a_name_is_stored_nowhere(service: AuthService) -> None:
    await service.sign_in("my-password-by-mistake")
    [[text]] = await service.rows("SELECT string_agg(bucket, ' ') FROM attempts")
    assert "mistake" not in text


async def test_the_subject_of_a_token_is_the_user(
    service: AuthService, ada: dict[str, Any]
) -> None:
    caller = await service.app.state.verifier.verify(await service.token("ada"))
    assert (caller.id, caller.role, caller.version) == (UUID(ada["id"]), "developer", 1)
