"""Which password hashes are of today's form, so that a try at them costs one hash.

Of those there are nobody knows: each is marked when its password is next right, or new.
"""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.execute("ALTER TABLE users ADD COLUMN password_prepared boolean NOT NULL DEFAULT false")
