"""What accounting calls a payout, by which one of a day's close is told from one that was paid again."""

from datetime import date
from hashlib import sha256
from uuid import UUID


def payout_id_of_close(day: date, user_id: UUID) -> UUID:
    """Of the close of `day`, for an employee; UUIDv8 of RFC 9562 over SHA-256, as accounting's `payout_id()` in SQL."""
    digest = bytearray(sha256(f"payout/{day}/{user_id}".encode()).digest()[:16])
    digest[6] = digest[6] & 0x0F | 0x80
    digest[8] = digest[8] & 0x3F | 0x80
    return UUID(bytes=bytes(digest))
