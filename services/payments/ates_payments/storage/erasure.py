"""What payments forgets with an erased person beside address and mails: why no file took a payout, and stored answers."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text

from ates_chassis.database.engine import Transaction

# All their payouts are locked, in id order: whoever files or answers about one comes before, or sees the erasure.
_LOCK = text(
    """
    SELECT FROM payouts WHERE user_id = ANY(CAST(:user_ids AS uuid[])) ORDER BY id FOR NO KEY UPDATE
    """,
)
_FORGET_REASONS = text(
    """
    UPDATE payouts SET file_failure = :why
    WHERE user_id = ANY(CAST(:user_ids AS uuid[])) AND file_failure IS NOT NULL
    """,
)
# Answers live for days, so that their number is small enough to look through all of them.
_FORGET_ANSWERS = text(
    """
    DELETE FROM answers WHERE EXISTS (
        SELECT FROM unnest(CAST(:user_ids AS text[])) AS theirs(id)
        WHERE position(convert_to(theirs.id, 'UTF8') IN body) > 0
    )
    """,
)


async def lock_payouts(tx: Transaction, user_ids: Sequence[UUID]) -> None:
    await tx.execute(_LOCK, {"user_ids": list(user_ids)})


async def forget_file_failures(tx: Transaction, user_ids: Sequence[UUID], why: str) -> None:
    """Payouts that no file could carry say `why` instead of what was said of the person."""
    await tx.execute(_FORGET_REASONS, {"user_ids": list(user_ids), "why": why})


async def forget_answers(tx: Transaction, user_ids: Sequence[UUID]) -> None:
    """A request that is repeated after this is done anew."""
    await tx.execute(_FORGET_ANSWERS, {"user_ids": [str(user_id) for user_id in user_ids]})
