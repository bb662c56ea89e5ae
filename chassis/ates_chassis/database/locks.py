"""The register of advisory locks: every key that a database of aTES knows, and the proof of holding one.

A function that needs a lock takes the proof of it, which nothing but taking the lock gives.
"""

from enum import IntEnum, unique
from typing import ClassVar, Final, TypeVar

from sqlalchemy import text

from ates_chassis.database.engine import Transaction


@unique
class LockKey(IntEnum):
    """Each counts in the database of one service. Keys are never used again for something else."""

    # Of a session, whoever owns the database.
    RELAY = 0x0A7E5
    """Who publishes the service's events."""
    MIGRATION = 0x0A7E6
    """Who migrates the database."""
    REBUILD = 0x0A7E8
    """Who makes the figures of analytics anew."""

    # Of a transaction.
    LEDGER = 0x1ED6E201
    """Accounting: who posts."""
    ASSIGNEES = 0x7A5C01
    """Tasks: shared by whoever draws, held alone by whoever changes who may be drawn."""
    REASSIGNMENT = 0x7A5C02
    """Tasks: who reassigns all tasks."""
    FIGURES = 0xF16
    """Analytics: who takes in facts; of each schema apart, since a rebuild fills one beside."""
    FIRST_USERS = 0xA07401
    """Auth: who looks whether anybody is there yet."""
    KEY_ROTATION = 0xA07402
    """Auth: who makes and drops signing keys."""
    BANK_FILES = 0x0F11E501
    """Payments: who makes a bank file."""
    WEBHOOKS = 0x3EB400C5
    """Notifications: who adds a webhook."""


TRY_SESSION = "SELECT pg_try_advisory_lock({key:d})"
END_SESSION = "SELECT pg_advisory_unlock({key:d})"
IN_SCHEMA = "SELECT pg_advisory_xact_lock({key:d}, hashtext('{schema}'))"
"""The statements of those who have a connection of their own, to be filled in with a key."""

_ALONE = text("SELECT pg_advisory_xact_lock(:key)")
_SHARED = text("SELECT pg_advisory_xact_lock_shared(:key)")
_ALONE_IN_SCHEMA = text("SELECT pg_advisory_xact_lock(:key, hashtext(current_schema()))")
_TAKEN: Final = object()


class LockGoneError(RuntimeError):
    """The transaction whose lock is shown has ended."""


class HeldLock:
    """Proof that a lock is held by a transaction, to its end. Only the functions below make one.

    Raises TypeError for whoever makes one without taking the lock.
    """

    KEY: ClassVar[LockKey]

    def __init__(self, tx: Transaction, *, by: object) -> None:
        if by is not _TAKEN:
            raise TypeError(f"{type(self).__name__} comes from taking the lock alone")
        self._tx = tx

    @property
    def tx(self) -> Transaction:
        """The transaction that holds it. Raises LockGoneError once that has ended."""
        if not self._tx.in_transaction():
            raise LockGoneError(type(self).__name__)
        return self._tx


Held = TypeVar("Held", bound=HeldLock)


async def take(tx: Transaction, kind: type[Held]) -> Held:
    """Waits until nobody else has it."""
    await tx.execute(_ALONE, {"key": int(kind.KEY)})
    return kind(tx, by=_TAKEN)


async def share(tx: Transaction, kind: type[Held]) -> Held:
    """Waits until nobody has it alone."""
    await tx.execute(_SHARED, {"key": int(kind.KEY)})
    return kind(tx, by=_TAKEN)


async def take_in_schema(tx: Transaction, kind: type[Held]) -> Held:
    """Like `take`, apart from those who work in another schema of the database."""
    await tx.execute(_ALONE_IN_SCHEMA, {"key": int(kind.KEY)})
    return kind(tx, by=_TAKEN)
