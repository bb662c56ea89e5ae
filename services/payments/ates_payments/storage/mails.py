"""Mails: claimed by one worker at a time, each with its own state, apart from the payment's."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text

from ates_chassis.database import Transaction
from ates_payments.domain import Mail, Patience

_CLAIM = text(
    """
    WITH claimed AS (
        SELECT payout_id FROM mails WHERE state = 'due' AND next_at <= now()
        ORDER BY next_at, payout_id LIMIT :batch FOR UPDATE SKIP LOCKED
    ), held AS (
        UPDATE mails SET attempts = attempts + 1, next_at = now() + make_interval(secs => :lease_s)
        FROM claimed WHERE mails.payout_id = claimed.payout_id
        RETURNING mails.payout_id, mails.attempts
    )
    SELECT payout_id, held.attempts, email, full_name, COALESCE(erased, false) AS erased, amount, currency, business_day
    FROM held JOIN payouts ON payouts.id = payout_id LEFT JOIN recipients USING (user_id)
    ORDER BY payout_id
    """,
)
_SENT = text(
    "UPDATE mails SET state = 'sent', sent_at = now(), failure = NULL WHERE payout_id = :id AND state = 'due'"
)
_UNDELIVERED = text(
    "UPDATE mails SET state = 'undelivered', failure = :why WHERE payout_id = :id AND state = 'due'"
)
_LATER = text(
    """
    UPDATE mails SET failure = :why, next_at = now() + make_interval(secs => :wait_s)
    WHERE payout_id = :id AND state = 'due'
    """,
)
_UNTRIED = text(
    """
    UPDATE mails SET attempts = attempts - 1, next_at = now()
    WHERE payout_id = ANY(CAST(:ids AS uuid[])) AND state = 'due' AND attempts > 0
    """,
)
_AGAIN = text(
    "UPDATE mails SET state = 'due', attempts = 0, next_at = now(), failure = NULL WHERE payout_id = :id"
)


async def claim(tx: Transaction, patience: Patience) -> list[Mail]:
    rows = await tx.execute(_CLAIM, {"batch": patience.batch, "lease_s": patience.lease_s})
    return [Mail(**row._mapping) for row in rows]  # noqa: SLF001 - public, whatever its name


async def note_sent(tx: Transaction, payout_id: UUID) -> None:
    await tx.execute(_SENT, {"id": payout_id})


async def note_undelivered(tx: Transaction, payout_id: UUID, why: str) -> None:
    await tx.execute(_UNDELIVERED, {"id": payout_id, "why": why})


async def note_later(tx: Transaction, payout_id: UUID, why: str, wait_s: float) -> None:
    await tx.execute(_LATER, {"id": payout_id, "why": why, "wait_s": wait_s})


async def give_back(tx: Transaction, payout_ids: Sequence[UUID]) -> None:
    """Claimed, but not tried: as if they had not been claimed."""
    await tx.execute(_UNTRIED, {"ids": sorted(payout_ids)})


async def send_again(tx: Transaction, payout_id: UUID) -> None:
    await tx.execute(_AGAIN, {"id": payout_id})
