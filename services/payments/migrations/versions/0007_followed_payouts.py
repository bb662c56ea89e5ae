"""Which payout took the money of a failed one along, as accounting says; no clocks are compared any more."""

from alembic import op

from ates_chassis.database.migrations import grant

revision = "0007"
down_revision = "0006"

_UP = (
    # Apart from `payouts` and without a reference to it: the fact may arrive before the payouts it is about.
    """
    CREATE TABLE followed_payouts (
        payout_id uuid CONSTRAINT pk_followed_payouts PRIMARY KEY,
        followed_by uuid NOT NULL
    )
    """,
    "DROP INDEX ix_payouts_due_at",
)


def upgrade() -> None:
    for statement in _UP:
        op.execute(statement)
    grant("SELECT, INSERT", "followed_payouts")
