"""My tasks, one task with its log and its money, completing."""

import asyncio
from dataclasses import dataclass, replace
from typing import ClassVar
from uuid import UUID

from fastapi import APIRouter, Response

from ates_web.clients.models import CountView, LogEntryView, Name, TaskPriceView, TaskView
from ates_web.pages.forms import Choice, posted
from ates_web.pages.language import _, later
from ates_web.pages.shell import (
    ALL,
    MINE,
    SEES_ALL_TASKS,
    NavItem,
    PageContext,
    SignedIn,
    Visit,
    local_path,
)
from ates_web.pages.tasks.lists import (
    Option,
    TaskListFilters,
    TaskRow,
    filters_of,
    rows_of,
    sorts,
    tabs,
)

router = APIRouter()
_TITLE_SHOWN = 80
# Why a task was assigned, as tasks writes it into the log.
_CAUSES = {
    "created": later("drawn when it was filed"),
    "reassigned": later("drawn again with all open tasks"),
    "assignee-left": later("drawn again, as the assignee left"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MyTasksPage(PageContext):
    template: ClassVar[str] = "tasks/mine.html"
    tabs: tuple[Choice, ...]
    open: CountView | None
    sorts: tuple[Option, ...]
    filters: TaskListFilters
    rows: tuple[TaskRow, ...] | None
    newer: str | None
    older: str | None
    here: str


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    entry: LogEntryView
    actor: str
    assignee: str | None
    cause: str
    """Why it was assigned, or what else happened; empty where the kind says it all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskPage(PageContext):
    template: ClassVar[str] = "tasks/one.html"
    task: TaskView
    author: str
    assignee: str
    mine: bool
    back: NavItem
    price: TaskPriceView | None
    """None as long as accounting has not heard of the task, and where it cannot be asked."""
    accounting_down: bool
    events: tuple[HistoryEntry, ...] | None


@router.get("/tasks")
async def my_tasks(visit: SignedIn) -> Response:
    filters, tasks = filters_of(visit), visit.clients.tasks
    # Of what an address may ask for, this list has no day and no assignee.
    which = replace(filters.which, assignee_id="", first=None, last=None)
    page, open_ = await asyncio.gather(
        visit.panel(tasks.mine(visit.caller, which, sort=filters.sort, after=filters.after)),
        visit.panel(tasks.count_mine(visit.caller, replace(which, status="open"))),
    )
    return visit.show(
        MyTasksPage(
            frame=visit.frame(_("My tasks"), "mine"),
            tabs=tabs(visit, filters.status),
            open=open_,
            sorts=sorts(filters.sort),
            filters=filters,
            rows=rows_of(visit, page.items, {}) if page else None,
            newer=visit.here(after=None) if filters.after else None,
            older=visit.here(after=page.next) if page and page.next else None,
            here=visit.here(),
        )
    )


@router.get("/tasks/{task_id:uuid}")
async def one_task(visit: SignedIn, task_id: UUID) -> Response:
    tasks, caller = visit.clients.tasks, visit.caller
    task, log, price = await asyncio.gather(
        tasks.one(caller, str(task_id)),
        visit.panel(tasks.log(caller, str(task_id))),
        visit.panel(visit.clients.accounting.price_of(caller, str(task_id))),
    )
    named = [user_id for entry in log or () for user_id in (entry.actor_id, entry.assignee_id)]
    names = await visit.names([task.author_id, task.assignee_id, *named])
    mine = task.assignee_id == visit.person.id
    back = ALL if visit.person.may(SEES_ALL_TASKS) and not mine else MINE
    return visit.show(
        TaskPage(
            frame=visit.frame(task.title, back.key),
            task=task,
            author=visit.called(names, task.author_id),
            assignee=visit.called(names, task.assignee_id),
            mine=mine,
            back=back,
            price=price,
            accounting_down="accounting" in visit.down,
            events=None if log is None else tuple(_event(visit, names, entry) for entry in log),
        )
    )


def _event(visit: Visit, names: dict[str, Name], entry: LogEntryView) -> HistoryEntry:
    assignee = visit.called(names, entry.assignee_id) if entry.assignee_id else None
    note = entry.description if entry.kind in {"assign", "other"} else ""
    cause = _(_CAUSES[note]) if note in _CAUSES else note
    return HistoryEntry(entry, visit.called(names, entry.actor_id), assignee, cause)


@router.post("/tasks/{task_id:uuid}/complete")
async def complete_task(visit: SignedIn, task_id: UUID) -> Response:
    form_values, _form = await posted(visit.request)
    task = await visit.clients.tasks.complete(
        visit.caller, str(task_id), key=form_values.get("key")
    )
    cut = task.title if len(task.title) <= _TITLE_SHOWN else f"{task.title[: _TITLE_SHOWN - 1]}…"
    back = local_path(form_values.get("back", ""), f"/tasks/{task_id}")
    return visit.go(back, _("Done: %(title)s", title=cut))
