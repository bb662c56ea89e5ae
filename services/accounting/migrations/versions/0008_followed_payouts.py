"""Which payout took the money of a returned one along: found by the ledger's own rows, and told for those there are."""

from alembic import op

revision = "0008"
down_revision = "0007"

TELL_FOLLOWED = """
    INSERT INTO outbox (event_id, type, subject, data)
    SELECT uuidv7(), 'accounting.payout-followed.v1', payout_id::text,
        jsonb_build_object('payout_id', payout_id, 'followed_by', followed_by)
    FROM (
        SELECT back.source_id AS payout_id, COALESCE(
            (SELECT source_id FROM transfers
             WHERE source_id = retried_payout_id(back.source_id) AND kind = 'payout'),
            (SELECT source_id FROM transfers
             WHERE user_id = back.user_id AND kind = 'payout' AND actor_id IS NULL AND business_day >= back.business_day
             ORDER BY business_day LIMIT 1)
        ) AS followed_by
        FROM transfers AS back WHERE kind = 'payout-returned' ORDER BY number
    ) AS returned
    WHERE followed_by IS NOT NULL
    """

_UP = (
    # The id of a retry follows from the payout's: UUIDv8 of RFC 9562 over SHA-256, as `domain.payday.retried_payout_id`.
    """
    CREATE FUNCTION retried_payout_id(payout_id uuid) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
        SELECT encode(
            set_byte(set_byte(hash, 6, get_byte(hash, 6) & 15 | 128), 8, get_byte(hash, 8) & 63 | 128), 'hex'
        )::uuid
        FROM (SELECT substr(sha256(convert_to('retry/' || payout_id, 'UTF8')), 1, 16) AS hash) AS hashed
    $$
    """,
    # Few come back; a close looks for them at each account that it pays.
    "CREATE INDEX ix_transfers_returned ON transfers (user_id, business_day) WHERE kind = 'payout-returned'",
    TELL_FOLLOWED,
)


def upgrade() -> None:
    for statement in _UP:
        op.execute(statement)
