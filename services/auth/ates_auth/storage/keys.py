"""Queries on signing keys. The database's clock decides which key is used, so that all processes agree."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text

from ates_chassis.database import Transaction

_ROTATION_LOCK = 0xA07402

# A transaction that waited for the first key to be made is older than that key, so its own time would hide the key.
_SIGNING = text(
    """
    SELECT id, sealed_private_key, now() AS now FROM signing_keys
    WHERE use_from <= clock_timestamp() ORDER BY use_from DESC, id DESC LIMIT 1
    """,
)
_PUBLIC = text("SELECT id, public_key FROM signing_keys ORDER BY use_from, id")
_ADD = text(
    """
    INSERT INTO signing_keys (id, sealed_private_key, public_key, use_from)
    VALUES (:id, :sealed, :public, now() + make_interval(secs => :lead_s))
    """,
)
_NEWEST_AGE = text("SELECT EXTRACT(EPOCH FROM now() - max(use_from))::float8 FROM signing_keys")
_RETIRE = text(
    """
    DELETE FROM signing_keys WHERE use_from < (
        SELECT max(use_from) FROM signing_keys WHERE use_from < now() - make_interval(secs => :kept_s)
    )
    """,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedKey:
    """The key to sign with, sealed, and the time that it was chosen for."""

    id: str
    sealed: bytes
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKey:
    id: str
    public: bytes


async def hold_rotation(tx: Transaction) -> None:
    await tx.execute(select(func.pg_advisory_xact_lock(_ROTATION_LOCK)))


async def signing_key(tx: Transaction) -> SealedKey | None:
    row = (await tx.execute(_SIGNING)).one_or_none()
    return SealedKey(id=row.id, sealed=row.sealed_private_key, now=row.now) if row else None


async def public_keys(tx: Transaction) -> Sequence[PublicKey]:
    return [PublicKey(id=row.id, public=row.public_key) for row in await tx.execute(_PUBLIC)]


async def newest_key_age_s(tx: Transaction) -> float | None:
    """How long the newest key has been in use; negative for one that waits for its time, nothing for none."""
    age_s: float | None = await tx.scalar(_NEWEST_AGE)
    return age_s


async def add_key(
    tx: Transaction,
    *,
    id: str,
    sealed: bytes,
    public: bytes,
    lead_s: int,
) -> None:
    await tx.execute(_ADD, {"id": id, "sealed": sealed, "public": public, "lead_s": lead_s})


async def retire_keys(tx: Transaction, *, kept_s: int) -> None:
    """Deletes keys that were superseded more than `kept_s` seconds ago."""
    await tx.execute(_RETIRE, {"kept_s": kept_s})
