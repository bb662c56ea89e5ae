"""Everybody's tasks: filters, order, how many, and the same list as a file."""

import asyncio
from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Response

from ates_web.clients.models import Count, Name, Task
from ates_web.clients.models import Page as Items
from ates_web.pages import filing, importing, reassigning
from ates_web.pages.forms import Choice
from ates_web.pages.language import _
from ates_web.pages.shell import Page, SignedIn, Visit
from ates_web.pages.task_lists import Option, Row, Wanted, how_many, rows_of, sorts, tabs, wanted

router = APIRouter()
router.include_router(reassigning.router)
router.include_router(importing.router)
router.include_router(filing.router)


@dataclass(frozen=True, slots=True, kw_only=True)
class AllTasksPage(Page):
    template: ClassVar[str] = "tasks/all.html"
    tabs: tuple[Choice, ...]
    sorts: tuple[Option, ...]
    wanted: Wanted
    assignee: str | None
    without_assignee: str
    count: str | None
    csv: str
    rows: tuple[Row, ...] | None
    newer: str | None
    older: str | None


@router.get("/tasks/all")
async def all_tasks(visit: SignedIn) -> Response:
    asked = wanted(visit)
    page, count, chosen = await asyncio.gather(
        visit.panel(_page(visit, asked)),
        visit.panel(_count(visit, asked)),
        visit.names([asked.assignee_id]),
    )
    names = chosen | await _names(visit, page)
    return visit.show(
        AllTasksPage(
            frame=visit.frame(_("All tasks"), "all"),
            tabs=tabs(visit, asked.status),
            sorts=sorts(asked.sort),
            wanted=asked,
            assignee=visit.called(names, asked.assignee_id) if asked.assignee_id else None,
            without_assignee=visit.here(assignee_id=None, after=None),
            count=how_many(count) if count else None,
            csv=visit.here(after=None).replace("/tasks/all", "/tasks/all.csv", 1),
            rows=rows_of(visit, page.items, names) if page else None,
            newer=visit.here(after=None) if asked.after else None,
            older=visit.here(after=page.next) if page and page.next else None,
        )
    )


@router.get("/tasks/all.csv")
async def all_tasks_csv(visit: SignedIn) -> Response:
    """The list with its filters and its order, as long as the service makes a file."""
    content = await visit.clients.tasks.csv(visit.caller, wanted(visit).query, mine=False)
    headers = {"Content-Disposition": 'attachment; filename="tasks.csv"'}
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


async def _page(visit: Visit, asked: Wanted) -> Items[Task]:
    return await visit.clients.tasks.all(
        visit.caller,
        q=asked.q,
        jira_key=asked.jira_key,
        status=asked.state,
        assignee_id=asked.assignee_id,
        first=asked.first,
        last=asked.last,
        sort=asked.sort,
        after=asked.after,
    )


async def _count(visit: Visit, asked: Wanted) -> Count:
    return await visit.clients.tasks.count(
        visit.caller,
        q=asked.q,
        jira_key=asked.jira_key,
        status=asked.state,
        assignee_id=asked.assignee_id,
        first=asked.first,
        last=asked.last,
    )


async def _names(visit: Visit, page: Items[Task] | None) -> dict[str, Name]:
    return await visit.names([task.assignee_id for task in page.items]) if page else {}
