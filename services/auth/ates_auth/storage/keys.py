"""Queries on signing keys. The database's clock decides which key is used, so that all processes agree."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from ates_chassis.database import locks
from ates_chassis.database.engine import Transaction
from ates_chassis.database.locks import HeldLock, LockKey


class RotationHeld(HeldLock):
    """Proof that nobody else makes or drops signing keys."""

    KEY = LockKey.KEY_ROTATION


# By `clock_timestamp()`: a transaction that waited for a key to be made is older than that key, and its own time would hide
# it. After the keys whose time has come follow those that wait for theirs: the clock may have gone back behind all of them.
_SIGNING = text(
    """
    SELECT id, sealed_private_key, now() AS now, EXTRACT(EPOCH FROM clock_timestamp() - use_from)::float8 AS age_s
    FROM signing_keys
    ORDER BY use_from <= clock_timestamp() DESC, use_from DESC, id DESC
    """,
)
_PUBLIC = text("SELECT id, public_key FROM signing_keys ORDER BY use_from, id")
_ADD = text(
    """
    INSERT INTO signing_keys (id, sealed_private_key, public_key, use_from)
    VALUES (:id, :sealed, :public, now() + make_interval(secs => :lead_s))
    """,
)
_RETIRE = text(
    """
    DELETE FROM signing_keys WHERE use_from < (
        SELECT max(use_from) FROM signing_keys
        WHERE use_from < now() - make_interval(secs => :kept_s) AND id = ANY(CAST(:usable AS text[]))
    )
    """,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedKey:
    """A key as it is stored, how long it has been in use, and the time of the transaction that looks at it."""

    id: str
    sealed: bytes
    now: datetime
    age_s: float
    """Negative for one that waits for its time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKey:
    id: str
    public: bytes


async def lock_rotation(tx: Transaction) -> RotationHeld:
    return await locks.take(tx, RotationHeld)


async def signing_keys(tx: Transaction) -> Sequence[SealedKey]:
    """All keys, the first to sign with first."""
    return [
        SealedKey(id=row.id, sealed=row.sealed_private_key, now=row.now, age_s=row.age_s)
        for row in await tx.execute(_SIGNING)
    ]


async def public_keys(tx: Transaction) -> Sequence[PublicKey]:
    return [PublicKey(id=row.id, public=row.public_key) for row in await tx.execute(_PUBLIC)]


async def add_key(
    held: RotationHeld,
    *,
    id: str,
    sealed: bytes,
    public: bytes,
    lead_s: int,
) -> None:
    await held.tx.execute(_ADD, {"id": id, "sealed": sealed, "public": public, "lead_s": lead_s})


async def retire_keys(held: RotationHeld, *, usable: Sequence[str], kept_s: int) -> None:
    """Deletes keys that a usable one superseded more than `kept_s` seconds ago."""
    await held.tx.execute(_RETIRE, {"usable": usable, "kept_s": kept_s})
