"""What the key secret is used for: sealing private keys, and deriving the successor of a refresh token.

A successor follows from its predecessor and the secret. So the same one can be given to a second tab, although the
database holds digests only, and nobody without the secret can compute it.
"""

import hashlib
import hmac
import secrets

from cryptography.fernet import Fernet

_REFRESH_BYTES = 32
_SUCCESSOR_LABEL = b"ates refresh token successor v1"


class KeyCipher:
    def __init__(self, key_secret: str) -> None:
        self._fernet = Fernet(key_secret)
        self._successors = hmac.digest(key_secret.encode(), _SUCCESSOR_LABEL, "sha256")

    def seal(self, private: bytes) -> bytes:
        return self._fernet.encrypt(private)

    def open(self, sealed: bytes) -> bytes:
        return self._fernet.decrypt(sealed)

    def successor(self, refresh_token: str) -> str:
        return hmac.digest(self._successors, refresh_token.encode(), "sha256").hex()


def new_refresh_token() -> str:
    return secrets.token_hex(_REFRESH_BYTES)


def digest_text(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def digest(refresh_token: str) -> bytes:
    return hashlib.sha256(refresh_token.encode()).digest()
