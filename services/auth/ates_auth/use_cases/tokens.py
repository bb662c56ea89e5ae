"""Access tokens as RFC 9068 describes them, signed with EdDSA."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import jwt
from uuid_utils.compat import uuid7

from ates_auth.domain import Policy
from ates_auth.use_cases.keys import signing_key
from ates_auth.use_cases.vault import Vault
from ates_chassis.access import ALGORITHM, ISSUER, TOKEN_TYPE
from ates_chassis.database import Transaction

AUDIENCES = ("ates.auth", "ates.tasks", "ates.accounting", "ates.analytics", "ates.payments")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """What a client gets for its proof; programs get no refresh token."""

    access_token: str
    expires_in: int
    refresh_token: str | None = None


async def access_token(
    tx: Transaction,
    *,
    subject: UUID,
    role: str,
    version: int,
    session_id: UUID | None,
    vault: Vault,
    policy: Policy,
) -> str:
    key = await signing_key(tx, vault=vault, policy=policy)
    claims = {
        "iss": ISSUER,
        "sub": str(subject),
        "aud": list(AUDIENCES),
        "role": role,
        "ver": version,
        "iat": key.now,
        "exp": key.now + timedelta(seconds=policy.access_token_s),
        "jti": str(uuid7()),
    }
    if session_id is not None:
        claims["sid"] = str(session_id)
    headers = {"typ": TOKEN_TYPE, "kid": key.id}
    return jwt.encode(claims, key.private, algorithm=ALGORITHM, headers=headers)
