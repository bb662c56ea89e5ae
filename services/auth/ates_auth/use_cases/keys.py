"""Signing keys: published before they sign, kept until the last token that they signed has ended."""

import logging
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography.fernet import InvalidToken
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from prometheus_client import Gauge
from uuid_utils.compat import uuid7

from ates_auth.domain import Policy
from ates_auth.storage import keys as storage
from ates_auth.storage.keys import RotationHeld, SealedKey
from ates_auth.use_cases.key_cipher import KeyCipher
from ates_chassis.database.engine import Transaction
from ates_chassis.http.access import ALGORITHM

UNUSABLE_KEYS = Gauge(
    "ates_auth_unusable_keys",
    "Signing keys that the secret does not open; tokens that they signed are good until their end.",
)

log = logging.getLogger(__name__)
# By id; keys are made once a day.
_reported: set[str] = set()


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """A private key with its published id, and the database's time at which it was chosen."""

    id: str
    private: Ed25519PrivateKey
    now: datetime


async def signing_key(tx: Transaction, *, key_cipher: KeyCipher, policy: Policy) -> SigningKey:
    """The key to sign with now; one is made where none can be used: there is none yet, or the secret of all is lost."""
    key = _first_usable(await storage.signing_keys(tx), key_cipher)
    if key is None:
        await rotate_keys(tx, key_cipher=key_cipher, policy=policy)
        key = _first_usable(await storage.signing_keys(tx), key_cipher)
        assert key is not None
    return key


def _first_usable(keys: Sequence[SealedKey], key_cipher: KeyCipher) -> SigningKey | None:
    for key in keys:
        if (private := _opened(key, key_cipher)) is not None:
            return SigningKey(id=key.id, private=private, now=key.now)
    return None


def _opened(key: SealedKey, key_cipher: KeyCipher) -> Ed25519PrivateKey | None:
    """Nothing for a key that was sealed with another secret, or is damaged; each is reported once."""
    try:
        return Ed25519PrivateKey.from_private_bytes(key_cipher.open(key.sealed))
    except (InvalidToken, ValueError):
        if key.id not in _reported:
            _reported.add(key.id)
            log.exception(
                "a signing key cannot be opened: its secret is another", extra={"key": key.id}
            )
        return None


async def show_keys(
    tx: Transaction, *, key_cipher: KeyCipher, policy: Policy
) -> list[dict[str, str]]:
    """The public keys as JSON Web Keys (RFC 8037): what signs, what signed lately, and what will sign next."""
    keys = await storage.public_keys(tx)
    if not keys:
        await rotate_keys(tx, key_cipher=key_cipher, policy=policy)
        keys = await storage.public_keys(tx)
    return [
        {
            "kty": "OKP",
            "crv": "Ed25519",
            "use": "sig",
            "alg": ALGORITHM,
            "kid": key.id,
            "x": urlsafe_b64encode(key.public).rstrip(b"=").decode(),
        }
        for key in keys
    ]


async def rotate_keys(tx: Transaction, *, key_cipher: KeyCipher, policy: Policy) -> None:
    """Makes the next key when the newest has had its time, and drops keys that no living token needs.

    A key that cannot be opened signs nothing, so it counts for none here; its public half stays for the tokens that it
    signed. Neither does one that waits longer than a next key ever has to: the clock has gone back.
    """
    held = await storage.lock_rotation(tx)
    keys = await storage.signing_keys(tx)
    usable = [key for key in keys if _opened(key, key_cipher) is not None]
    UNUSABLE_KEYS.set(len(keys) - len(usable))
    ages_s = [key.age_s for key in usable if key.age_s >= -policy.key_lead_s]
    if not usable:
        await _make_key(held, key_cipher, lead_s=0)
    elif not ages_s or min(ages_s) >= policy.key_period_s:
        await _make_key(held, key_cipher, lead_s=policy.key_lead_s)
    kept_s = policy.access_token_s + policy.key_margin_s
    await storage.retire_keys(held, usable=[key.id for key in usable], kept_s=kept_s)


async def _make_key(held: RotationHeld, key_cipher: KeyCipher, *, lead_s: int) -> None:
    private = Ed25519PrivateKey.generate()
    await storage.add_key(
        held,
        id=str(uuid7()),
        sealed=key_cipher.seal(private.private_bytes_raw()),
        public=private.public_key().public_bytes_raw(),
        lead_s=lead_s,
    )
