"""Why no bank file took payouts of people who were erased before, and stored answers about them, go as well."""

from alembic import op

revision = "0009"
down_revision = "0008"

FORGET = (
    """
    UPDATE payouts SET file_failure = 'no bank file can carry it'
    FROM recipients
    WHERE recipients.user_id = payouts.user_id AND erased AND file_failure IS NOT NULL
    """,
    """
    DELETE FROM answers USING recipients
    WHERE erased AND position(convert_to(user_id::text, 'UTF8') IN body) > 0
    """,
)


def upgrade() -> None:
    for statement in FORGET:
        op.execute(statement)
