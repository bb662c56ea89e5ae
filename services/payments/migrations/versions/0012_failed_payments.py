"""For the events of the failed payments of one person, among all that were ever told."""

from ates_chassis.database.migrations import create_index

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    create_index(
        "ix_outbox_payment_failed", "outbox (subject) WHERE type = 'payments.payment-failed.v1'"
    )
