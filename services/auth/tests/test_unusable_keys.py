"""Keys that cannot be used: the secret is lost, the row is damaged, or the clock went back behind all of them."""

import asyncio
from functools import partial

import jwt
import pytest
from auth_service import AuthService, Start
from cryptography.fernet import Fernet

from ates_auth.use_cases import keys
from ates_auth.use_cases.keys import UNUSABLE_KEYS, rotate_keys
from ates_chassis.testing import eventually


async def status_of_me(service: AuthService, token: str) -> int:
    return (await service.get("/users/me", token)).status_code


def signer(token: str) -> str:
    return str(jwt.get_unverified_header(token)["kid"])


async def published(service: AuthService) -> list[str]:
    return [
        key["kid"] for key in (await service.client.get("/.well-known/jwks.json")).json()["keys"]
    ]


async def rotate(service: AuthService) -> None:
    async with service.db.transaction() as tx:
        await rotate_keys(tx, key_cipher=service.key_cipher, policy=service.settings.policy)


async def let_pass(service: AuthService, seconds: int) -> None:
    await service.as_owner(
        "UPDATE signing_keys SET use_from = use_from - make_interval(secs => $1)", float(seconds)
    )


async def lose_secret(service: AuthService, start: Start) -> AuthService:
    return await start(key_secret=Fernet.generate_key().decode())


async def damage_keys(service: AuthService, start: Start) -> AuthService:
    await service.as_owner("UPDATE signing_keys SET sealed_private_key = 'nonsense'")
    return service


async def shorten_keys(service: AuthService, start: Start) -> AuthService:
    sealed = service.key_cipher.seal(b"short")
    await service.as_owner("UPDATE signing_keys SET sealed_private_key = $1", sealed)
    return service


async def set_clock_back(service: AuthService, start: Start) -> AuthService:
    await let_pass(service, -30 * 86_400)
    return service


TROUBLES = [lose_secret, damage_keys, shorten_keys, set_clock_back]


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_sign_in_goes_on_and_living_tokens_stay_good(start: Start, trouble: Start) -> None:
    service = await start()
    await service.hire("ada")
    before = await service.tokens("ada")
    service = await trouble(service, start)
    answers = await asyncio.gather(*(service.sign_in("ada") for _ in range(6)))
    assert [answer.status_code for answer in answers] == [200] * 6
    tokens = [before["access_token"], *(answer.json()["access_token"] for answer in answers)]
    for token in tokens:
        # Whoever verifies reads the keys anew at most once a second.
        await eventually(partial(status_of_me, service, token), until=lambda s: s == 200)
    assert (await service.refresh(before["refresh_token"])).status_code == 200
    assert len({signer(token) for token in tokens[1:]}) == 1
    assert len(await published(service)) <= 2


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_the_first_use_of_another_key_is_the_same_in_every_process(
    start: Start, trouble: Start
) -> None:
    service = await start()
    await service.hire("ada")
    service = await trouble(service, start)
    others = [service, await start(key_secret=service.settings.key_secret.get_secret_value())]
    tokens = await asyncio.gather(*(each.token("ada") for each in others for _ in range(3)))
    assert len({signer(token) for token in tokens}) == 1


async def test_a_lost_key_is_reported_once(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    statuses = []
    monkeypatch.setattr(keys.log, "error", lambda message, **_: statuses.append(message))
    service = await start()
    await service.hire("ada")
    lost = await lose_secret(service, start)
    for _ in range(3):
        await lost.token("ada")
        await rotate(lost)
    assert statuses == ["a signing key cannot be opened: its secret is another"]
    [metric] = UNUSABLE_KEYS.collect()
    assert metric.samples[0].value == 1


async def test_a_lost_next_key_is_skipped_when_its_time_comes_and_the_one_in_use_is_kept(
    start: Start,
) -> None:
    service = await start()
    await service.hire("ada")
    await published(service)
    await let_pass(service, 86_400)
    await rotate(service)
    lost = await lose_secret(service, start)
    token = await lost.token("ada")
    for _ in range(3):
        await let_pass(lost, 1_000)
        await rotate(lost)
        assert signer(await lost.token("ada")) == signer(token)
    assert signer(token) in await published(lost)
    await let_pass(lost, 86_400)
    for _ in range(4):
        await rotate(lost)
        await let_pass(lost, 1_000)
    fresh = await lost.token("ada")
    assert signer(fresh) != signer(token)
    assert await published(lost) == [signer(fresh)]


async def test_after_the_clock_went_back_keys_change_again_as_usual(start: Start) -> None:
    service = await start()
    await service.hire("ada")
    early = await service.token("ada")
    await set_clock_back(service, start)
    assert signer(await service.token("ada")) == signer(early)
    await rotate(service)
    await rotate(service)
    both = await published(service)
    assert len(both) == 2
    assert signer(await service.token("ada")) == signer(early)
    await let_pass(service, 901)
    assert signer(await service.token("ada")) != signer(early)
    for _ in range(3):
        await rotate(service)
    assert set(await published(service)) == set(both)
