"""Tokens that must not pass, and keys that come, go and are away."""

import base64
import json
import time
from typing import Any
from uuid import uuid4

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ates_chassis.http import access
from ates_chassis.http.access import Caller, Keys, KeysAwayError, Verifier, bring_up_to_date
from ates_chassis.shared.errors import ForbiddenError, UnauthenticatedError
from ates_chassis.shared.user_directory import Person

pytestmark = pytest.mark.unit


class Auth:
    """Stands for auth's key address; counts how often it is asked."""

    def __init__(self) -> None:
        self.keys: dict[str, Any] = {"k1": Ed25519PrivateKey.generate()}
        self.away = False
        self.requests = 0
        client = httpx.AsyncClient(transport=httpx.MockTransport(self._answer))
        self.verifier = Verifier(audience="ates.tasks", keys=Keys("http://auth/jwks", client))

    def _answer(self, _: httpx.Request) -> httpx.Response:
        self.requests += 1
        if self.away:
            raise httpx.ConnectError("refused")
        to_jwk = jwt.algorithms.OKPAlgorithm.to_jwk
        return httpx.Response(
            200,
            json={
                "keys": [
                    {**to_jwk(key.public_key(), as_dict=True), "kid": kid, "alg": "EdDSA"}
                    for kid, key in self.keys.items()
                ]
            },
        )

    def token(
        self,
        *,
        key: Any = None,
        algorithm: str = "EdDSA",
        without: list[str] | tuple[()] = (),
        header: dict[str, Any] | None = None,
        **changes: Any,
    ) -> str:
        now = int(time.time())
        claims = {
            "iss": "ates",
            "sub": str(uuid4()),
            "aud": ["ates.tasks", "ates.auth"],
            "role": "developer",
            "ver": 1,
            "iat": now,
            "exp": now + 600,
            **changes,
        }
        for name in without:
            del claims[name]
        headers = {"typ": "at+jwt", "kid": "k1", **(header or {})}
        return jwt.encode(claims, key or self.keys["k1"], algorithm, headers)


@pytest.fixture
def auth() -> Auth:
    return Auth()


def unsigned(header: dict[str, Any], claims: dict[str, Any], signature: bytes = b"") -> str:
    parts = [json.dumps(header).encode(), json.dumps(claims).encode(), signature]
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


async def refused(auth: Auth, token: str) -> str:
    with pytest.raises(UnauthenticatedError) as caught:
        await auth.verifier.verify(token)
    return caught.value.message


async def test_a_good_token_makes_a_caller(auth: Auth) -> None:
    user = uuid4()
    caller = await auth.verifier.verify(auth.token(sub=str(user), role="manager", ver=3))
    assert caller == Caller(id=user, role="manager", version=3)


async def test_a_token_without_a_signature_is_refused(auth: Auth) -> None:
    claims = jwt.decode(auth.token(), options={"verify_signature": False})
    for algorithm in ("none", "None", "EdDSA"):
        header = {"alg": algorithm, "typ": "at+jwt", "kid": "k1"}
        assert await refused(auth, unsigned(header, claims))


async def test_a_token_signed_with_the_public_key_as_a_secret_is_refused(auth: Auth) -> None:
    public = auth.keys["k1"].public_key()
    raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    assert await refused(auth, auth.token(key=raw, algorithm="HS256"))


async def test_another_algorithm_and_another_key_are_refused(auth: Auth) -> None:
    elliptic = generate_private_key(SECP256R1())
    assert await refused(auth, auth.token(key=elliptic, algorithm="ES256"))
    assert await refused(auth, auth.token(key=Ed25519PrivateKey.generate()))


async def test_a_key_that_the_token_brings_along_is_ignored(auth: Auth) -> None:
    own = Ed25519PrivateKey.generate()
    jwk = jwt.algorithms.OKPAlgorithm.to_jwk(own.public_key(), as_dict=True)
    header = {"jwk": jwk, "jku": "http://evil/jwks", "x5u": "http://evil"}
    assert await refused(auth, auth.token(key=own, header=header))


