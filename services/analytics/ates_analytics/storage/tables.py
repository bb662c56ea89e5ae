"""The tables of analytics."""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    Interval,
    PrimaryKeyConstraint,
    Table,
    Text,
    Uuid,
)

from ates_chassis.database.engine import new_metadata
from ates_chassis.http.idempotency import idempotency_keys_table
from ates_chassis.messaging.inbox import inbox_table
from ates_chassis.messaging.outbox import outbox_table
from ates_chassis.shared.ended_sessions import ended_sessions_table
from ates_chassis.shared.user_directory import user_directory_table

metadata = new_metadata()
for make in (
    outbox_table,
    inbox_table,
    idempotency_keys_table,
    user_directory_table,
    ended_sessions_table,
):
    make(metadata)

# Whatever of a task is known first makes its row; the rest is filled in as it arrives.
tasks = Table(
    "tasks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("title", Text),
    Column("jira_key", Text),
    Column("created_at", DateTime(timezone=True)),
    Column("completed_at", DateTime(timezone=True)),
    Column("completed_day", Date),
    Column("fee", BigInteger),
    Column("reward", BigInteger),
)
Index(
    "ix_tasks_completed_day",
    tasks.c.completed_day,
    tasks.c.reward.desc().nulls_last(),
    tasks.c.completed_at,
    tasks.c.id,
    postgresql_where=tasks.c.completed_day.is_not(None),
    postgresql_include=["created_at"],
)

assignments = Table(
    "assignments",
    metadata,
    Column("task_id", Uuid, nullable=False),
    Column("number", Integer, nullable=False),
    Column("cause", Text, nullable=False),
    Column("day", Date, nullable=False),
    PrimaryKeyConstraint("task_id", "number"),
)

transfers = Table(
    "transfers",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("user_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("delta", BigInteger, nullable=False),
    Column("business_day", Date, nullable=False),
)

balances = Table(
    "balances",
    metadata,
    Column("user_id", Uuid, primary_key=True),
    Column("balance", BigInteger, nullable=False),
)
Index(
    "ix_balances_negative",
    balances.c.balance,
    balances.c.user_id,
    postgresql_where=balances.c.balance < 0,
)

days = Table(
    "days",
    metadata,
    Column("day", Date, primary_key=True),
    Column("fees", BigInteger, nullable=False, server_default="0"),
    Column("rewards", BigInteger, nullable=False, server_default="0"),
    Column("created", BigInteger, nullable=False, server_default="0"),
    Column("completed", BigInteger, nullable=False, server_default="0"),
    Column("reassigned", BigInteger, nullable=False, server_default="0"),
    # How many of the completed have a known time from creation to completion.
    Column("measured", BigInteger, nullable=False, server_default="0"),
)

# What takes long to find out again. It is that of its day as long as `tasks` is the day's `measured`.
day_durations = Table(
    "day_durations",
    metadata,
    Column("day", Date, primary_key=True),
    Column("tasks", BigInteger, nullable=False),
    Column("median", Interval, nullable=False),
    Column("mean", Interval, nullable=False),
)
