"""Mails: claimed by one worker at a time, each with its own state, apart from the payment's."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from uuid_utils.compat import uuid7

from ates_chassis.database.engine import Transaction
from ates_payments.domain import Mail, RetryPolicy

_CLAIM = text(
    """
    WITH claimed AS (
        SELECT payout_id FROM mails WHERE state = 'due' AND next_at <= now()
        ORDER BY next_at, payout_id LIMIT :batch FOR UPDATE SKIP LOCKED
    ), held AS (
        UPDATE mails SET attempts = attempts + 1, claim_id = :claim_id,
            next_at = now() + make_interval(secs => :lease_s)
        FROM claimed WHERE mails.payout_id = claimed.payout_id
        RETURNING mails.payout_id, mails.attempts
    )
    SELECT payout_id, CAST(:claim_id AS uuid) AS claim_id, held.attempts, email, full_name, COALESCE(erased, false) AS erased, amount, currency, business_day
    FROM held JOIN payouts ON payouts.id = payout_id LEFT JOIN recipients USING (user_id)
    ORDER BY payout_id
    """,
)
# Only its present holder says what became of a mail: another may have claimed it after the lease of the one before.
_HELD = "WHERE payout_id = :id AND state = 'due' AND claim_id = :claim_id"
_SENT = text(
    f"UPDATE mails SET state = 'sent', sent_at = now(), failure = NULL, claim_id = NULL {_HELD}"  # noqa: S608 - a constant
)
_UNDELIVERED = text(
    f"UPDATE mails SET state = 'undelivered', failure = :why, claim_id = NULL {_HELD}"  # noqa: S608 - a constant
)
_LATER = text(
    f"""
    UPDATE mails SET failure = :why, claim_id = NULL, next_at = now() + make_interval(secs => :wait_s) {_HELD}
    """,  # noqa: S608 - a constant
)
_UNTRIED = text(
    """
    UPDATE mails SET attempts = attempts - 1, claim_id = NULL, next_at = now() + make_interval(secs => :wait_s)
    FROM unnest(CAST(:ids AS uuid[]), CAST(:claim_ids AS uuid[])) AS untried(payout_id, claim_id)
    WHERE mails.payout_id = untried.payout_id AND mails.claim_id = untried.claim_id AND state = 'due' AND attempts > 0
    """,
)
_AGAIN = text(
    """
    UPDATE mails SET state = 'due', attempts = 0, next_at = now(), failure = NULL
    WHERE payout_id = :id AND state = 'undelivered'
    """,
)
# Whoever offers such a mail now has nothing to note at it any more. Rows are locked in id order.
_FORGET = text(
    """
    WITH theirs AS (
        SELECT mails.payout_id FROM mails JOIN payouts ON payouts.id = mails.payout_id
        WHERE payouts.user_id = ANY(CAST(:user_ids AS uuid[])) AND mails.state <> 'sent'
        ORDER BY mails.payout_id FOR UPDATE OF mails
    )
    UPDATE mails SET claim_id = NULL, failure = CASE WHEN state = 'undelivered' THEN CAST(:why AS text) END
    FROM theirs WHERE mails.payout_id = theirs.payout_id
    """,
)


async def claim(tx: Transaction, retry_policy: RetryPolicy) -> list[Mail]:
    bounds = {"batch": retry_policy.batch, "lease_s": retry_policy.lease_s}
    rows = await tx.execute(_CLAIM, bounds | {"claim_id": uuid7()})
    return [Mail(**row._mapping) for row in rows]  # noqa: SLF001 - public, whatever its name


def _held(mail: Mail) -> dict[str, UUID]:
    return {"id": mail.payout_id, "claim_id": mail.claim_id}


async def note_sent(tx: Transaction, mail: Mail) -> None:
    await tx.execute(_SENT, _held(mail))


async def note_undelivered(tx: Transaction, mail: Mail, why: str) -> None:
    await tx.execute(_UNDELIVERED, _held(mail) | {"why": why})


async def note_later(tx: Transaction, mail: Mail, why: str, wait_s: float) -> None:
    await tx.execute(_LATER, _held(mail) | {"why": why, "wait_s": wait_s})


async def give_back(tx: Transaction, untried: Sequence[Mail], wait_s: float) -> None:
    """Claimed, but not tried: as if they had not been claimed, but for a while."""
    untried = sorted(untried, key=lambda mail: mail.payout_id)
    ids = {
        "ids": [mail.payout_id for mail in untried],
        "claim_ids": [mail.claim_id for mail in untried],
    }
    await tx.execute(_UNTRIED, ids | {"wait_s": wait_s})


async def send_again(tx: Transaction, payout_id: UUID) -> None:
    await tx.execute(_AGAIN, {"id": payout_id})


async def forget(tx: Transaction, user_ids: Sequence[UUID], why: str) -> None:
    """What was said of mails to these people goes; those that are undelivered say `why` instead."""
    await tx.execute(_FORGET, {"user_ids": list(user_ids), "why": why})
