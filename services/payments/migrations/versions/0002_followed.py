"""When a payout became due, so that a failed one knows the payout that followed it."""

from alembic import op

revision = "0002"
down_revision = "0001"

_UP = (
    "ALTER TABLE payouts ADD COLUMN due_at timestamptz NOT NULL DEFAULT now()",
    "UPDATE payouts SET due_at = received_at",
    "CREATE INDEX ix_payouts_due_at ON payouts (user_id, due_at)",
)


def upgrade() -> None:
    for statement in _UP:
        op.execute(statement)
