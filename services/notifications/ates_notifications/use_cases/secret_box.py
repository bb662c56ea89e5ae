"""What the notices' secret is used for: sealing the secrets of webhooks, and signing the links that end mails."""

import hmac

from cryptography.fernet import Fernet, InvalidToken

_LINKS_LABEL = b"ates unsubscribe links v1"


class SecretLostError(Exception):
    """A secret was sealed with another secret than today's; a new one must be made."""


class SecretBox:
    def __init__(self, notice_secret: str) -> None:
        self._fernet = Fernet(notice_secret)
        self.link_key = hmac.digest(notice_secret.encode(), _LINKS_LABEL, "sha256")

    def seal(self, secret: bytes) -> bytes:
        return self._fernet.encrypt(secret)

    def open(self, sealed: bytes) -> bytes:
        """Raises SecretLostError."""
        try:
            return self._fernet.decrypt(sealed)
        except InvalidToken as error:
            raise SecretLostError(
                "the webhook's secret cannot be opened; make a new one"
            ) from error
