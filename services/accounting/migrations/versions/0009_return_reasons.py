"""Why payouts came back stands beside the ledger, which nobody can change, so that it can be forgotten with the person."""

from alembic import op

from ates_chassis.database.migrations import grant

revision = "0009"
down_revision = "0008"

_UP = (
    """
    CREATE TABLE return_reasons (
        payout_id uuid CONSTRAINT pk_return_reasons PRIMARY KEY,
        reason text NOT NULL
    )
    """,
    # A fact about a payment may arrive after the one that its person was erased.
    "CREATE TABLE erased_people (user_id uuid CONSTRAINT pk_erased_people PRIMARY KEY)",
)


def upgrade() -> None:
    for statement in _UP:
        op.execute(statement)
    grant("SELECT, INSERT, DELETE", "return_reasons")
    grant("SELECT, INSERT", "erased_people")
