"""Which payouts the close of their day made: a day's bank file waits for these, and what was paid again is none of them."""

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    # The release before says nothing of it, and counts all payouts of a day.
    op.execute("ALTER TABLE payouts ADD COLUMN of_close boolean NOT NULL DEFAULT true")
