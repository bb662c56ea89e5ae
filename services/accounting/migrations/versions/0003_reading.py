"""Reading a ledger of millions: indexes for each list in the order it is shown, and the income of days that are over."""

from alembic import op

from ates_chassis.database.migrations import grant

revision = "0003"
down_revision = "0002"

_UP = (
    "DROP INDEX ix_transfers_user_id",
    "CREATE INDEX ix_transfers_user_id ON transfers (user_id, number) INCLUDE (business_day, kind)",
    "CREATE INDEX ix_transfers_kind ON transfers (kind, number)",
    "DROP INDEX ix_transfers_user_id_business_day",
    "CREATE INDEX ix_transfers_user_id_business_day ON transfers (user_id, business_day) INCLUDE (delta, kind)",
    "DROP INDEX ix_transfers_business_day",
    "CREATE INDEX ix_transfers_business_day ON transfers (business_day, number) INCLUDE (kind, amount)",
    "CREATE INDEX ix_transfers_task_id ON transfers (task_id) WHERE task_id IS NOT NULL",
    # A table of its own: the release before this reads all columns of business_days.
    """
    CREATE TABLE day_incomes (
        day date CONSTRAINT pk_day_incomes PRIMARY KEY
            CONSTRAINT fk_day_incomes_day REFERENCES business_days (day),
        fees bigint NOT NULL,
        rewards bigint NOT NULL
    )
    """,
)


def upgrade() -> None:
    for statement in _UP:
        op.execute(statement)
    grant("SELECT, INSERT", "day_incomes")
