"""The renewal of a session: a refresh token, which is good once, for new tokens."""

import logging

from ates_auth.domain import Policy
from ates_auth.storage import sessions as storage
from ates_auth.storage import users
from ates_auth.storage.sessions import Session
from ates_auth.use_cases import sessions
from ates_auth.use_cases.key_cipher import KeyCipher, digest
from ates_auth.use_cases.tokens import Tokens, session_tokens
from ates_chassis.database.engine import Transaction

log = logging.getLogger(__name__)


async def refresh_session(
    tx: Transaction, *, refresh_token: str, address: str, key_cipher: KeyCipher, policy: Policy
) -> Tokens | None:
    """New tokens for a refresh token; nothing for one that is not good.

    Who presents a used token whose successor nobody has used gets that successor again: a second tab, or somebody whose
    answer was lost. Once the successor was used too, one of the two is not the one it was given to, and the session ends.
    The caller commits in any case.
    """
    successor = key_cipher.successor(refresh_token)
    digests = {"digest": digest(refresh_token), "successor": digest(successor)}
    session = await storage.use_token(tx, **digests, address=address)
    if session is None:
        session = await _repeated(tx, **digests, address=address)
    if session is None:
        return None
    user = await users.user(tx, session.user_id)
    assert user is not None
    return await session_tokens(tx, user, session, successor, key_cipher=key_cipher, policy=policy)


async def _repeated(
    tx: Transaction, *, digest: bytes, successor: bytes, address: str
) -> Session | None:
    """The session of a used token that may be answered once more; ends that of one that may not."""
    token = await storage.token(tx, digest=digest, successor=successor)
    if token is None or not token.used or not token.alive:
        return None
    if token.successor_unused:
        await storage.touch(tx, token.session.id, address=address)
        return token.session
    await sessions.end_any_session(tx, session_id=token.session.id)
    log.warning(
        "a used refresh token was presented again, its session ends",
        extra={
            "security": "refresh-token-reused",
            "user_id": str(token.session.user_id),
            "session_id": str(token.session.id),
        },
    )
    return None
