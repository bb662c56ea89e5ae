"""Payday: how far the close of each day has come, and a clock of the ledger's own."""

from alembic import op

from ates_chassis.database.migrations import grant

revision = "0002"
down_revision = "0001"

_UP = (
    # One place to look at the clock for money. It is the database's; a test may put another in its place.
    "CREATE FUNCTION ledger_now() RETURNS timestamptz LANGUAGE sql STABLE AS 'SELECT now()'",
    "ALTER TABLE transfers ALTER COLUMN posted_at SET DEFAULT ledger_now()",
    # The id of a payout follows from its day and its worker: UUIDv8 of RFC 9562 over SHA-256.
    """
    CREATE FUNCTION payout_id(day date, user_id uuid) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
        SELECT encode(
            set_byte(set_byte(hash, 6, get_byte(hash, 6) & 15 | 128), 8, get_byte(hash, 8) & 63 | 128), 'hex'
        )::uuid
        FROM (
            SELECT substr(sha256(convert_to('payout/' || to_char(day, 'YYYY-MM-DD') || '/' || user_id, 'UTF8')), 1, 16)
                AS hash
        ) AS hashed
    $$
    """,
    """
    ALTER TABLE business_days
        ADD COLUMN state text NOT NULL DEFAULT 'open'
            CONSTRAINT ck_business_days_state CHECK (state IN ('open', 'closing', 'closed')),
        ADD COLUMN paid_up_to uuid,
        ADD COLUMN payouts bigint NOT NULL DEFAULT 0,
        ADD COLUMN amount bigint NOT NULL DEFAULT 0
    """,
    "CREATE INDEX ix_transfers_user_id_business_day ON transfers (user_id, business_day) INCLUDE (delta)",
)


def upgrade() -> None:
    for statement in _UP:
        op.execute(statement)
    grant("UPDATE (state, paid_up_to, payouts, amount)", "business_days")
