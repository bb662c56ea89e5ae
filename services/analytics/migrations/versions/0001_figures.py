"""Facts by their natural keys, and the figures that are made of them."""

from alembic import op

from ates_chassis.database.chassis_tables import create_chassis_tables
from ates_chassis.database.migrations import grant

revision = "0001"
down_revision = None

_UP = (
    """
    CREATE TABLE tasks (
        id uuid CONSTRAINT pk_tasks PRIMARY KEY,
        title text,
        jira_key text,
        created_at timestamptz,
        completed_at timestamptz,
        completed_day date,
        fee bigint,
        reward bigint,
        CONSTRAINT ck_tasks_completed CHECK ((completed_at IS NULL) = (completed_day IS NULL))
    ) WITH (fillfactor = 70)
    """,
    """
    CREATE INDEX ix_tasks_completed_day ON tasks (completed_day, reward DESC NULLS LAST, completed_at, id)
    INCLUDE (created_at) WHERE completed_day IS NOT NULL
    """,
    """
    CREATE TABLE assignments (
        task_id uuid NOT NULL,
        number integer NOT NULL,
        cause text NOT NULL,
        day date NOT NULL,
        CONSTRAINT pk_assignments PRIMARY KEY (task_id, number)
    )
    """,
    """
    CREATE TABLE transfers (
        id uuid CONSTRAINT pk_transfers PRIMARY KEY,
        user_id uuid NOT NULL,
        kind text NOT NULL,
        delta bigint NOT NULL,
        business_day date NOT NULL
    )
    """,
    """
    CREATE TABLE balances (
        user_id uuid CONSTRAINT pk_balances PRIMARY KEY,
        balance bigint NOT NULL
    ) WITH (fillfactor = 60)
    """,
    "CREATE INDEX ix_balances_negative ON balances (balance, user_id) WHERE balance < 0",
    """
    CREATE TABLE days (
        day date CONSTRAINT pk_days PRIMARY KEY,
        fees bigint NOT NULL DEFAULT 0,
        rewards bigint NOT NULL DEFAULT 0,
        created bigint NOT NULL DEFAULT 0,
        completed bigint NOT NULL DEFAULT 0,
        reassigned bigint NOT NULL DEFAULT 0
    ) WITH (fillfactor = 50)
    """,
)


def upgrade() -> None:
    create_chassis_tables()
    for statement in _UP:
        op.execute(statement)
    grant("SELECT, INSERT, UPDATE", "tasks", "balances", "days")
    grant("SELECT, INSERT", "assignments", "transfers")
