"""How often one may try: whoever tries too often is held up alone, and no try of theirs shuts out the right person."""

import asyncio
from collections.abc import Callable
from itertools import count
from typing import Any

import httpx
import pytest
from auth_service import AuthService, Start

from ates_auth.use_cases import passwords
from ates_auth.use_cases.sign_in import forget_what_ended
from ates_chassis.testing import eventually

pytestmark = pytest.mark.usefixtures("products_hashing")

PASSWORD = "correct horse"
CLIENT, CLIENT_SECRET = "payments", "a secret of sixteen or more"
HOME, ELSEWHERE = "198.51.100.1", "198.51.100.2"
_addresses = (f"2001:db8:{n // 65_536:x}:{n % 65_536:x}::1" for n in count(1))


def problem(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def attack(
    service: AuthService, name: str, addresses: list[str], *, tries: int = 1
) -> list[int]:
    """Wrong passwords for an account; gives how they were answered."""
    answers = await asyncio.gather(
        *(
            service.sign_in(name, "wrong horse", address)
            for address in addresses
            for _ in range(tries)
        )
    )
    return [answer.status_code for answer in answers]


async def test_attempts_from_other_addresses_do_not_shut_out_the_right_person(start: Start) -> None:
    service = await start(account_burst=2)
    await service.register("ada")
    assert set(await attack(service, "ada", ["192.0.2.7", "192.0.2.8"], tries=4)) == {401, 429}
    assert (await service.sign_in("ada", address=HOME)).status_code == 200
    assert (await service.sign_in("ada@ates.example", address=ELSEWHERE)).status_code == 200


async def test_not_even_many_addresses_together_shut_out_the_right_person(start: Start) -> None:
    service = await start(account_burst=1, new_address_burst=3, new_address_refill_s=3_600)
    await service.register("ada")
    codes = await attack(service, "ada", [next(_addresses) for _ in range(20)])
    assert set(codes) == {401}
    [[left]] = await service.rows("SELECT remaining FROM attempts WHERE bucket ~ '^account.*new$'")
    assert left < 1
    assert (await service.sign_in("ada", address=HOME)).status_code == 200


@pytest.fixture
def busy_with_suspects(monkeypatch: pytest.MonkeyPatch) -> None:
    """No further attempt has room where those wait that come after too many from new addresses."""
    monkeypatch.setattr(passwords.SUSPECT, "waiting_max", 0)


async def test_where_the_right_person_was_before_a_flood_from_elsewhere_is_not_noticed(
    start: Start, busy_with_suspects: None
) -> None:
    service = await start(account_burst=5, new_address_burst=1, new_address_refill_s=3_600)
    await service.hire("ada")
    await service.hire("bob")
    assert (await service.sign_in("ada", address=HOME)).status_code == 200
    await attack(service, "ada", [next(_addresses) for _ in range(5)])
    assert problem(await service.sign_in("ada", address=ELSEWHERE)) == (429, "too-many-requests")
    assert (await service.sign_in("ada", address=HOME)).status_code == 200
    assert (await service.sign_in("bob", address=ELSEWHERE)).status_code == 200


async def test_a_known_address_of_one_person_is_a_new_one_of_another(
    start: Start, busy_with_suspects: None
) -> None:
    service = await start(account_burst=5, new_address_burst=1, new_address_refill_s=3_600)
    await service.hire("ada")
    await service.hire("eve")
    assert (await service.sign_in("eve", address=ELSEWHERE)).status_code == 200
    await attack(service, "ada", [next(_addresses)])
    assert problem(await service.sign_in("ada", address=ELSEWHERE)) == (429, "too-many-requests")


async def test_success_from_new_addresses_does_not_count(
    start: Start, busy_with_suspects: None
) -> None:
    service = await start(new_address_burst=1, new_address_refill_s=3_600)
    await service.hire("ada")
    codes = [(await service.sign_in("ada", address=next(_addresses))).status_code for _ in range(4)]
    assert codes == [200] * 4


def made_up(n: int) -> str:
    return f"nobody-{n}"


def known(n: int) -> str:
    return f"colleague-{n % 5}"


@pytest.mark.parametrize("name", [made_up, known])
async def test_many_new_addresses_are_suspect_whatever_names_they_try(
    start: Start, busy_with_suspects: None, name: Callable[..., str]
) -> None:
    service = await start(all_new_addresses_burst=4, all_new_addresses_refill_s=3_600)
    for login in ("ada", *(known(n) for n in range(5))):
        await service.hire(login)
    assert (await service.sign_in("ada", address=HOME)).status_code == 200
    codes = [
        (await service.sign_in(name(n), "wrong horse", next(_addresses))).status_code
        for n in range(8)
    ]
    assert codes == [401] * 4 + [429] * 4
    assert (await service.sign_in("ada", address=HOME)).status_code == 200
    assert (await service.sign_in("ada", address=ELSEWHERE)).status_code == 429


@pytest.mark.parametrize("name", [made_up, known])
@pytest.mark.parametrize("every_s", [0, 0.1], ids=["at once", "ten a second"])
async def test_no_flood_from_three_hundred_addresses_keeps_anybody_out_of_where_they_were(
    start: Start, monkeypatch: pytest.MonkeyPatch, name: Callable[..., str], every_s: float
) -> None:
    service = await start(all_new_addresses_burst=3, all_new_addresses_refill_s=3_600)
    for login in ("ada", *(known(n) for n in range(5))):
        await service.hire(login)
    assert (await service.sign_in("ada", address=HOME)).status_code == 200
    # Fewer places than there are, so that few have to be filled.
    for pool in (passwords.PLAIN, passwords.SUSPECT):
        monkeypatch.setattr(pool, "waiting_max", 5)
    flood = []
    for n in range(20 if every_s else 300):
        flood.append(asyncio.ensure_future(service.sign_in(name(n), "wrong", next(_addresses))))
        await asyncio.sleep(every_s)
        if n % 30 == 29 or every_s:
            assert (await service.sign_in("ada", address=HOME)).status_code == 200
    answers = await asyncio.gather(*flood)
    assert {answer.status_code for answer in answers} <= {401, 429}
    assert (await service.sign_in("ada", address=HOME)).status_code == 200


async def test_what_is_refused_for_its_number_is_never_hashed(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = await start(account_burst=1)
    await service.register("ada")
    await attack(service, "ada", [ELSEWHERE])

    async def hashed(*_: Any, **__: Any) -> None:
        raise AssertionError("an attempt over its bound was hashed")

    monkeypatch.setattr(passwords, "check_password", hashed)
    assert set(await attack(service, "ada", [ELSEWHERE], tries=10)) == {429}


async def test_registrations_by_nobody_known_do_not_hold_up_those_who_sign_in(
    service: AuthService, busy_with_suspects: None
) -> None:
    await service.hire("ada")
    assert problem(await service.register("eve")) == (429, "too-many-requests")
    assert (await service.hire("bob"))["login"] == "bob"
    assert (await service.sign_in("ada")).status_code == 200


async def test_a_household_with_ipv6_is_one_address(start: Start) -> None:
    service = await start(account_burst=2)
    await service.register("ada")
    household = [f"2001:db8:7:7:{n:x}::{n:x}" for n in range(1, 6)]
    assert sorted(await attack(service, "ada", household)) == [401, 401, 429, 429, 429]
    assert await attack(service, "ada", ["2001:db8:7:8::1"]) == [401]


async def change(service: AuthService, token: str, old: str, address: str) -> httpx.Response:
    body = {"old_password": old, "new_password": "another horse"}
    headers = {"X-Client-Address": address}
    return await service.call("POST", "/users/me/password", token, json=body, headers=headers)


async def test_attempts_of_others_do_not_stop_a_change_of_password(start: Start) -> None:
    service = await start(account_burst=1, new_address_burst=1, new_address_refill_s=3_600)
    await service.register("ada")
    token = await service.token("ada")
    await attack(service, "ada", [next(_addresses) for _ in range(5)])
    await attack(service, "ada", [HOME], tries=3)
    assert (await change(service, token, PASSWORD, HOME)).status_code == 200


async def test_guesses_at_the_old_password_are_counted_for_the_session_wherever_they_come_from(
    start: Start,
) -> None:
    service = await start(account_burst=2)
    await service.register("ada")
    copied, own = await service.token("ada"), await service.token("ada")
    codes = [
        (await change(service, copied, "wrong horse", next(_addresses))).status_code
        for _ in range(4)
    ]
    assert codes == [403, 403, 429, 429]
    assert (await change(service, own, PASSWORD, HOME)).status_code == 200


def of_program(secret: str = CLIENT_SECRET) -> dict[str, str]:
    return {"grant_type": "client_credentials", "client_id": CLIENT, "client_secret": secret}


async def test_wrong_secrets_do_not_stop_a_program_with_the_right_one(start: Start) -> None:
    service = await start(account_burst=3)
    wrong = [
        await service.client.post("/auth/token", data=of_program("a wrong secret, long enough"))
        for _ in range(5)
    ]
    assert [problem(each)[0] for each in wrong] == [401, 401, 401, 429, 429]
    for _ in range(5):
        answer = await service.client.post("/auth/token", data=of_program())
        assert answer.status_code == 200, answer.text


async def test_attempts_to_sign_in_from_a_programs_machine_do_not_stop_the_program(
    start: Start,
) -> None:
    service = await start(address_burst=1, address_refill_s=3_600)
    form = {"grant_type": "password", "username": "ada", "password": "wrong horse"}
    codes = [(await service.client.post("/auth/token", data=form)).status_code for _ in range(3)]
    assert codes == [401, 429, 429]
    assert (await service.client.post("/auth/token", data=of_program())).status_code == 200


@pytest.mark.parametrize("secret", [CLIENT_SECRET, "a wrong secret, long enough"])
@pytest.mark.parametrize("address", [ELSEWHERE, "unknown", ""])
async def test_through_the_gateway_no_program_signs_in(
    service: AuthService, secret: str, address: str
) -> None:
    answer = await service.grant(address, **of_program(secret))
    assert problem(answer) == (403, "unauthorized-client")
    assert answer.json()["error"] == "unauthorized_client"
    assert await service.rows("SELECT bucket FROM attempts") == []


async def test_counts_that_say_nothing_any_more_are_forgotten_however_many_they_are(
    start: Start,
) -> None:
    service = await start()
    await service.as_owner(
        """
        INSERT INTO attempts (bucket, remaining, counted_at)
        SELECT 'account:x@' || n, 0, now() - interval '1 day' FROM generate_series(1, 25000) AS n
        """
    )
    await attack(service, "ada", [ELSEWHERE])
    await forget_what_ended(service.db, policy=service.settings.policy)
    rows = await service.rows("SELECT bucket FROM attempts")
    assert 1 <= len(rows) <= 4


async def test_the_places_where_suspects_wait_are_bounded(
    service: AuthService, monkeypatch: pytest.MonkeyPatch
) -> None:
    await service.register("ada")
    monkeypatch.setattr(passwords.SUSPECT, "waiting_max", 1)
    wrong = [passwords.check_password("wrong horse", None, suspect=True) for _ in range(9)]
    ends = await asyncio.gather(*wrong, return_exceptions=True)
    assert 1 <= sum(isinstance(end, Exception) for end in ends) < 9
    await eventually(_idle)


async def _idle() -> bool:
    return passwords.SUSPECT.waiting == 0
