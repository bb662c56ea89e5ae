"""Links by which somebody ends mails without signing in: signed, for one person and one kind, and good for nothing else."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64Error
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final
from uuid import UUID

from ates_chassis.shared.errors import NotFoundError
from ates_notifications.domain import NoticeKind

# These stand in links of mails that were sent: they never change.
_NUMBERS: Final[Mapping[NoticeKind | None, int]] = MappingProxyType(
    {
        None: 0,
        "task-given": 1,
        "task-taken": 2,
        "reward": 3,
        "correction": 4,
        "payout-due": 5,
        "payout-settled": 6,
        "payout-failed": 7,
    }
)
_KINDS: Final = MappingProxyType({number: kind for kind, number in _NUMBERS.items()})
_LABEL: Final = b"ates unsubscribe v1"
_SIGNATURE_BYTES: Final = 16
_BYTES: Final = 16 + 1 + _SIGNATURE_BYTES
_PREFIX: Final = "u"


class NoSuchLinkError(NotFoundError):
    code = "no-such-link"


@dataclass(frozen=True, slots=True)
class Unsubscription:
    """Which mails end, and whose; without a kind, the daily mail."""

    user_id: UUID
    kind: NoticeKind | None

    def token(self, key: bytes) -> str:
        content = self.user_id.bytes + bytes([_NUMBERS[self.kind]])
        return _PREFIX + urlsafe_b64encode(content + _signature(key, content)).decode()

    @classmethod
    def of(cls, token: str, key: bytes) -> "Unsubscription":
        """Raises NoSuchLinkError for whatever was not signed with the key."""
        try:
            content = urlsafe_b64decode(token.removeprefix(_PREFIX).encode())
        except (ValueError, NotBase64Error):
            content = b""
        named, signature = content[:-_SIGNATURE_BYTES], content[-_SIGNATURE_BYTES:]
        is_ours = hmac.compare_digest(signature, _signature(key, named))
        unsubscription = _read(named) if is_ours and len(content) == _BYTES else None
        if unsubscription is None or not hmac.compare_digest(
            token.encode(), unsubscription.token(key).encode()
        ):
            raise NoSuchLinkError("this link is not good")
        return unsubscription


def _read(named: bytes) -> Unsubscription | None:
    number = named[-1]
    return Unsubscription(UUID(bytes=named[:-1]), _KINDS[number]) if number in _KINDS else None


def _signature(key: bytes, content: bytes) -> bytes:
    return hmac.digest(key, _LABEL + content, "sha256")[:_SIGNATURE_BYTES]
