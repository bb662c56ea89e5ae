"""Corrections that wait for a second person, and what was posted today without one."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Row, case, func, select, text

from ates_accounting.domain.corrections import PendingCorrection, PendingState, Usage
from ates_accounting.domain.ledger import Posting
from ates_accounting.storage.tables import pending_corrections
from ates_chassis.database.engine import Transaction
from ates_chassis.database.sessions import ReadSession
from ates_chassis.http.paging import Window

# From the day that the clock shows on: closing a day early opens the next one, but gives nobody a second allowance.
_USAGE = text(
    """
    SELECT COALESCE(sum(amount) FILTER (WHERE actor_id = :poster), 0)::bigint AS by_poster,
        COALESCE(sum(amount) FILTER (WHERE user_id = :beneficiary), 0)::bigint AS to_beneficiary
    FROM transfers
    WHERE kind = 'correction' AND approved_by IS NULL AND (actor_id = :poster OR user_id = :beneficiary)
        AND business_day >= (SELECT min(day) FROM business_days WHERE closes_at > ledger_now())
    """,
)
_EXPIRE = text(
    """
    UPDATE pending_corrections SET state = 'expired', decided_at = expires_at
    WHERE state = 'waiting' AND expires_at <= ledger_now()
    """,
)
_SUPERSEDE = text(
    """
    UPDATE pending_corrections SET state = 'superseded', decided_by = :by, decided_at = ledger_now()
    WHERE state = 'waiting' AND reverses = :transfer_id
    """,
)
_WAITING = text(
    """
    SELECT count(*) FILTER (WHERE requested_by = :by) AS of_requester,
        COALESCE(bool_or(reverses = CAST(:reverses AS uuid)), false) AS same_reversal
    FROM pending_corrections WHERE state = 'waiting'
    """,
)

# A correction expires by itself: no job has to run at that moment.
_is_overdue = (pending_corrections.c.state == "waiting") & (
    pending_corrections.c.expires_at <= func.ledger_now()
)
_state = case((_is_overdue, "expired"), else_=pending_corrections.c.state)
_decided_at = case(
    (_is_overdue, pending_corrections.c.expires_at), else_=pending_corrections.c.decided_at
)
_EFFECTIVE = {"state": _state, "decided_at": _decided_at}
_SHOWN = [
    _EFFECTIVE[each.name].label(each.name) if each.name in _EFFECTIVE else each
    for each in pending_corrections.c
]


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many corrections of a person wait, and whether one of anybody waits to reverse a certain transfer."""

    of_requester: int
    same_reversal: bool


async def usage(tx: ReadSession, *, poster: UUID, beneficiary: UUID) -> Usage:
    """Sound only while the ledger is held; otherwise what it was a moment ago."""
    row = (await tx.execute(_USAGE, {"poster": poster, "beneficiary": beneficiary})).one()
    return Usage(by_poster=row.by_poster, to_beneficiary=row.to_beneficiary)


async def expire(tx: Transaction) -> None:
    """Stores of each overdue correction that it expired."""
    await tx.execute(_EXPIRE)


async def waiting(tx: Transaction, *, by: UUID, reverses: UUID | None) -> Waiting:
    row = (await tx.execute(_WAITING, {"by": by, "reverses": reverses})).one()
    return Waiting(row.of_requester, row.same_reversal)


async def add(tx: Transaction, posting: Posting, *, id_: UUID, expires_at: datetime) -> None:
    await tx.execute(
        pending_corrections.insert().values(
            id=id_,
            user_id=posting.user_id,
            delta=posting.delta,
            reason=posting.description,
            reverses=posting.reverses,
            requested_by=posting.actor_id,
            requested_at=posting.occurred_at,
            expires_at=expires_at,
        )
    )


async def pending(tx: ReadSession, correction_id: UUID) -> PendingCorrection | None:
    query = select(*_SHOWN).where(pending_corrections.c.id == correction_id)
    row = (await tx.execute(query)).one_or_none()
    return _pending(row) if row else None


async def pending_for_update(tx: Transaction, correction_id: UUID) -> PendingCorrection | None:
    """Waits for whoever decides on it at this moment, and sees how they decided."""
    query = select(*_SHOWN).where(pending_corrections.c.id == correction_id).with_for_update()
    row = (await tx.execute(query)).one_or_none()
    return _pending(row) if row else None


async def pending_page(
    tx: ReadSession, state: PendingState | None, window: Window, *, decidable_by: UUID | None = None
) -> list[PendingCorrection]:
    """Newest first, with one row more than the page has to tell whether there is a next."""
    columns = pending_corrections.c
    query = select(*_SHOWN).order_by(columns.id.desc()).limit(window.limit + 1)
    if state is not None:
        query = query.where(_state == state)
    if state == "waiting":
        # The same once more, in the words of the partial index.
        query = query.where(columns.state == "waiting")
    if decidable_by is not None:
        others = (columns.requested_by != decidable_by, columns.user_id != decidable_by)
        query = query.where(*others)
    after = window.key(UUID)
    if after is not None:
        query = query.where(columns.id < after[0])
    return [_pending(row) for row in await tx.execute(query)]


async def decide(
    tx: Transaction,
    correction_id: UUID,
    *,
    state: PendingState,
    by: UUID,
    reason: str | None = None,
    transfer_id: UUID | None = None,
) -> None:
    """Stores how a waiting correction ended. Its row must be locked."""
    await tx.execute(
        pending_corrections.update()
        .where(pending_corrections.c.id == correction_id)
        .values(
            state=state,
            decided_by=by,
            decided_at=func.ledger_now(),
            decision_reason=reason,
            transfer_id=transfer_id,
        )
    )


async def supersede(tx: Transaction, transfer_id: UUID, *, by: UUID) -> None:
    """Ends what waits to reverse a transfer that was reversed now."""
    await tx.execute(_SUPERSEDE, {"transfer_id": transfer_id, "by": by})


def _pending(row: Row[tuple[object, ...]]) -> PendingCorrection:
    return PendingCorrection(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
