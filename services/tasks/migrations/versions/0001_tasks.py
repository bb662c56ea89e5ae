"""Tasks and their log, beside the tables that every service has."""

from alembic import op

from ates_chassis.database.chassis_tables import create_chassis_tables
from ates_chassis.database.migrations import grant

revision = "0001"
down_revision = None

_UP = (
    """
    CREATE TABLE tasks (
        id uuid CONSTRAINT pk_tasks PRIMARY KEY,
        title text NOT NULL CONSTRAINT ck_tasks_title CHECK (length(title) BETWEEN 1 AND 300),
        description text CONSTRAINT ck_tasks_description CHECK (length(description) <= 10000),
        jira_key text,
        status text NOT NULL CONSTRAINT ck_tasks_status CHECK (status IN ('open', 'done')),
        author_id uuid NOT NULL,
        assignee_id uuid NOT NULL,
        assigned_count integer NOT NULL,
        created_at timestamptz NOT NULL,
        completed_at timestamptz,
        CONSTRAINT ck_tasks_done CHECK ((status = 'done') = (completed_at IS NOT NULL))
    ) WITH (fillfactor = 80)
    """,
    "CREATE INDEX ix_tasks_assignee_id ON tasks (assignee_id, id)",
    "CREATE INDEX ix_tasks_jira_key ON tasks (jira_key) WHERE jira_key IS NOT NULL",
    """
    CREATE TABLE task_log (
        task_id uuid NOT NULL,
        id bigint GENERATED ALWAYS AS IDENTITY,
        occurred_at timestamptz NOT NULL,
        actor_id uuid NOT NULL,
        kind text NOT NULL CONSTRAINT ck_task_log_kind CHECK (kind IN ('create', 'assign', 'complete', 'other')),
        description text NOT NULL,
        assignee_id uuid,
        CONSTRAINT pk_task_log PRIMARY KEY (task_id, id)
    )
    """,
)


def upgrade() -> None:
    create_chassis_tables()
    for statement in _UP:
        op.execute(statement)
    grant("SELECT, INSERT, UPDATE", "tasks")
    grant("SELECT, INSERT", "task_log")
