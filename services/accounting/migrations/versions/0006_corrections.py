"""Corrections above the limit wait for a second person; transfers name who approved them."""

from alembic import op

from ates_chassis.database.migrations import grant

revision = "0006"
down_revision = "0005"

_UP = (
    "ALTER TABLE transfers ADD COLUMN approved_by uuid",
    # NOT VALID: the ledger may have rows of the time before these rules, and they are never changed.
    """
    ALTER TABLE transfers
        ADD CONSTRAINT ck_transfers_not_to_oneself
            CHECK (kind <> 'correction' OR actor_id IS NULL OR actor_id <> user_id) NOT VALID,
        ADD CONSTRAINT ck_transfers_second_person
            CHECK (approved_by IS NULL OR (approved_by <> actor_id AND approved_by <> user_id)) NOT VALID
    """,
    # What was posted today without a second person. Partial, so that fees and rewards do not pay for it.
    """
    CREATE INDEX ix_transfers_unapproved ON transfers (business_day) INCLUDE (actor_id, user_id, amount)
    WHERE kind = 'correction' AND approved_by IS NULL
    """,
    """
    CREATE TABLE pending_corrections (
        id uuid CONSTRAINT pk_pending_corrections PRIMARY KEY,
        user_id uuid NOT NULL,
        delta bigint NOT NULL CONSTRAINT ck_pending_corrections_delta CHECK (delta <> 0),
        reason text NOT NULL,
        reverses uuid CONSTRAINT fk_pending_corrections_reverses REFERENCES transfers (id),
        requested_by uuid NOT NULL,
        requested_at timestamptz NOT NULL DEFAULT ledger_now(),
        expires_at timestamptz NOT NULL,
        state text NOT NULL DEFAULT 'waiting',
        decided_by uuid,
        decided_at timestamptz,
        decision_reason text,
        transfer_id uuid CONSTRAINT fk_pending_corrections_transfer_id REFERENCES transfers (id),
        CONSTRAINT ck_pending_corrections_state
            CHECK (state IN ('waiting', 'approved', 'refused', 'withdrawn', 'expired', 'superseded')),
        CONSTRAINT ck_pending_corrections_expiry CHECK (requested_at < expires_at),
        CONSTRAINT ck_pending_corrections_not_to_oneself CHECK (requested_by <> user_id),
        CONSTRAINT ck_pending_corrections_second_person CHECK (
            state NOT IN ('approved', 'refused') OR (decided_by <> requested_by AND decided_by <> user_id)
        ),
        CONSTRAINT ck_pending_corrections_decided CHECK ((state = 'waiting') = (decided_at IS NULL)),
        CONSTRAINT ck_pending_corrections_posted CHECK ((state = 'approved') = (transfer_id IS NOT NULL))
    )
    """,
    """
    CREATE UNIQUE INDEX uq_pending_corrections_reverses ON pending_corrections (reverses)
    WHERE state = 'waiting' AND reverses IS NOT NULL
    """,
    "CREATE INDEX ix_pending_corrections_waiting ON pending_corrections (id) WHERE state = 'waiting'",
)


def upgrade() -> None:
    for statement in _UP:
        op.execute(statement)
    grant("SELECT, INSERT", "pending_corrections")
    grant(
        "UPDATE (state, decided_by, decided_at, decision_reason, transfer_id)",
        "pending_corrections",
    )
