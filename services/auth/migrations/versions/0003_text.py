"""E-mail addresses are compared without the rules of any language; stored names are composed (NFC), as new ones are."""

from alembic import op

revision = "0003"
down_revision = "0002"

_UP = (
    "DROP INDEX uq_users_email",
    # In a Turkish database lower('I') is not 'i', so that ADA.I@ and ada.i@ would be two people.
    """CREATE UNIQUE INDEX uq_users_email ON users (lower(email COLLATE "C"))""",
    # The same text for everybody who reads it, so no fact to tell; composing may make a name longer.
    """
    UPDATE users SET full_name = normalize(full_name)
    WHERE full_name IS NOT NFC NORMALIZED AND length(normalize(full_name)) <= 200
    """,
)


def upgrade() -> None:
    for statement in _UP:
        op.execute(statement)
