"""Sign-in, renewal, sign-out, and a new password.

A password is checked between two transactions: the first counts the attempt, so that it counts whatever happens, and
no connection is held while the hash is computed; the second acts on the verdict.
"""

import hashlib
import hmac
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from uuid_utils.compat import uuid7

from ates_auth.domain import Attempt, InvalidClient, InvalidGrant, Policy, User, WrongPassword
from ates_auth.storage import attempts, sessions, users
from ates_auth.use_cases.passwords import Verdict
from ates_auth.use_cases.tokens import Tokens, access_token
from ates_auth.use_cases.vault import Vault, digest, new_refresh_token
from ates_chassis.access import INTERNAL
from ates_chassis.database import Transaction
from ates_chassis.errors import TooMany

log = logging.getLogger(__name__)

_CLIENTS = UUID("5f0c1d9e-8a5b-4a35-9d5e-5a9d1c1f6b7a")
_BROWSER_MAX = 200
_FORGOTTEN_MAX = 10_000
_WRONG = "login or password is wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody who says to be a user, the hash to compare with, and the attempts that this one was counted as."""

    user_id: UUID | None
    password_hash: str | None
    counted: Sequence[Attempt]


async def begin_sign_in(tx: Transaction, *, name: str, address: str, policy: Policy) -> Candidate:
    """Counts an attempt to be `name`, a login or an e-mail address. Raises TooMany."""
    user = await users.user_named(tx, name)
    return await _candidate(tx, user, name, address, policy)


async def begin_password_change(
    tx: Transaction, *, user_id: UUID, address: str, policy: Policy
) -> Candidate:
    """Counts an attempt to know a user's password. Raises TooMany."""
    user = await users.user(tx, user_id)
    return await _candidate(tx, user, str(user_id), address, policy)


