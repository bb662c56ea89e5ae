"""Lists of tasks: which, in which order, how many, and how they spread."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy import ColumnElement, DateTime, Select, cast, func, select, text, tuple_

from ates_chassis.database.sessions import ReadSession
from ates_chassis.http.paging import Window
from ates_tasks.domain.lists import Count, Load, Spread
from ates_tasks.domain.tasks import Status, Task
from ates_tasks.storage.tables import task_titles, tasks

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
    """How many tasks there are, counted up to `limit`."""
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
