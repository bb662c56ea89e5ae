"""The tables of tasks, and every query on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Computed,
    DateTime,
    Identity,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Select,
    Table,
    Text,
    TextClause,
    Uuid,
    cast,
    func,
    select,
    text,
    tuple_,
)
from sqlalchemy.orm import registry

from ates_chassis.database import locks
from ates_chassis.database.engine import Transaction, new_metadata
from ates_chassis.database.locks import HeldLock, LockKey
from ates_chassis.database.sessions import ReadSession
from ates_chassis.http.idempotency import idempotency_keys_table
from ates_chassis.http.paging import Window
from ates_chassis.messaging.inbox import inbox_table
from ates_chassis.messaging.outbox import outbox_table
from ates_chassis.shared.ended_sessions import ended_sessions_table
from ates_chassis.shared.user_directory import user_directory_table
from ates_tasks.domain import ASSIGNEE_ROLES, Cause, Count, Load, LogEntry, Spread, Status, Task

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


class AssigneesShared(HeldLock):
    """Proof that nobody changes who may be an assignee: so nobody is drawn who left while the draw was under way."""

    KEY = LockKey.ASSIGNEES


class AssigneesExclusive(AssigneesShared):
    """Proof that nobody draws, either."""


class ReassignmentHeld(HeldLock):
    """Proof that nobody else reassigns all tasks: two would lock the same rows in different orders."""

    KEY = LockKey.REASSIGNMENT


_DRAW = text(
    """
    WITH pool AS MATERIALIZED (SELECT array_agg(id) AS ids FROM user_directory WHERE active AND role = ANY(:roles))
    SELECT ids[random(1, cardinality(ids))] FROM pool, generate_series(1, CAST(:count AS integer)) WHERE ids IS NOT NULL
    """,
)

_REASSIGN = """
    WITH pool AS MATERIALIZED (
        SELECT array_agg(id) AS ids FROM user_directory WHERE active AND role = ANY(:roles)
    ), drawn AS MATERIALIZED (
        SELECT tasks.id, ids[random(1, cardinality(ids))] AS assignee_id
        FROM tasks, pool WHERE status = 'open' AND ids IS NOT NULL {only}
    ), moved AS (
        -- A task completed since the draw has another status by now, and stays as it is.
        UPDATE tasks SET assignee_id = drawn.assignee_id, assigned_count = tasks.assigned_count + 1
        FROM drawn WHERE tasks.id = drawn.id AND tasks.status = 'open'
        RETURNING new.id, new.assignee_id, old.assignee_id AS previous_assignee_id, new.assigned_count AS number
    ), logged AS (
        INSERT INTO task_log (task_id, occurred_at, actor_id, kind, description, assignee_id)
        SELECT id, now(), COALESCE(CAST(:actor AS uuid), assignee_id), 'assign', CAST(:cause AS text), assignee_id FROM moved
    ), told AS (
        INSERT INTO outbox (event_id, type, subject, data, traceparent)
        SELECT uuidv7(), 'tasks.task-assigned.v1', id::text, jsonb_build_object(
            'task_id', id, 'assignee_id', assignee_id, 'previous_assignee_id', previous_assignee_id,
            'number', number, 'cause', CAST(:cause AS text)
        ), CAST(:trace AS text) FROM moved
    )
    SELECT count(*) FROM moved
    """
_REASSIGN_ALL = text(_REASSIGN.format(only=""))
_REASSIGN_LEFT = text(
    _REASSIGN.format(
        only="AND assignee_id IN (SELECT id FROM user_directory WHERE NOT (active AND role = ANY(:roles)))"
    ),
)

_SPREAD = text(
    """
    WITH loads AS (SELECT assignee_id, count(*) AS open FROM tasks WHERE status = 'open' GROUP BY assignee_id)
    SELECT assignee_id, open, (sum(open) OVER ())::bigint AS open_in_all, count(*) OVER () AS people
    FROM loads ORDER BY open DESC, assignee_id LIMIT :limit
    """,
)

Sort = Literal["-created_at", "created_at", "title", "-title"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFilter:
    """Which tasks a list shows; days are UTC days of creation, inclusive."""

    status: Status | None = None
    assignee_id: UUID | None = None
    q: str | None = None
    jira_key: str | None = None
    created_from: date | None = None
    created_to: date | None = None
    sort: Sort = "-created_at"


async def now(tx: Transaction) -> datetime:
    moment: datetime = (await tx.execute(select(func.now()))).scalar_one()
    return moment


async def lock_assignees_shared(tx: Transaction) -> AssigneesShared:
    return await locks.share(tx, AssigneesShared)


async def lock_assignees_exclusive(tx: Transaction) -> AssigneesExclusive:
    return await locks.take(tx, AssigneesExclusive)


async def lock_reassignment(tx: Transaction) -> ReassignmentHeld:
    return await locks.take(tx, ReassignmentHeld)


async def draw_assignees(held: AssigneesShared, count: int) -> list[UUID]:
    """`count` independent uniform draws among those who may be assignees; none where nobody may."""
    drawn = await held.tx.scalars(_DRAW, {"roles": sorted(ASSIGNEE_ROLES), "count": count})
    return list(drawn.all())


async def reassign_all(
    turn: ReassignmentHeld, _: AssigneesShared, *, actor: UUID, trace: str | None
) -> int:
    """Draws every open task anew, in one statement with its log and its events. Returns how many."""
    return await _reassign(turn.tx, _REASSIGN_ALL, actor=actor, cause="reassigned", trace=trace)


async def reassign_left(held: AssigneesExclusive, *, trace: str | None) -> int:
    """Like `reassign_all` for open tasks of people who may not be assignees any more."""
    return await _reassign(held.tx, _REASSIGN_LEFT, actor=None, cause="assignee-left", trace=trace)


async def _reassign(
    tx: Transaction, statement: TextClause, *, actor: UUID | None, cause: Cause, trace: str | None
) -> int:
    values = {"roles": sorted(ASSIGNEE_ROLES), "actor": actor, "cause": cause, "trace": trace}
    moved: int = (await tx.execute(statement, values)).scalar_one()
    return moved


async def task_for_update(tx: Transaction, task_id: UUID) -> Task | None:
    return await tx.get(Task, task_id, with_for_update=True)


async def task(tx: ReadSession, task_id: UUID) -> Task | None:
    return await tx.get(Task, task_id)


async def log_of(tx: ReadSession, task_id: UUID, limit: int) -> Sequence[LogEntry]:
    query = (
        select(LogEntry).where(task_log.c.task_id == task_id).order_by(task_log.c.id).limit(limit)
    )
    return (await tx.scalars(query)).all()


async def tasks_page(tx: ReadSession, filters: TaskFilter, window: Window) -> Sequence[Task]:
    """One row more than the page has, so that the caller sees whether there is a next page."""
    query = select(Task).where(*_conditions(filters))
    descending = filters.sort.startswith("-")
    # Ids are UUIDv7: their order is the order of creation.
    columns: list[ColumnElement[object]] = [tasks.c.id]
    if filters.sort.endswith("title"):
        # The tasks of one person are sorted at once; those of all are read in the order of the titles.
        if filters.assignee_id is None:
            query = query.join(task_titles, task_titles.c.task_id == tasks.c.id)
            columns = [task_titles.c.title, task_titles.c.task_id]
        else:
            columns = [tasks.c.title, tasks.c.id]
    last = window.key(*([str, UUID] if len(columns) == 2 else [UUID]))
    if last is not None:
        key = tuple_(*columns)
        query = query.where(key < last if descending else key > last)
    order = [column.desc() if descending else column.asc() for column in columns]
    return (await tx.scalars(query.order_by(*order).limit(window.limit + 1))).all()


async def count_tasks(tx: ReadSession, filters: TaskFilter, limit: int) -> Count:
    """How many tasks there are, counted up to `most`."""
    matching = select(tasks.c.id).where(*_conditions(filters)).limit(limit + 1).subquery()
    counted = (await tx.execute(select(func.count()).select_from(matching))).scalar_one()
    return Count(count=min(counted, limit), more=counted > limit)


async def spread(tx: ReadSession, limit: int) -> Spread:
    """How the open tasks spread over people, with the `limit` most loaded of them, the most loaded first."""
    rows = (await tx.execute(_SPREAD, {"limit": limit})).all()
    return Spread(
        open=rows[0].open_in_all if rows else 0,
        people=rows[0].people if rows else 0,
        items=[Load(row.assignee_id, row.open) for row in rows],
    )


def page_key(task: Task, sort: Sort) -> tuple[object, ...]:
    return (task.title, task.id) if sort.endswith("title") else (task.id,)


def _conditions(filters: TaskFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.status is not None:
        conditions.append(tasks.c.status == filters.status)
    if filters.assignee_id is not None:
        conditions.append(tasks.c.assignee_id == filters.assignee_id)
    if filters.jira_key is not None:
        conditions.append(tasks.c.jira_key == filters.jira_key)
    if filters.q:
        conditions.append(tasks.c.id.in_(_titled(filters.q)))
    if filters.created_from is not None:
        conditions.append(
            tasks.c.created_at >= func.timezone("UTC", cast(filters.created_from, DateTime))
        )
    if filters.created_to is not None:
        end = filters.created_to + timedelta(days=1)
        conditions.append(tasks.c.created_at < func.timezone("UTC", cast(end, DateTime)))
    return conditions


def _titled(q: str) -> Select[tuple[UUID]]:
    """The ids of tasks that have `q` in their title, in whatever case."""
    escaped = q.replace("/", "//").replace("%", "/%").replace("_", "/_")
    like = task_titles.c.folded.like(func.lower(f"%{escaped}%"), escape="/")
    return select(task_titles.c.task_id).where(like)
