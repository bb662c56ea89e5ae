"""Payouts with their mails, the recipients, bank files, and the memory of the simulated provider."""

from alembic import op

from ates_chassis.database.chassis_tables import create_chassis_tables
from ates_chassis.database.migrations import grant

revision = "0001"
down_revision = None

_UP = (
    """
    CREATE TABLE bank_files (
        id uuid CONSTRAINT pk_bank_files PRIMARY KEY DEFAULT uuidv7(),
        business_day date NOT NULL,
        currency text NOT NULL,
        payouts integer NOT NULL CONSTRAINT ck_bank_files_payouts CHECK (payouts > 0),
        amount bigint NOT NULL CONSTRAINT ck_bank_files_amount CHECK (amount > 0),
        created_at timestamptz NOT NULL DEFAULT now()
    )
    """,
    """
    CREATE TABLE payouts (
        id uuid CONSTRAINT pk_payouts PRIMARY KEY,
        user_id uuid NOT NULL,
        business_day date NOT NULL,
        amount bigint NOT NULL CONSTRAINT ck_payouts_amount CHECK (amount > 0),
        currency text NOT NULL CONSTRAINT ck_payouts_currency CHECK (currency ~ '^[A-Z]{3}$'),
        state text NOT NULL DEFAULT 'due'
            CONSTRAINT ck_payouts_state CHECK (state IN ('due', 'sent', 'settled', 'failed')),
        provider text,
        reference text,
        failure text,
        attempts integer NOT NULL DEFAULT 0,
        next_at timestamptz NOT NULL DEFAULT now(),
        received_at timestamptz NOT NULL DEFAULT now(),
        sent_at timestamptz,
        ended_at timestamptz,
        file_id uuid CONSTRAINT fk_payouts_file_id REFERENCES bank_files,
        traceparent text,
        CONSTRAINT ck_payouts_due CHECK ((state = 'due') = (sent_at IS NULL)),
        CONSTRAINT ck_payouts_settled CHECK (state <> 'settled' OR reference IS NOT NULL),
        CONSTRAINT ck_payouts_failed CHECK ((state = 'failed') = (failure IS NOT NULL))
    )
    """,
    "CREATE INDEX ix_payouts_business_day ON payouts (business_day, id)",
    "CREATE INDEX ix_payouts_user_id ON payouts (user_id, business_day)",
    "CREATE INDEX ix_payouts_open ON payouts (state, next_at) WHERE state IN ('due', 'sent')",
    "CREATE INDEX ix_payouts_file_id ON payouts (file_id) WHERE file_id IS NOT NULL",
    """
    CREATE INDEX ix_payouts_unfiled ON payouts (business_day, currency)
    WHERE provider = 'manual' AND state = 'sent' AND file_id IS NULL
    """,
    """
    CREATE TABLE mails (
        payout_id uuid CONSTRAINT pk_mails PRIMARY KEY CONSTRAINT fk_mails_payout_id REFERENCES payouts,
        state text NOT NULL DEFAULT 'due'
            CONSTRAINT ck_mails_state CHECK (state IN ('due', 'sent', 'undelivered')),
        attempts integer NOT NULL DEFAULT 0,
        next_at timestamptz NOT NULL DEFAULT now(),
        failure text,
        sent_at timestamptz,
        CONSTRAINT ck_mails_undelivered CHECK (state <> 'undelivered' OR failure IS NOT NULL)
    )
    """,
    "CREATE INDEX ix_mails_due ON mails (next_at) WHERE state = 'due'",
    "CREATE INDEX ix_mails_undelivered ON mails (payout_id) WHERE state = 'undelivered'",
    """
    CREATE TABLE recipients (
        user_id uuid CONSTRAINT pk_recipients PRIMARY KEY,
        email text,
        full_name text,
        erased boolean NOT NULL,
        version bigint NOT NULL,
        CONSTRAINT ck_recipients_erased CHECK (NOT erased OR (email IS NULL AND full_name IS NULL))
    )
    """,
    """
    CREATE TABLE simulated_payments (
        payout_id uuid CONSTRAINT pk_simulated_payments PRIMARY KEY,
        amount bigint NOT NULL,
        currency text NOT NULL,
        failure text,
        settles_at timestamptz NOT NULL
    )
    """,
)


def upgrade() -> None:
    create_chassis_tables()
    for statement in _UP:
        op.execute(statement)
    grant("SELECT, INSERT, UPDATE", "payouts", "mails", "recipients")
    grant("SELECT, INSERT", "bank_files", "simulated_payments")
