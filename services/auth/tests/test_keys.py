"""Signing keys: published before they sign, kept after, and the same for every process."""

import asyncio
import base64
import hmac
import json
import time
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import httpx
import jwt
import pytest
from auth_service import AuthService, Start
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import text

from ates_auth.use_cases.keys import rotate_keys, signing_key
from ates_chassis.http.access import Keys, Verifier

CLAIMS = ["iss", "sub", "aud", "role", "ver", "iat", "exp", "jti", "sid"]


async def rotate(service: AuthService) -> None:
    async with service.db.transaction() as tx:
        await rotate_keys(tx, key_cipher=service.key_cipher, policy=service.settings.policy)


async def let_pass(service: AuthService, seconds: int) -> None:
    await service.as_owner(
        "UPDATE signing_keys SET use_from = use_from - make_interval(secs => $1)", float(seconds)
    )


async def published(service: AuthService) -> list[str]:
    answer = await service.client.get("/.well-known/jwks.json")
    assert answer.headers["cache-control"] == "public, max-age=300"
    keys = answer.json()["keys"]
    assert all(set(key) == {"kty", "crv", "use", "alg", "kid", "x"} for key in keys)
    return [key["kid"] for key in keys]


def signer(token: str) -> str:
    return str(jwt.get_unverified_header(token)["kid"])


async def test_a_token_says_what_services_need(service: AuthService) -> None:
    await service.register("ada")
    token = await service.token("ada")
    header = jwt.get_unverified_header(token)
    assert (header["alg"], header["typ"]) == ("EdDSA", "at+jwt")
    claims = jwt.decode(token, options={"verify_signature": False})
    assert sorted(claims) == sorted(CLAIMS)
    assert claims["exp"] - claims["iat"] == 600
    assert claims["iss"] == "ates"
    for name in ("auth", "tasks", "accounting", "analytics", "payments", "notifications"):
        assert f"ates.{name}" in claims["aud"]


async def test_the_first_key_is_one_key_however_many_ask(start: Start) -> None:
    one, two = await start(), await start()
    calls = [published(one), published(two), rotate(one), rotate(two), published(two)]
    seen = [keys for keys in await asyncio.gather(*calls) if keys]
    assert len({tuple(keys) for keys in seen}) == 1
    assert len(seen[0]) == 1


async def test_a_sign_in_that_began_before_the_first_key_was_made_signs_with_it(
    service: AuthService,
) -> None:
    async with service.db.transaction() as early:
        await early.execute(text("SELECT"))
        await rotate(service)
        key = await signing_key(
            early, key_cipher=service.key_cipher, policy=service.settings.policy
        )
    assert [key.id] == await published(service)


async def test_a_key_is_published_before_it_signs_and_kept_after(service: AuthService) -> None:
    await service.register("ada")
    [first] = await published(service)
    old = await service.token("ada")
    await rotate(service)
    assert await published(service) == [first]

    await let_pass(service, 86_400)
    await rotate(service)
    await rotate(service)
    keys = await published(service)
    assert len(keys) == 2
    second = keys[1]
    [[lead_s]] = await service.rows(
        "SELECT extract(epoch FROM max(use_from) - now()) FROM signing_keys"
    )
    assert lead_s > 600
    assert signer(await service.token("ada")) == first

    await let_pass(service, 901)
    fresh = await service.token("ada")
    assert signer(fresh) == second
    for token in (old, fresh):
        assert (await service.get("/users/me", token)).status_code == 200
    await rotate(service)
    assert await published(service) == [first, second]

    await let_pass(service, 901)
    await rotate(service)
    assert await published(service) == [second]


async def test_processes_agree_on_the_key(start: Start) -> None:
    one, two = await start(), await start()
    await one.register("ada")
    tokens = [await one.token("ada"), await two.token("ada")]
    assert len({signer(token) for token in tokens}) == 1
    assert (await two.get("/users/me", tokens[0])).status_code == 200


