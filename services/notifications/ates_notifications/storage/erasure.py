"""What notifications forgets with an erased person: notices, mails, preferences, and stored answers."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text

from ates_chassis.database.engine import Transaction

# Payouts first and people then, as whoever hears of a payout's end.
_FORGET_PAYOUTS = text(
    """
    WITH theirs AS (
        SELECT id FROM payouts WHERE user_id = ANY(CAST(:user_ids AS uuid[])) ORDER BY id FOR UPDATE
    )
    DELETE FROM payouts USING theirs WHERE payouts.id = theirs.id
    """,
)
_FORGET = (
    text("DELETE FROM emails WHERE user_id = ANY(CAST(:user_ids AS uuid[]))"),
    text("DELETE FROM notices WHERE user_id = ANY(CAST(:user_ids AS uuid[]))"),
    text("DELETE FROM preferences WHERE user_id = ANY(CAST(:user_ids AS uuid[]))"),
)
# Answers live for days, so that their number is small enough to look through all of them.
_FORGET_ANSWERS = text(
    """
    DELETE FROM idempotency_keys WHERE EXISTS (
        SELECT FROM unnest(CAST(:ids AS text[])) AS theirs(id)
        WHERE position(convert_to(theirs.id, 'UTF8') IN body) > 0
    )
    """,
)


async def forget_payouts(tx: Transaction, user_ids: Sequence[UUID]) -> None:
    """Before their rows of people are locked."""
    await tx.execute(_FORGET_PAYOUTS, {"user_ids": list(user_ids)})


async def forget(tx: Transaction, user_ids: Sequence[UUID]) -> None:
    """Whose people are noted as erased already, and held by that."""
    for statement in _FORGET:
        await tx.execute(statement, {"user_ids": list(user_ids)})
    await tx.execute(_FORGET_ANSWERS, {"ids": [str(each) for each in user_ids]})
