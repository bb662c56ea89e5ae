"""Finding tasks among hundreds of thousands: open ones by assignee, each status in order, and titles apart."""

from alembic import op

from ates_chassis.database.migrations import grant

revision = "0002"
down_revision = "0001"

_UP = (
    "CREATE INDEX ix_tasks_status ON tasks (status, id)",
    "CREATE INDEX ix_tasks_open ON tasks (assignee_id, id) WHERE status = 'open'",
    "CREATE INDEX ix_tasks_created_at ON tasks (created_at)",
    # A count over open tasks reads the index alone only where dead rows of a reassignment were cleared.
    "ALTER TABLE tasks SET (autovacuum_vacuum_scale_factor = 0.02)",
    # Titles never change, tasks do with each reassignment: apart from them their indexes are written once, and a search
    # reads narrow rows. PostgreSQL as it comes has no index for any part of a text.
    """
    CREATE TABLE task_titles (
        task_id uuid CONSTRAINT pk_task_titles PRIMARY KEY,
        title text NOT NULL,
        folded text NOT NULL GENERATED ALWAYS AS (lower(title)) STORED
    )
    """,
    "INSERT INTO task_titles (task_id, title) SELECT id, title FROM tasks ORDER BY id",
    "CREATE INDEX ix_task_titles_title ON task_titles (title, task_id)",
    """
    CREATE FUNCTION keep_titles() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO task_titles (task_id, title) SELECT id, title FROM filed;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER titles_are_kept AFTER INSERT ON tasks REFERENCING NEW TABLE AS filed
    FOR EACH STATEMENT EXECUTE FUNCTION keep_titles()
    """,
)


def upgrade() -> None:
    for statement in _UP:
        op.execute(statement)
    grant("SELECT, INSERT", "task_titles")