async def _candidate(
    tx: Transaction, user: User | None, name: str, address: str, policy: Policy
) -> Candidate:
    # What somebody typed may be a name or, by mistake, a password; only its digest is kept.
    bucket = f"account:{user.id}" if user else f"nobody:{_digest(name.lower())}"
    counted = await _count(tx, bucket, address, policy)
    known = user if user is not None and user.active else None
    return Candidate(
        user_id=known.id if known else None,
        password_hash=known.password_hash if known else None,
        counted=counted,
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


async def _count(tx: Transaction, bucket: str, address: str, policy: Policy) -> Sequence[Attempt]:
    # Always the address first, so that two attempts never wait for each other in a circle.
    counted = (
        Attempt(bucket=f"address:{address}", limit=policy.address_limit),
        Attempt(bucket=bucket, limit=policy.account_limit),
    )
    for attempt in counted:
        if wait_s := await attempts.take(tx, attempt):
            log.warning("too many attempts to sign in", extra={"security": "rate-limited"})
            raise TooMany("too many attempts; wait a little", retry_after_s=wait_s)
    return counted


async def _give_back(tx: Transaction, counted: Sequence[Attempt]) -> None:
    for attempt in counted:
        await attempts.give_back(tx, attempt)


async def finish_sign_in(
    tx: Transaction,
    *,
    candidate: Candidate,
    verdict: Verdict,
    browser: str | None,
    address: str,
    vault: Vault,
    policy: Policy,
) -> Tokens:
    """Opens a session for somebody who gave the right password. Raises InvalidGrant."""
    user = await _proven(tx, candidate, verdict)
    if user is None:
        raise InvalidGrant(_WRONG)
    if verdict.new_hash is not None:
        user.password_hash = verdict.new_hash
    session_id, refresh_token = uuid7(), new_refresh_token()
    await sessions.open_session(
        tx,
        id=session_id,
        user_id=user.id,
        browser=_printable(browser),
        address=address,
        max_s=policy.session_max_s,
        digest=digest(refresh_token),
    )
    await _give_back(tx, candidate.counted)
    return await _tokens(tx, user, session_id, refresh_token, vault, policy)


async def _proven(tx: Transaction, candidate: Candidate, verdict: Verdict) -> User | None:
    if candidate.user_id is None or not verdict.right:
        return None
    user = await users.user_for_update(tx, candidate.user_id)
    # The password may have been changed, or the user deactivated, while the hash was computed.
    if user is None or not user.active or user.password_hash != candidate.password_hash:
        return None
    return user


def _printable(browser: str | None) -> str | None:
    printable = "".join(char for char in browser or "" if char.isprintable())
    return printable[:_BROWSER_MAX] or None


async def _tokens(
    tx: Transaction, user: User, session_id: UUID, refresh_token: str, vault: Vault, policy: Policy
) -> Tokens:
    signed = await access_token(
        tx,
        subject=user.id,
        role=user.role,
        version=user.version,
        session_id=session_id,
        vault=vault,
        policy=policy,
    )
    return Tokens(
        access_token=signed, expires_in=policy.access_token_s, refresh_token=refresh_token
    )


async def refresh_session(
    tx: Transaction, *, refresh_token: str, address: str, vault: Vault, policy: Policy
) -> Tokens | None:
    """New tokens for a refresh token, which is good once; nothing for one that is not good.

    Who presents a used token whose successor nobody has used gets that successor again: a second tab, or somebody whose
    answer was lost. Once the successor was used too, one of the two is not the one it was given to, and the session ends.
    The caller commits in any case.
    """
    successor = vault.successor(refresh_token)
    digests = {"digest": digest(refresh_token), "successor": digest(successor)}
    used = await sessions.use_token(tx, **digests, address=address)
    if used is None:
        used = await _repeated(tx, **digests, address=address)
    if used is None:
        return None
    session_id, user_id = used
    user = await users.user(tx, user_id)
    assert user is not None
    return await _tokens(tx, user, session_id, successor, vault, policy)


async def _repeated(
    tx: Transaction, *, digest: bytes, successor: bytes, address: str
) -> tuple[UUID, UUID] | None:
    """Session and user of a used token that may be answered once more; ends the session of one that may not."""
    token = await sessions.token(tx, digest=digest, successor=successor)
    if token is None or not token.used or not token.alive:
        return None
    if token.successor_unused:
        await sessions.touch(tx, token.session_id, address=address)
        return token.session_id, token.user_id
    await sessions.end_session(tx, token.session_id)
    log.warning(
        "a used refresh token was presented again, its session ends",
        extra={
            "security": "refresh-token-reused",
            "user_id": str(token.user_id),
            "session_id": str(token.session_id),
        },
    )
    return None


async def begin_service_sign_in(
    tx: Transaction, *, client_id: str, address: str, policy: Policy
) -> Sequence[Attempt]:
    """Counts an attempt of a program. Raises TooMany."""
    return await _count(tx, f"client:{_digest(client_id)}", address, policy)


async def finish_service_sign_in(
    tx: Transaction,
    *,
    client_id: str,
    client_secret: str,
    expected_secret: str | None,
    counted: Sequence[Attempt],
    vault: Vault,
    policy: Policy,
) -> Tokens:
    """A token for a program with the right secret. Raises InvalidClient."""
    right = hmac.compare_digest(_digest(client_secret), _digest(expected_secret or ""))
    if not right or not expected_secret:
        raise InvalidClient("client or secret is wrong")
    await _give_back(tx, counted)
    signed = await access_token(
        tx,
        subject=uuid5(_CLIENTS, client_id),
        role=INTERNAL,
        version=0,
        session_id=None,
        vault=vault,
        policy=policy,
    )
    return Tokens(access_token=signed, expires_in=policy.access_token_s)


async def sign_out(tx: Transaction, *, refresh_token: str) -> None:
    """Ends the session of a refresh token, whichever of the session's it is; an unknown one is nothing to end."""
    session_id = await sessions.session_of_token(tx, digest(refresh_token))
    if session_id is not None:
        await sessions.end_session(tx, session_id)


async def change_password(
    tx: Transaction,
    *,
    candidate: Candidate,
    verdict: Verdict,
    new_hash: str,
    session_id: UUID | None,
) -> None:
    """Sets a new password and ends all sessions of the user but `session_id`. Raises WrongPassword."""
    user = await _proven(tx, candidate, verdict)
    if user is None:
        raise WrongPassword("the old password is wrong", field="old_password")
    user.password_hash = new_hash
    await sessions.end_sessions(tx, user.id, kept=session_id)
    await _give_back(tx, candidate.counted)


async def forget_what_ended(tx: Transaction, *, policy: Policy) -> None:
    """Deletes sessions past their lifetime, and counts of attempts that are as good as none."""
    limits = (policy.account_limit, policy.address_limit)
    full_after_s = max(limit.full_after_s for limit in limits)
    await attempts.prune(tx, full_after_s=full_after_s, most=_FORGOTTEN_MAX)
    await sessions.prune_sessions(tx, most=_FORGOTTEN_MAX)
