"""Bank files as they were rendered, what became of them, which days are closed, and who ended a payout by hand."""

from alembic import op

from ates_chassis.database.migrations import grant

revision = "0003"
down_revision = "0002"

_UP = (
    # Nobody knows of an older file whether somebody carried it to the bank, so it counts as if.
    """
    ALTER TABLE bank_files
        ADD COLUMN state text NOT NULL DEFAULT 'handed-over'
            CONSTRAINT ck_bank_files_state CHECK (state IN ('made', 'handed-over', 'withdrawn')),
        ADD COLUMN execution_date date,
        ADD COLUMN handed_over_at timestamptz,
        ADD COLUMN handed_over_by uuid,
        ADD COLUMN withdrawn_at timestamptz,
        ADD COLUMN withdrawn_by uuid,
        ADD COLUMN withdrawal_reason text,
        ADD CONSTRAINT ck_bank_files_withdrawn CHECK ((state = 'withdrawn') = (withdrawal_reason IS NOT NULL))
    """,
    "ALTER TABLE bank_files ALTER COLUMN state SET DEFAULT 'made'",
    """
    CREATE TABLE bank_file_contents (
        file_id uuid CONSTRAINT pk_bank_file_contents PRIMARY KEY
            CONSTRAINT fk_bank_file_contents_file_id REFERENCES bank_files,
        content bytea NOT NULL,
        sha256 bytea NOT NULL CONSTRAINT ck_bank_file_contents_sha256 CHECK (sha256 = sha256(content))
    )
    """,
    """
    CREATE TABLE closed_days (
        business_day date CONSTRAINT pk_closed_days PRIMARY KEY,
        currency text NOT NULL,
        payouts integer NOT NULL,
        amount bigint NOT NULL,
        received_at timestamptz NOT NULL DEFAULT now()
    )
    """,
    """
    ALTER TABLE payouts
        ADD COLUMN ended_by uuid,
        ADD COLUMN file_attempts integer NOT NULL DEFAULT 0,
        ADD COLUMN file_failure text,
        ADD COLUMN file_after timestamptz NOT NULL DEFAULT '-infinity'
    """,
)


def upgrade() -> None:
    for statement in _UP:
        op.execute(statement)
    grant(
        "UPDATE (state, handed_over_at, handed_over_by, withdrawn_at, withdrawn_by, withdrawal_reason)",
        "bank_files",
    )
    # What was rendered is never changed, not even by the service itself.
    grant("SELECT, INSERT", "bank_file_contents", "closed_days")
