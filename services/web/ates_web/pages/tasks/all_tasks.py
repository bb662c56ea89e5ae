"""Everybody's tasks: filters, order, how many, and the same list as a file."""

import asyncio
from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Response

from ates_web.clients.models import Name, TaskView
from ates_web.clients.models import PageView as Items
from ates_web.pages.forms import Choice
from ates_web.pages.language import _
from ates_web.pages.shell import PageContext, SignedIn, Visit
from ates_web.pages.tasks import importing, new_task, reassigning
from ates_web.pages.tasks.lists import (
    Option,
    TaskListFilters,
    TaskRow,
    filters_of,
    how_many,
    rows_of,
    sorts,
    tabs,
)

router = APIRouter()
router.include_router(reassigning.router)
router.include_router(importing.router)
router.include_router(new_task.router)


@dataclass(frozen=True, slots=True, kw_only=True)
class AllTasksPage(PageContext):
    template: ClassVar[str] = "tasks/all.html"
    tabs: tuple[Choice, ...]
    sorts: tuple[Option, ...]
    filters: TaskListFilters
    assignee: str | None
    without_assignee: str
    count: str | None
    csv: str
    rows: tuple[TaskRow, ...] | None
    newer: str | None
    older: str | None


@router.get("/tasks/all")
async def all_tasks(visit: SignedIn) -> Response:
    filters = filters_of(visit)
    tasks, which = visit.clients.tasks, filters.which
    page, count, chosen = await asyncio.gather(
        visit.panel(tasks.all(visit.caller, which, sort=filters.sort, after=filters.after)),
        visit.panel(tasks.count(visit.caller, which)),
        visit.names([filters.assignee_id]),
    )
    names = chosen | await _names(visit, page)
    return visit.show(
        AllTasksPage(
            frame=visit.frame(_("All tasks"), "all"),
            tabs=tabs(visit, filters.status),
            sorts=sorts(filters.sort),
            filters=filters,
            assignee=visit.called(names, filters.assignee_id) if filters.assignee_id else None,
            without_assignee=visit.here(assignee_id=None, after=None),
            count=how_many(count) if count else None,
            csv=visit.here(after=None).replace("/tasks/all", "/tasks/all.csv", 1),
            rows=rows_of(visit, page.items, names) if page else None,
            newer=visit.here(after=None) if filters.after else None,
            older=visit.here(after=page.next) if page and page.next else None,
        )
    )


@router.get("/tasks/all.csv")
async def all_tasks_csv(visit: SignedIn) -> Response:
    """The list with its filters and its order, as long as the service makes a file."""
    filters = filters_of(visit)
    content = await visit.clients.tasks.csv(visit.caller, filters.which, sort=filters.sort)
    headers = {"Content-Disposition": 'attachment; filename="tasks.csv"'}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


async def _names(visit: Visit, page: Items[TaskView] | None) -> dict[str, Name]:
    return await visit.names([task.assignee_id for task in page.items]) if page else {}
