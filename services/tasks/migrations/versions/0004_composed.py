"""Stored texts are composed (NFC), as new ones are, so that a search finds them however it is typed."""

from alembic import op

revision = "0004"
down_revision = "0003"

# Composing may make a text longer than its bound, where it stays as it is.
_UP = (
    """
    UPDATE tasks SET title = normalize(title)
    WHERE title IS NOT NFC NORMALIZED AND length(normalize(title)) <= 300
    """,
    """
    UPDATE tasks SET description = normalize(description)
    WHERE description IS NOT NFC NORMALIZED AND length(normalize(description)) <= 10000
    """,
    """
    UPDATE task_titles SET title = normalize(title)
    WHERE title IS NOT NFC NORMALIZED AND length(normalize(title)) <= 300
    """,
    "UPDATE task_log SET description = normalize(description) WHERE description IS NOT NFC NORMALIZED",
)


def upgrade() -> None:
    for statement in _UP:
        op.execute(statement)
