"""The durations of days that are over, kept with how many tasks they are made of."""

from alembic import op

from ates_chassis.database.migrations import grant

revision = "0002"
down_revision = "0001"

_UP = (
    "ALTER TABLE days ADD COLUMN measured bigint NOT NULL DEFAULT 0",
    """
    UPDATE days SET measured = counted.tasks
    FROM (
        SELECT completed_day, count(*) AS tasks FROM tasks
        WHERE completed_day IS NOT NULL AND created_at IS NOT NULL GROUP BY completed_day
    ) AS counted
    WHERE day = completed_day
    """,
    """
    CREATE TABLE day_durations (
        day date CONSTRAINT pk_day_durations PRIMARY KEY,
        tasks bigint NOT NULL,
        median interval NOT NULL,
        mean interval NOT NULL
    )
    """,
)


def upgrade() -> None:
    for statement in _UP:
        op.execute(statement)
    grant("SELECT, INSERT, UPDATE", "day_durations")
