"""Sign-in, sign-out, and a new password.

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
from ates_auth.storage import attempts, users
from ates_auth.storage import sessions as storage
from ates_auth.use_cases import sessions
from ates_auth.use_cases.passwords import Verdict
from ates_auth.use_cases.tokens import Tokens, program_tokens, session_tokens
from ates_auth.use_cases.vault import Vault, digest, new_refresh_token
from ates_chassis.database import Transaction
from ates_chassis.errors import TooMany
from ates_chassis.text.rules import sign_in_name

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
    name = sign_in_name(name)
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
    bucket = f"account:{user.id}" if user else f"nobody:{_digest(name)}"
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
    await _give_back(tx, candidate.counted)
    return await _open_session(tx, user, browser, address, vault, policy)


async def _open_session(
    tx: Transaction, user: User, browser: str | None, address: str, vault: Vault, policy: Policy
) -> Tokens:
    refresh_token = new_refresh_token()
    session = await storage.open_session(
        tx,
        id=uuid7(),
        user_id=user.id,
        browser=_printable(browser),
        address=address,
        max_s=policy.session_max_s,
        digest=digest(refresh_token),
    )
    return await session_tokens(tx, user, session, refresh_token, vault=vault, policy=policy)


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
    return await program_tokens(tx, uuid5(_CLIENTS, client_id), vault=vault, policy=policy)


async def sign_out(tx: Transaction, *, refresh_token: str) -> None:
    """Ends the session of a refresh token, whichever of the session's it is; an unknown one is nothing to end."""
    session_id = await storage.session_of_token(tx, digest(refresh_token))
    if session_id is not None:
        await sessions.end_any_session(tx, session_id=session_id)


async def change_password(
    tx: Transaction,
    *,
    candidate: Candidate,
    verdict: Verdict,
    new_hash: str,
    browser: str | None,
    address: str,
    vault: Vault,
    policy: Policy,
) -> Tokens:
    """Sets a new password and ends all sessions of the user; the tokens are of a new one. Raises WrongPassword.

    Not even the session that changes it goes on: somebody may have copied its tokens.
    """
    user = await _proven(tx, candidate, verdict)
    if user is None:
        raise WrongPassword("the old password is wrong", field="old_password")
    user.password_hash = new_hash
    await sessions.end_all_sessions(tx, user_id=user.id)
    await _give_back(tx, candidate.counted)
    return await _open_session(tx, user, browser, address, vault, policy)


async def forget_what_ended(tx: Transaction, *, policy: Policy) -> None:
    """Deletes sessions past their lifetime, and counts of attempts that are as good as none."""
    limits = (policy.account_limit, policy.address_limit)
    full_after_s = max(limit.full_after_s for limit in limits)
    await attempts.prune(tx, full_after_s=full_after_s, most=_FORGOTTEN_MAX)
    await storage.prune_sessions(tx, most=_FORGOTTEN_MAX)