async def test_private_keys_are_stored_sealed(service: AuthService) -> None:
    await published(service)
    [[sealed]] = await service.rows("SELECT sealed_private_key FROM signing_keys")
    assert len(service.key_cipher.open(sealed)) == 32
    assert service.key_cipher.open(sealed) not in sealed


def _b64(data: dict[str, str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(data).encode()).rstrip(b"=").decode()


def _forgeries(token: str, key_id: str, public: bytes) -> Iterator[tuple[str, str]]:
    header = {"alg": "EdDSA", "typ": "at+jwt", "kid": key_id}
    claims = jwt.decode(token, options={"verify_signature": False})
    claims |= {"role": "administrator"}
    head, _, signature = token.split(".")
    eve = Ed25519PrivateKey.generate()
    yield "alg none", f"{_b64(header | {'alg': 'none'})}.{_b64(claims)}."
    yield "other claims", f"{head}.{_b64(claims)}.{signature}"
    yield "other key", jwt.encode(claims, eve, "EdDSA", header)
    yield (
        "own key in header",
        jwt.encode(
            claims, eve, "EdDSA", header | {"jwk": {"kty": "OKP", "crv": "Ed25519", "x": "AAAA"}}
        ),
    )
    yield "key address", jwt.encode(claims, eve, "EdDSA", header | {"jku": "http://eve/keys"})
    symmetric = f"{_b64(header | {'alg': 'HS256'})}.{_b64(claims)}"
    seal = base64.urlsafe_b64encode(hmac.digest(public, symmetric.encode(), "sha256"))
    yield "symmetric", f"{symmetric}.{seal.rstrip(b'=').decode()}"
    yield "no key id", jwt.encode(claims, eve, "EdDSA", {"typ": "at+jwt"})
    yield "nonsense", "a.b.c"
    yield "empty", ""
    yield "huge", "x" * 10_000


async def test_forged_tokens_open_nothing(service: AuthService) -> None:
    await service.register("ada")
    token = await service.token("ada")
    [key] = (await service.client.get("/.well-known/jwks.json")).json()["keys"]
    public = base64.urlsafe_b64decode(key["x"] + "=")
    for name, forged in _forgeries(token, key["kid"], public):
        answer = await service.get("/users", headers={"Authorization": f"Bearer {forged}"})
        assert answer.status_code == 401, name
        assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": 1},
        {"aud": ["ates.elsewhere"]},
        {"iss": "eve"},
        {"exp": None},
        {"sub": "not-an-id"},
        {"role": "emperor"},
        {"ver": None},
        {"nbf": int(time.time()) + 3_600},
        {"iat": int(time.time()) + 3_600},
    ],
)
async def test_a_well_signed_token_with_other_claims_opens_nothing(
    service: AuthService, changes: dict[str, Any]
) -> None:
    await service.register("ada")
    claims = jwt.decode(await service.token("ada"), options={"verify_signature": False})
    changed = {name: value for name, value in (claims | changes).items() if value is not None}
    [row] = await service.rows("SELECT id, sealed_private_key FROM signing_keys")
    private = Ed25519PrivateKey.from_private_bytes(service.key_cipher.open(row.sealed_private_key))
    header = {"typ": "at+jwt", "kid": row.id}
    answer = await service.get("/users/me", jwt.encode(changed, private, "EdDSA", header))
    assert answer.status_code == 401, answer.text
    same = jwt.encode(claims, private, "EdDSA", header)
    assert (await service.get("/users/me", same)).status_code == 200
    other_type = jwt.encode(claims, private, "EdDSA", header | {"typ": "JWT"})
    assert (await service.get("/users/me", other_type)).status_code == 401


async def test_other_services_verify_with_the_published_keys(service: AuthService) -> None:
    user = (await service.register("ada")).json()
    client = httpx.AsyncClient(transport=httpx.ASGITransport(service.app))
    for name in ("tasks", "accounting"):
        verifier = Verifier(audience=f"ates.{name}", keys=Keys(service.settings.jwks_url, client))
        assert (await verifier.verify(await service.token("ada"))).id == UUID(user["id"])
    await client.aclose()
