"""Payouts that were paid again are told from those of a close, where a bank file may still wait for them."""

from alembic import op

revision = "0011"
down_revision = "0010"

# Of days that may still await a file. The id of a close's payout follows from day and worker, as accounting says.
MARK = """
    UPDATE payouts SET of_close = false
    FROM (
        SELECT id, substr(sha256(convert_to(
            'payout/' || to_char(business_day, 'YYYY-MM-DD') || '/' || user_id, 'UTF8')), 1, 16) AS hash
        FROM payouts WHERE business_day IN (SELECT business_day FROM payouts WHERE state IN ('due', 'sent'))
    ) AS hashed
    WHERE payouts.id = hashed.id AND payouts.id <> encode(
        set_byte(set_byte(hash, 6, get_byte(hash, 6) & 15 | 128), 8, get_byte(hash, 8) & 63 | 128), 'hex'
    )::uuid
    """


def upgrade() -> None:
    op.execute(MARK)
