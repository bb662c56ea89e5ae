"""Sign-in, sign-out, and a new password.

A password is checked between two transactions: the first counts the attempt, so that it counts whatever happens, and
no connection is held while the hash is computed; the second acts on the verdict.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from uuid_utils.compat import uuid7

from ates_auth.domain import Attempt, InvalidGrantError, Policy, User, WrongPasswordError
from ates_auth.storage import sessions as storage
from ates_auth.storage import users
from ates_auth.use_cases import attempts, sessions
from ates_auth.use_cases.key_cipher import KeyCipher, digest, digest_text, new_refresh_token
from ates_auth.use_cases.passwords import PasswordCheck, StoredPassword
from ates_auth.use_cases.tokens import Tokens, session_tokens
from ates_chassis.database.engine import Database, Transaction
from ates_chassis.shared.text.rules import sign_in_name

_BROWSER_MAX = 200
_FORGOTTEN_MAX = 10_000
_WRONG = "login or password is wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody who says to be a user, what to compare with, and the attempts that this one was counted as."""

    user_id: UUID | None
    stored: StoredPassword | None
    counted: Sequence[Attempt]
    suspect: bool


async def begin_sign_in(tx: Transaction, *, name: str, address: str, policy: Policy) -> Candidate:
    """Counts an attempt to be `name`, a login or an e-mail address. Raises TooManyError."""
    name = sign_in_name(name)
    user = await users.user_named(tx, name)
    # What somebody typed may be a name or, by mistake, a password; only its digest is kept.
    account = f"account:{user.id}" if user else f"nobody:{digest_text(name)}"
    counted = await attempts.count_at(tx, account, place=address, address=address, policy=policy)
    if user is not None and await storage.is_used_from(tx, user.id, address):
        return _candidate(user, counted)
    from_new, suspect = await attempts.count_from_new_address(tx, account, policy=policy)
    return _candidate(user, (*counted, *from_new), suspect=suspect)


async def begin_password_change(
    tx: Transaction, *, user_id: UUID, session_id: UUID | None, address: str, policy: Policy
) -> Candidate:
    """Counts an attempt to know a user's password. Raises TooManyError.

    By session and not by address: who has copied a session's tokens may come from many addresses, and others cannot get at
    it.
    """
    user = await users.user(tx, user_id)
    place = f"session {session_id}" if session_id else address
    counted = await attempts.count_at(
        tx, f"account:{user_id}", place=place, address=address, policy=policy
    )
    return _candidate(user, counted)


def _candidate(
    user: User | None, counted: Sequence[Attempt], *, suspect: bool = False
) -> Candidate:
    known = user if user is not None and user.active else None
    return Candidate(
        user_id=known.id if known else None,
        stored=_stored(known) if known else None,
        counted=counted,
        suspect=suspect,
    )


def _stored(user: User) -> StoredPassword:
    return StoredPassword(hash=user.password_hash, prepared=user.password_prepared)


async def finish_sign_in(
    tx: Transaction,
    *,
    candidate: Candidate,
    verdict: PasswordCheck,
    browser: str | None,
    address: str,
    key_cipher: KeyCipher,
    policy: Policy,
) -> Tokens:
    """Opens a session for somebody who gave the right password. Raises InvalidGrantError."""
    user = await _proven(tx, candidate, verdict)
    if user is None:
        raise InvalidGrantError(_WRONG)
    if verdict.renewed is not None:
        user.keep_password(verdict.renewed.hash, prepared=verdict.renewed.prepared)
    await attempts.give_back(tx, candidate.counted)
    return await _open_session(tx, user, browser, address, key_cipher, policy)


async def _open_session(
    tx: Transaction,
    user: User,
    browser: str | None,
    address: str,
    key_cipher: KeyCipher,
    policy: Policy,
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
    return await session_tokens(
        tx, user, session, refresh_token, key_cipher=key_cipher, policy=policy
    )


async def _proven(tx: Transaction, candidate: Candidate, verdict: PasswordCheck) -> User | None:
    if candidate.user_id is None or candidate.stored is None or not verdict.right:
        return None
    user = await users.user_for_update(tx, candidate.user_id)
    # The password may have been changed, or the user deactivated, while the hash was computed.
    if user is None or not user.active or user.password_hash != candidate.stored.hash:
        return None
    return user


def _printable(browser: str | None) -> str | None:
    printable = "".join(char for char in browser or "" if char.isprintable())
    return printable[:_BROWSER_MAX] or None


async def sign_out(tx: Transaction, *, refresh_token: str) -> None:
    """Ends the session of a refresh token, whichever of the session's it is; an unknown one is nothing to end."""
    session_id = await storage.session_of_token(tx, digest(refresh_token))
    if session_id is not None:
        await sessions.end_any_session(tx, session_id=session_id)


async def change_password(
    tx: Transaction,
    *,
    candidate: Candidate,
    verdict: PasswordCheck,
    new_hash: str,
    browser: str | None,
    address: str,
    key_cipher: KeyCipher,
    policy: Policy,
) -> Tokens:
    """Sets a new password and ends all sessions of the user; the tokens are of a new one. Raises WrongPasswordError.

    Not even the session that changes it goes on: somebody may have copied its tokens.
    """
    user = await _proven(tx, candidate, verdict)
    if user is None:
        raise WrongPasswordError("the old password is wrong", field="old_password")
    user.keep_password(new_hash, prepared=True)
    await sessions.end_all_sessions(tx, user_id=user.id)
    await attempts.give_back(tx, candidate.counted)
    return await _open_session(tx, user, browser, address, key_cipher, policy)


async def forget_what_ended(db: Database, *, policy: Policy) -> None:
    """Deletes sessions past their lifetime, and counts of attempts that are as good as none."""
    await attempts.forget(db, policy=policy)
    async with db.transaction() as tx:
        await storage.prune_sessions(tx, limit=_FORGOTTEN_MAX)
