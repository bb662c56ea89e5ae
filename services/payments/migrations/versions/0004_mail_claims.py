"""Who holds a mail now, so that nobody notes anything at a mail that another holds."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.execute("ALTER TABLE mails ADD COLUMN claim_id uuid")
