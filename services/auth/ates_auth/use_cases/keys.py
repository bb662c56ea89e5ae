"""Signing keys: published before they sign, kept until the last token that they signed has ended."""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from uuid_utils.compat import uuid7

from ates_auth.domain import Policy
from ates_auth.storage import keys as storage
from ates_auth.use_cases.vault import Vault
from ates_chassis.access import ALGORITHM
from ates_chassis.database import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """A private key with its published id, and the database's time at which it was chosen."""

    id: str
    private: Ed25519PrivateKey
    now: datetime


async def signing_key(tx: Transaction, *, vault: Vault, policy: Policy) -> SigningKey:
    """The key to sign with now; the first one is made when it is needed."""
    sealed = await storage.signing_key(tx)
    if sealed is None:
        await rotate_keys(tx, vault=vault, policy=policy)
        sealed = await storage.signing_key(tx)
        assert sealed is not None
    private = Ed25519PrivateKey.from_private_bytes(vault.open(sealed.sealed))
    return SigningKey(id=sealed.id, private=private, now=sealed.now)


async def show_keys(tx: Transaction, *, vault: Vault, policy: Policy) -> list[dict[str, str]]:
    """The public keys as JSON Web Keys (RFC 8037): what signs, what signed lately, and what will sign next."""
    found = await storage.public_keys(tx)
    if not found:
        await rotate_keys(tx, vault=vault, policy=policy)
        found = await storage.public_keys(tx)
    return [
        {
            "kty": "OKP",
            "crv": "Ed25519",
            "use": "sig",
            "alg": ALGORITHM,
            "kid": key.id,
            "x": urlsafe_b64encode(key.public).rstrip(b"=").decode(),
        }
        for key in found
    ]


async def rotate_keys(tx: Transaction, *, vault: Vault, policy: Policy) -> None:
    """Makes the next key when the newest has had its time, and drops keys that no living token needs."""
    await storage.hold_rotation(tx)
    age_s = await storage.newest_key_age_s(tx)
    if age_s is None:
        await _make_key(tx, vault, lead_s=0)
    elif age_s >= policy.key_period_s:
        await _make_key(tx, vault, lead_s=policy.key_lead_s)
    await storage.retire_keys(tx, kept_s=policy.access_token_s + policy.key_margin_s)


async def _make_key(tx: Transaction, vault: Vault, *, lead_s: int) -> None:
    private = Ed25519PrivateKey.generate()
    await storage.add_key(
        tx,
        id=str(uuid7()),
        sealed=vault.seal(private.private_bytes_raw()),
        public=private.public_key().public_bytes_raw(),
        lead_s=lead_s,
    )
