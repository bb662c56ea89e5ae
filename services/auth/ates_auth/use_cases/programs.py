"""Sign-in of the company's own programs, from inside alone: no attempt of anybody keeps the right secret out."""

import hmac
from uuid import UUID, uuid5

from ates_auth.domain import Attempt, Policy
from ates_auth.use_cases import attempts
from ates_auth.use_cases.key_cipher import KeyCipher, digest_text
from ates_auth.use_cases.tokens import Tokens, program_tokens
from ates_chassis.database.engine import Transaction

_CLIENTS = UUID("5f0c1d9e-8a5b-4a35-9d5e-5a9d1c1f6b7a")


def is_right_secret(secret: str, expected: str | None) -> bool:
    same = hmac.compare_digest(digest_text(secret), digest_text(expected or ""))
    return same and bool(expected)


async def count_wrong_secret(
    tx: Transaction, *, client_id: str, address: str, policy: Policy
) -> None:
    """Counts an attempt of a program that does not know its secret, apart from all others. Raises TooManyError."""
    bucket = f"client:{digest_text(client_id)}@{address}"
    await attempts.count(tx, Attempt(bucket=bucket, limit=policy.account_limit))


async def sign_in(
    tx: Transaction, *, client_id: str, key_cipher: KeyCipher, policy: Policy
) -> Tokens:
    """A token for a program that has shown its secret."""
    return await program_tokens(
        tx, uuid5(_CLIENTS, client_id), key_cipher=key_cipher, policy=policy
    )
