"""What mail servers said of mails to people who were erased goes, as from now on with the person."""

from alembic import op

revision = "0008"
down_revision = "0007"

FORGET = """
    UPDATE mails
    SET failure = CASE WHEN mails.state = 'undelivered' THEN 'the worker was erased, and with them the address' END
    FROM payouts JOIN recipients USING (user_id)
    WHERE payouts.id = mails.payout_id AND erased AND mails.failure IS NOT NULL
    """


def upgrade() -> None:
    op.execute(FORGET)
