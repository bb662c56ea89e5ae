"""Who is calling: verifies access tokens with auth's published keys, and compares them with what is so now.

Rules of RFC 8725 and RFC 9068: one algorithm, `typ` at+jwt, own audience, keys from the configured address only.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import httpx
import jwt

from ates_chassis.database.engine import Transaction
from ates_chassis.shared.authorities import authorities
from ates_chassis.shared.errors import ForbiddenError, UnauthenticatedError
from ates_chassis.shared.user_directory import CallerStatus, Person

log = logging.getLogger(__name__)

ISSUER = "ates"
ALGORITHM = "EdDSA"
TOKEN_TYPE = "at+jwt"  # noqa: S105 - the media type of access tokens
INTERNAL = "internalservice"
PEOPLE = frozenset({"administrator", "manager", "boss", "accountant", "developer", "other"})
ROLES = PEOPLE | {INTERNAL}

_LEEWAY_S = 10
_REFRESH_S = 300
# A key that replaces one which was lost signs at once, so that nobody has heard of it.
_REFETCH_MIN_S = 1
_RETRY_S = 0.5
_FETCH_TIMEOUT_S = 3
_TOKEN_MAX = 4_096


class KeysAwayError(Exception):
    """Auth's keys were never read and cannot be read now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """The verified sender of a request; programs, and tokens of old, have no session."""

    id: UUID
    role: str
    version: int
    session_id: UUID | None = None

    def require(self, *roles: str) -> None:
        """Raises ForbiddenError unless the caller has one of `roles`."""
        if self.role not in roles:
            raise ForbiddenError(f"this needs the role {' or '.join(sorted(roles))}")


class Keys:
    """Auth's public keys, read again every five minutes and, at most once a second, for an unknown key id."""

    def __init__(self, url: str, client: httpx.AsyncClient | None = None) -> None:
        self._url = url
        self._client = client or httpx.AsyncClient(
            timeout=_FETCH_TIMEOUT_S, verify=authorities(), trust_env=False
        )
        self._keys: dict[str, jwt.PyJWK] = {}
        self._tried_at = float("-inf")
        self._lock = asyncio.Lock()

    async def find(self, key_id: str) -> jwt.PyJWK | None:
        """The key of that id, or none. Raises KeysAwayError while none has ever been read."""
        if self._due(key_id):
            async with self._lock:
                # Whoever waited here finds what the first one read, or that it failed just now.
                if self._due(key_id):
                    await self._read()
        if not self._keys:
            raise KeysAwayError("keys of auth cannot be read")
        return self._keys.get(key_id)

    def _due(self, key_id: str) -> bool:
        age_s = time.monotonic() - self._tried_at
        if not self._keys:
            return age_s > _RETRY_S
        return age_s > _REFRESH_S or (key_id not in self._keys and age_s > _REFETCH_MIN_S)

    async def _read(self) -> None:
        try:
            answer = await self._client.get(self._url)
            answer.raise_for_status()
            keys = jwt.PyJWKSet.from_dict(answer.json()).keys
        except (httpx.HTTPError, ValueError, jwt.PyJWTError) as error:
            log.warning("keys of auth cannot be read", extra={"reason": repr(error)})
        else:
            self._keys = {key.key_id: key for key in keys if key.key_id}
        finally:
            self._tried_at = time.monotonic()

    async def close(self) -> None:
        await self._client.aclose()


class Verifier:
    """Turns a bearer token into a caller, or raises UnauthenticatedError."""

    def __init__(self, *, audience: str, keys: Keys) -> None:
        self._audience = audience
        self._keys = keys

    async def verify(self, token: str) -> Caller:
        claims = await self._claims(token)
        session_id = claims.get("sid")
        try:
            caller = Caller(
                id=UUID(claims["sub"]),
                role=str(claims["role"]),
                version=int(claims["ver"]),
                session_id=None if session_id is None else UUID(str(session_id)),
            )
        except (ValueError, TypeError) as error:
            raise UnauthenticatedError("the token's claims are malformed") from error
        if caller.role not in ROLES:
            raise UnauthenticatedError("the token's role is unknown")
        return caller

    async def _claims(self, token: str) -> dict[str, Any]:
        if len(token) > _TOKEN_MAX:
            raise UnauthenticatedError("the token is too long")
        try:
            header = jwt.get_unverified_header(token)
            if header.get("alg") != ALGORITHM or header.get("typ") != TOKEN_TYPE:
                raise UnauthenticatedError("the token is not an access token of this system")
            key = await self._keys.find(str(header.get("kid")))
            if key is None:
                raise UnauthenticatedError("the token's key is unknown")
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=[ALGORITHM],
                audience=self._audience,
                issuer=ISSUER,
                leeway=_LEEWAY_S,
                options={"require": ["exp", "iat", "sub", "aud", "iss", "role", "ver"]},
            )
        except jwt.ExpiredSignatureError as error:
            raise UnauthenticatedError("the token has expired") from error
        except (jwt.PyJWTError, ValueError) as error:
            raise UnauthenticatedError("the token is not valid") from error
        return claims


StatusLookup = Callable[[Transaction, UUID, UUID | None], Awaitable[CallerStatus]]


def bring_up_to_date(
    caller: Caller, person: Person | None, *, session_ended: bool = False
) -> Caller:
    """The caller with today's role.

    Raises UnauthenticatedError where the session of the token has ended, or the person was deactivated, since it was made.
    """
    if session_ended:
        raise UnauthenticatedError("the session has ended")
    if person is None or person.version < caller.version:
        return caller
    if not person.active:
        raise UnauthenticatedError("the account is deactivated")
    return replace(caller, role=person.role, version=person.version)
