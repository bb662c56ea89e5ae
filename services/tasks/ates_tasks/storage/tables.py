"""The tables of tasks."""

from sqlalchemy import (
    BigInteger,
    Column,
    Computed,
    DateTime,
    Identity,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.orm import registry

from ates_chassis.database.engine import new_metadata
from ates_chassis.http.idempotency import idempotency_keys_table
from ates_chassis.messaging.inbox import inbox_table
from ates_chassis.messaging.outbox import outbox_table
from ates_chassis.shared.ended_sessions import ended_sessions_table
from ates_chassis.shared.user_directory import user_directory_table
from ates_tasks.domain.tasks import LogEntry, Task

metadata = new_metadata()
for make in (
    outbox_table, inbox_table, idempotency_keys_table, user_directory_table, ended_sessions_table,
):  # fmt: skip
    make(metadata)

tasks = Table(
    "tasks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("title", Text, nullable=False),
    Column("description", Text),
    Column("jira_key", Text),
    Column("status", Text, nullable=False),
    Column("author_id", Uuid, nullable=False),
    Column("assignee_id", Uuid, nullable=False),
    Column("assigned_count", Integer, nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("completed_at", DateTime(timezone=True)),
)
Index("ix_tasks_assignee_id", tasks.c.assignee_id, tasks.c.id)
Index("ix_tasks_status", tasks.c.status, tasks.c.id)
Index("ix_tasks_open", tasks.c.assignee_id, tasks.c.id, postgresql_where=tasks.c.status == "open")
Index("ix_tasks_created_at", tasks.c.created_at)
Index("ix_tasks_jira_key", tasks.c.jira_key, postgresql_where=tasks.c.jira_key.is_not(None))

# Kept by a trigger of `tasks`: a title never changes, and its indexes are not written again with each reassignment.
task_titles = Table(
    "task_titles",
    metadata,
    Column("task_id", Uuid, primary_key=True),
    Column("title", Text, nullable=False),
    Column("folded", Text, Computed("lower(title)"), nullable=False),
)
Index("ix_task_titles_title", task_titles.c.title, task_titles.c.task_id)

task_log = Table(
    "task_log",
    metadata,
    Column("task_id", Uuid, nullable=False),
    Column("id", BigInteger, Identity(always=True), nullable=False),
    Column("occurred_at", DateTime(timezone=True), nullable=False),
    Column("actor_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("assignee_id", Uuid),
    PrimaryKeyConstraint("task_id", "id"),
)

_mapper = registry(metadata=metadata)
_mapper.map_imperatively(Task, tasks)
_mapper.map_imperatively(LogEntry, task_log)
