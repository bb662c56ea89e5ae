"""Which worker does what only one at a time should, without a transaction that stays open for it."""

from alembic import op

from ates_chassis.database.migrations import grant

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE leases (
            name text CONSTRAINT pk_leases PRIMARY KEY,
            holder uuid NOT NULL,
            ends_at timestamptz NOT NULL
        )
        """
    )
    grant("SELECT, INSERT, UPDATE", "leases")
