"""Access tokens as RFC 9068 describes them, signed with EdDSA."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import jwt
from uuid_utils.compat import uuid7

from ates_auth.domain import Policy, User
from ates_auth.storage.sessions import Session
from ates_auth.use_cases.key_cipher import KeyCipher
from ates_auth.use_cases.keys import SigningKey, signing_key
from ates_chassis.database.engine import Transaction
from ates_chassis.http.access import ALGORITHM, INTERNAL, ISSUER, TOKEN_TYPE

AUDIENCES = (
    "ates.auth",
    "ates.tasks",
    "ates.accounting",
    "ates.analytics",
    "ates.payments",
    "ates.notifications",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """What a client gets for its proof; programs get no refresh token."""

    access_token: str
    expires_in: int
    refresh_token: str | None = None


async def session_tokens(
    tx: Transaction,
    user: User,
    session: Session,
    refresh_token: str,
    *,
    key_cipher: KeyCipher,
    policy: Policy,
) -> Tokens:
    """Tokens of a person. None outlives its session, whose end by lifetime is told to nobody."""
    key = await signing_key(tx, key_cipher=key_cipher, policy=policy)
    expires_at = min(key.now + timedelta(seconds=policy.access_token_s), session.expires_at)
    claims = {"sub": str(user.id), "role": user.role, "ver": user.version, "sid": str(session.id)}
    return Tokens(
        access_token=_signed(key, claims, expires_at),
        expires_in=int((expires_at - key.now).total_seconds()),
        refresh_token=refresh_token,
    )


async def program_tokens(
    tx: Transaction, subject: UUID, *, key_cipher: KeyCipher, policy: Policy
) -> Tokens:
    """The token of a program, which has no session."""
    key = await signing_key(tx, key_cipher=key_cipher, policy=policy)
    expires_at = key.now + timedelta(seconds=policy.access_token_s)
    claims = {"sub": str(subject), "role": INTERNAL, "ver": 0}
    return Tokens(access_token=_signed(key, claims, expires_at), expires_in=policy.access_token_s)


def _signed(key: SigningKey, claims: Mapping[str, object], expires_at: datetime) -> str:
    common = {
        "iss": ISSUER,
        "aud": list(AUDIENCES),
        "iat": key.now,
        "exp": expires_at,
        "jti": str(uuid7()),
    }
    headers = {"typ": TOKEN_TYPE, "kid": key.id}
    return jwt.encode({**common, **claims}, key.private, algorithm=ALGORITHM, headers=headers)
