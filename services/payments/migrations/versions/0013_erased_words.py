"""Why payouts of erased people failed, and why files with them were withdrawn, goes as from now on with the person.

What was said of one payout is no longer said of its file as well.
"""

from alembic import op

revision = "0013"
down_revision = "0012"

FORGET = (
    """
    UPDATE bank_files SET withdrawal_reason = 'one of its payouts ended otherwise'
    WHERE starts_with(withdrawal_reason, 'one of its payouts ended otherwise: ')
    """,
    """
    UPDATE payouts SET failure = 'forgotten with the worker, who was erased'
    FROM recipients
    WHERE recipients.user_id = payouts.user_id AND erased AND failure IS NOT NULL
    """,
    """
    UPDATE outbox SET data = data || jsonb_build_object('reason', 'forgotten with the worker, who was erased')
    FROM payouts JOIN recipients USING (user_id)
    WHERE erased AND payouts.state = 'failed' AND outbox.subject = payouts.id::text
        AND outbox.type = 'payments.payment-failed.v1'
    """,
    """
    UPDATE bank_files AS file SET withdrawal_reason = 'forgotten with the worker, who was erased'
    FROM (
        SELECT DISTINCT business_day, currency, user_id FROM payouts JOIN recipients USING (user_id)
        WHERE erased AND provider = 'manual'
    ) AS paid
    WHERE file.state = 'withdrawn' AND withdrawal_reason <> 'one of its payouts ended otherwise'
        AND file.business_day = paid.business_day AND file.currency = paid.currency AND COALESCE((
            SELECT position(convert_to(replace(paid.user_id::text, '-', ''), 'UTF8') IN content) > 0
            FROM bank_file_contents WHERE file_id = file.id
        ), true)
    """,
)


def upgrade() -> None:
    for statement in FORGET:
        op.execute(statement)
