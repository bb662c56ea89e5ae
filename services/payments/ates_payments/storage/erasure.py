"""What payments forgets with an erased person beside address and mails: what was said of their payouts, and stored answers.

Why one failed, also in the archive of events; why no file took one, and why a file with one was withdrawn.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text

from ates_chassis.database.engine import Transaction
from ates_payments.domain import FORGOTTEN, NOT_FILED
from ates_payments.domain.bank_files import ENDED_OTHERWISE

# Files before payouts, each in id order, as whoever withdraws or settles a file. All of theirs, so that nobody withdraws one
# between the look at it and the end of the transaction; and the withdrawn ones that `_FORGET_WITHDRAWALS` may change, which
# somebody may hold who is about to lock a payout that was in one.
_LOCK_FILES = text(
    """
    SELECT FROM bank_files
    WHERE id IN (SELECT file_id FROM payouts WHERE user_id = ANY(CAST(:user_ids AS uuid[])))
        OR state = 'withdrawn' AND (business_day, currency) IN (
            SELECT business_day, currency FROM payouts
            WHERE user_id = ANY(CAST(:user_ids AS uuid[])) AND provider = 'manual'
        )
    ORDER BY id FOR NO KEY UPDATE
    """,
)
# Whoever files, ends or answers about one comes before, or sees the erasure.
_LOCK = text(
    """
    SELECT FROM payouts WHERE user_id = ANY(CAST(:user_ids AS uuid[])) ORDER BY id FOR NO KEY UPDATE
    """,
)
_FORGET_REASONS = text(
    """
    UPDATE payouts SET failure = CASE WHEN failure IS NOT NULL THEN CAST(:why AS text) END,
        file_failure = CASE WHEN file_failure IS NOT NULL THEN CAST(:not_filed AS text) END
    WHERE user_id = ANY(CAST(:user_ids AS uuid[])) AND (failure IS NOT NULL OR file_failure IS NOT NULL)
    """,
)
# In the order of ids, as the relay claims and marks them.
_REDACT_ARCHIVE = text(
    """
    WITH told AS (
        SELECT outbox.id FROM outbox JOIN payouts ON outbox.subject = payouts.id::text
        WHERE payouts.user_id = ANY(CAST(:user_ids AS uuid[])) AND payouts.state = 'failed'
            AND outbox.type = 'payments.payment-failed.v1'
        ORDER BY outbox.id FOR UPDATE OF outbox
    )
    UPDATE outbox SET data = data || jsonb_build_object('reason', CAST(:why AS text))
    FROM told WHERE outbox.id = told.id
    """,
)
# What was open left a withdrawn file, whose content alone still says whom it was to pay; one of before 0.1.0 may have none.
_FORGET_WITHDRAWALS = text(
    """
    UPDATE bank_files AS file SET withdrawal_reason = :why
    FROM (
        SELECT DISTINCT business_day, currency, user_id FROM payouts
        WHERE user_id = ANY(CAST(:user_ids AS uuid[])) AND provider = 'manual'
    ) AS paid
    WHERE file.state = 'withdrawn' AND withdrawal_reason NOT IN (:why, :ended_otherwise)
        AND file.business_day = paid.business_day AND file.currency = paid.currency AND COALESCE((
            SELECT position(convert_to(replace(paid.user_id::text, '-', ''), 'UTF8') IN content) > 0
            FROM bank_file_contents WHERE file_id = file.id
        ), true)
    RETURNING file.id
    """,
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


async def lock(tx: Transaction, user_ids: Sequence[UUID]) -> None:
    """Their payouts, and the bank files that these are in."""
    theirs = {"user_ids": list(user_ids)}
    await tx.execute(_LOCK_FILES, theirs)
    await tx.execute(_LOCK, theirs)


async def forget_reasons(tx: Transaction, user_ids: Sequence[UUID]) -> list[UUID]:
    """What was said of their payouts. Returns the bank files of which it was said."""
    theirs = {"user_ids": list(user_ids)}
    await tx.execute(_FORGET_REASONS, theirs | {"why": FORGOTTEN, "not_filed": NOT_FILED})
    await tx.execute(_REDACT_ARCHIVE, theirs | {"why": FORGOTTEN})
    params = {"why": FORGOTTEN, "ended_otherwise": ENDED_OTHERWISE}
    return list((await tx.scalars(_FORGET_WITHDRAWALS, theirs | params)).all())


async def forget_answers(tx: Transaction, ids: Sequence[UUID]) -> None:
    """Those with these ids of people and files in them; a request that is repeated after this is done anew."""
    await tx.execute(_FORGET_ANSWERS, {"ids": [str(each) for each in ids]})