async def test_a_changed_claim_breaks_the_signature(auth: Auth) -> None:
    head, body, signature = auth.token().split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    forged = base64.urlsafe_b64encode(json.dumps({**claims, "role": "administrator"}).encode())
    assert await refused(auth, f"{head}.{forged.decode().rstrip('=')}.{signature}")


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "ates.accounting"},
        {"aud": []},
        {"iss": "other"},
        {"exp": int(time.time()) - 60},
        {"exp": "soon"},
        {"nbf": int(time.time()) + 86_400},
        {"iat": int(time.time()) + 86_400},
        {"sub": "nobody"},
        {"sub": 7},
        {"role": "root"},
        {"role": ["administrator"]},
        {"ver": "x"},
        {"ver": None},
        {"header": {"typ": "JWT"}},
        {"header": {"typ": "rt+jwt"}},
        {"header": {"kid": "unknown"}},
        {"header": {"kid": "../k1"}},
    ],
)
async def test_a_token_with_a_wrong_claim_or_header_is_refused(
    auth: Auth, changes: dict[str, Any]
) -> None:
    assert await refused(auth, auth.token(**changes))


@pytest.mark.parametrize("name", ["exp", "iat", "sub", "aud", "iss", "role", "ver"])
async def test_a_token_without_a_claim_is_refused(auth: Auth, name: str) -> None:
    assert await refused(auth, auth.token(without=[name]))


@pytest.mark.parametrize(
    "text", ["", ".", "..", "a.b.c", "é.é.é", "a" * 5_000, "bnVsbA.bnVsbA.", "W10.W10.W10"]
)
async def test_what_is_not_a_token_is_refused(auth: Auth, text: str) -> None:
    assert await refused(auth, text)


async def test_an_expired_token_says_so(auth: Auth) -> None:
    assert "expired" in await refused(auth, auth.token(exp=int(time.time()) - 60))


async def test_a_new_key_is_found_when_its_first_token_comes(
    auth: Auth, monkeypatch: pytest.MonkeyPatch
) -> None:
    await auth.verifier.verify(auth.token())
    auth.keys["k2"] = Ed25519PrivateKey.generate()
    monkeypatch.setattr(access, "_REFETCH_MIN_S", 0)
    token = auth.token(key=auth.keys["k2"], header={"kid": "k2"})
    assert await auth.verifier.verify(token)
    assert await auth.verifier.verify(auth.token())


async def test_a_withdrawn_key_is_forgotten_at_the_next_reading(
    auth: Auth, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = auth.token()
    await auth.verifier.verify(old)
    auth.keys = {"k2": Ed25519PrivateKey.generate()}
    monkeypatch.setattr(access, "_REFRESH_S", 0)
    assert "key is unknown" in await refused(auth, old)


async def test_unknown_key_ids_do_not_make_a_storm_on_auth(auth: Auth) -> None:
    await auth.verifier.verify(auth.token())
    for n in range(50):
        await refused(auth, auth.token(header={"kid": f"x{n}"}))
    assert auth.requests == 1


async def test_while_auth_was_never_reached_nobody_is_called_a_liar(
    auth: Auth, monkeypatch: pytest.MonkeyPatch
) -> None:
    auth.away = True
    for _ in range(20):
        with pytest.raises(KeysAwayError):
            await auth.verifier.verify(auth.token())
    assert auth.requests == 1
    auth.away = False
    monkeypatch.setattr(access, "_RETRY_S", 0)
    assert await auth.verifier.verify(auth.token())


async def test_keys_at_hand_go_on_while_auth_is_away(
    auth: Auth, monkeypatch: pytest.MonkeyPatch
) -> None:
    await auth.verifier.verify(auth.token())
    auth.away = True
    monkeypatch.setattr(access, "_REFRESH_S", 0)
    assert await auth.verifier.verify(auth.token())
    assert auth.requests == 2


def person(**changes: Any) -> Person:
    values: dict[str, Any] = {
        "id": uuid4(),
        "role": "other",
        "active": True,
        "version": 2,
    } | changes
    return Person(**values)


def test_the_role_of_today_counts_not_the_one_in_the_token() -> None:
    caller = Caller(id=uuid4(), role="administrator", version=1)
    assert bring_up_to_date(caller, person(role="developer")).role == "developer"
    assert bring_up_to_date(caller, person(role="developer", version=1)).role == "developer"


def test_a_token_newer_than_the_known_standing_counts() -> None:
    caller = Caller(id=uuid4(), role="manager", version=3)
    assert bring_up_to_date(caller, person()) == caller
    assert bring_up_to_date(caller, None) == caller


def test_somebody_deactivated_is_out_at_once() -> None:
    caller = Caller(id=uuid4(), role="manager", version=1)
    with pytest.raises(UnauthenticatedError):
        bring_up_to_date(caller, person(active=False))


def test_another_role_is_forbidden() -> None:
    caller = Caller(id=uuid4(), role="developer", version=1)
    caller.require("manager", "developer")
    with pytest.raises(ForbiddenError):
        caller.require("manager", "administrator")
