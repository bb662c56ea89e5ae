"""The ledger: business days, priced tasks, accounts, and transfers that nobody may change."""

from alembic import op

from ates_chassis.database.chassis_tables import create_chassis_tables
from ates_chassis.database.migrations import grant

revision = "0001"
down_revision = None

_UP = (
    """
    CREATE TABLE business_days (
        day date CONSTRAINT pk_business_days PRIMARY KEY,
        opens_at timestamptz NOT NULL,
        closes_at timestamptz NOT NULL,
        CONSTRAINT ck_business_days_bounds CHECK (opens_at < closes_at),
        CONSTRAINT ex_business_days_overlap EXCLUDE USING gist (tstzrange(opens_at, closes_at) WITH &&)
    )
    """,
    """
    CREATE TABLE tasks (
        id uuid CONSTRAINT pk_tasks PRIMARY KEY,
        fee bigint NOT NULL CONSTRAINT ck_tasks_fee CHECK (fee BETWEEN 1000 AND 2000),
        reward bigint NOT NULL CONSTRAINT ck_tasks_reward CHECK (reward BETWEEN 2000 AND 4000),
        priced_at timestamptz NOT NULL DEFAULT now(),
        title text,
        jira_key text
    )
    """,
    """
    CREATE TABLE accounts (
        id uuid CONSTRAINT pk_accounts PRIMARY KEY,
        balance bigint NOT NULL DEFAULT 0
    ) WITH (fillfactor = 60)
    """,
    """
    CREATE TABLE transfers (
        id uuid CONSTRAINT pk_transfers PRIMARY KEY,
        number bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT uq_transfers_number UNIQUE,
        source_id uuid NOT NULL,
        kind text NOT NULL CONSTRAINT ck_transfers_kind
            CHECK (kind IN ('fee', 'reward', 'payout', 'payout-returned', 'correction')),
        debited uuid NOT NULL,
        credited uuid NOT NULL,
        amount bigint NOT NULL CONSTRAINT ck_transfers_amount CHECK (amount > 0),
        user_id uuid NOT NULL CONSTRAINT fk_transfers_user_id REFERENCES accounts (id),
        delta bigint GENERATED ALWAYS AS (CASE WHEN credited = user_id THEN amount ELSE -amount END) STORED,
        balance_after bigint NOT NULL,
        business_day date NOT NULL CONSTRAINT fk_transfers_business_day REFERENCES business_days (day),
        posted_at timestamptz NOT NULL DEFAULT now(),
        occurred_at timestamptz NOT NULL,
        description text NOT NULL,
        task_id uuid CONSTRAINT fk_transfers_task_id REFERENCES tasks (id),
        reverses uuid CONSTRAINT fk_transfers_reverses REFERENCES transfers (id),
        actor_id uuid,
        traceparent text,
        CONSTRAINT uq_transfers_source_id_kind UNIQUE (source_id, kind),
        CONSTRAINT ck_transfers_two_accounts CHECK (debited <> credited),
        CONSTRAINT ck_transfers_worker CHECK (user_id IN (debited, credited))
    )
    """,
    "CREATE INDEX ix_transfers_user_id ON transfers (user_id, number)",
    "CREATE INDEX ix_transfers_business_day ON transfers (business_day, kind) INCLUDE (amount)",
    "CREATE UNIQUE INDEX uq_transfers_reverses ON transfers (reverses) WHERE reverses IS NOT NULL",
    # The grants keep the service from changing a transfer; the trigger keeps everybody, its owner included.
    """
    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the ledger is never changed: correct it by a reversing transfer'
            USING ERRCODE = 'restrict_violation';
    END $$
    """,
    """
    CREATE TRIGGER transfers_are_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON transfers
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
    """,
)


def upgrade() -> None:
    create_chassis_tables()
    for statement in _UP:
        op.execute(statement)
    grant("SELECT, INSERT", "business_days", "tasks", "transfers")
    grant("SELECT, INSERT, UPDATE", "accounts")
    grant("UPDATE (title, jira_key)", "tasks")
