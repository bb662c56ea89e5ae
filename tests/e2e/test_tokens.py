"""A token that is not one of ours, or not any more, opens no route."""

import base64
import hashlib
import hmac
import json
import re
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import jwt
import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from e2e.openapi import OPERATIONS, Operation
from e2e.staff import Staff

from ates_auth.use_cases.key_cipher import KeyCipher

SERVICES = ("auth", "tasks", "accounting", "analytics", "payments", "notifications")
GUARDED = [each for each in OPERATIONS.values() if each.is_guarded]


class Mint:
    """Makes tokens as auth does, with auth's own key or another."""

    def __init__(self, key_id: str, private: Ed25519PrivateKey, subject: str, session: str) -> None:
        self.key_id = key_id
        self.private = private
        now = int(time.time())
        self.claims = {
            "iss": "ates",
            "sub": subject,
            "aud": [f"ates.{service}" for service in SERVICES],
            "role": "administrator",
            "ver": 1,
            "iat": now,
            "exp": now + 600,
            "jti": str(uuid4()),
            "sid": session,
        }

    def token(
        self,
        *,
        without: list[str] | tuple[()] = (),
        headers: dict[str, Any] | None = None,
        private: Ed25519PrivateKey | None = None,
        **changed: int | list[str] | str,
    ) -> str:
        claims = {k: v for k, v in (self.claims | changed).items() if k not in without}
        named = {"typ": "at+jwt", "kid": self.key_id, **(headers or {})}
        return jwt.encode(claims, private or self.private, "EdDSA", named)

    def unsigned(self, algorithm: str, sign: Callable[..., Any] = lambda _: b"") -> str:
        head = {"alg": algorithm, "typ": "at+jwt", "kid": self.key_id}
        parts = b".".join(_part(json.dumps(each).encode()) for each in (head, self.claims))
        return (parts + b"." + _part(sign(parts))).decode()


def _part(content: bytes) -> bytes:
    return base64.urlsafe_b64encode(content).rstrip(b"=")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def mint(staff: Staff) -> Mint:
    administrator = await staff.of("administrator")
    async with staff.database("auth") as auth:
        [key] = await auth.fetch("SELECT * FROM signing_keys WHERE use_from <= now() LIMIT 1")
    vault = KeyCipher(staff.company.secret("key_secret"))
    private = Ed25519PrivateKey.from_private_bytes(vault.open(bytes(key["sealed_private_key"])))
    session = jwt.decode(administrator.access, options={"verify_signature": False})["sid"]
    return Mint(key["id"], private, administrator.id, session)


def bad_tokens(mint: Mint) -> dict[str, str]:
    now = int(time.time())
    raw = mint.private.public_key().public_bytes_raw()
    pem = mint.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    good = mint.token()
    head, claims, signature = good.split(".")
    return {
        "expired": mint.token(iat=now - 1_200, exp=now - 600),
        "without an end": mint.token(without=["exp"]),
        "an end that is no time": mint.token(exp="tomorrow"),
        "of the future": mint.token(iat=now + 3_600, nbf=now + 3_600, exp=now + 4_000),
        "for another audience": mint.token(aud=["somebody.else"]),
        "for no audience": mint.token(without=["aud"]),
        "of another issuer": mint.token(iss="evil"),
        "without a role": mint.token(without=["role"]),
        "of an unknown role": mint.token(role="emperor"),
        "of a subject that is no id": mint.token(sub="admin"),
        "of a version that is no number": mint.token(ver="x"),
        "of a session that is no id": mint.token(sid="admin"),
        "signed by a stranger": mint.token(private=Ed25519PrivateKey.generate()),
        "with an unknown key id": mint.token(headers={"kid": "unknown"}),
        "with a path as key id": mint.token(headers={"kid": "../../dev/null"}),
        "with its own key": mint.token(headers={"jwk": {"kty": "OKP"}, "kid": "own"}),
        "of another type": mint.token(headers={"typ": "JWT"}),
        "alg none": mint.unsigned("none"),
        "alg None": mint.unsigned("None"),
        "HS256 with the public key": mint.unsigned(
            "HS256", lambda parts: hmac.digest(raw, parts, hashlib.sha256)
        ),
        "HS256 with the public key as PEM": mint.unsigned(
            "HS256", lambda parts: hmac.digest(pem, parts, hashlib.sha256)
        ),
        "without its signature": f"{head}.{claims}.",
        "with a changed role": f"{head}.{_part(json.dumps(mint.claims).encode()).decode()}.{signature}",
        "too long": good + "A" * 10_000,
        "no token": "x",
        "dots": "..",
        "empty parts": ". .",
        "not base64": "ä.ö.ü".encode().decode("latin-1"),
    }


async def answer_of(
    api: httpx.AsyncClient, operation: Operation, authorization: str
) -> httpx.Response:
    path = re.sub(r"\{\w+\}", str(uuid4()), operation.path)
    return await api.request(
        operation.method, path, headers={b"Authorization": authorization.encode("latin-1")}
    )


async def test_the_mint_of_this_test_makes_good_tokens(mint: Mint, api: httpx.AsyncClient) -> None:
    answer = await api.get("/users", headers={"Authorization": f"Bearer {mint.token()}"})
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("operation", GUARDED, ids=lambda each: each.id)
async def test_a_bad_token_opens_nothing(
    operation: Operation, mint: Mint, api: httpx.AsyncClient
) -> None:
    opened = {}
    for name, token in bad_tokens(mint).items():
        answer = await answer_of(api, operation, f"Bearer {token}")
        if answer.status_code != 401 or answer.json()["code"] != "unauthenticated":
            opened[name] = (answer.status_code, answer.text[:200])
    assert opened == {}


@pytest.mark.parametrize("authorization", ["", "Bearer", "Basic YWRtaW46YXRlcy1kZW1v", "Token x"])
async def test_another_way_of_signing_in_opens_nothing(
    authorization: str, api: httpx.AsyncClient
) -> None:
    answer = await answer_of(api, OPERATIONS["show_me"], authorization)
    assert answer.status_code == 401, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"].startswith("Bearer")
