"""My tasks, one task with its log, a new task, completing."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from fastapi import APIRouter, Response

from ates_web.clients.models import LogEntry, Name, Task
from ates_web.clients.upstream import Rejected
from ates_web.pages.forms import Choice, Form, posted
from ates_web.pages.shell import (
    ALL,
    MINE,
    SEES_ALL_TASKS,
    NavItem,
    Page,
    SignedIn,
    Visit,
    local_path,
)

router = APIRouter()
_FIELDS = frozenset({"title", "description", "jira_key"})
_TABS = (("open", "Open"), ("done", "Done"), ("all", "All"))


@dataclass(frozen=True, slots=True)
class Row:
    task: Task
    assignee: str
    mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MyTasksPage(Page):
    template: ClassVar[str] = "tasks/mine.html"
    tabs: tuple[Choice, ...]
    status: str
    rows: tuple[Row, ...] | None
    newer: str | None
    older: str | None
    here: str


@dataclass(frozen=True, slots=True)
class Event:
    entry: LogEntry
    actor: str
    assignee: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskPage(Page):
    template: ClassVar[str] = "tasks/one.html"
    task: Task
    author: str
    assignee: str
    mine: bool
    back: NavItem
    events: tuple[Event, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTaskPage(Page):
    template: ClassVar[str] = "tasks/new.html"
    form: Form


def tabs(visit: Visit, chosen: str) -> tuple[Choice, ...]:
    """The states of tasks as links; choosing one starts at the first page."""
    return tuple(
        Choice(label, visit.here(status=status, after=None), status == chosen)
        for status, label in _TABS
    )


def rows_of(visit: Visit, tasks: Iterable[Task], names: dict[str, Name]) -> tuple[Row, ...]:
    return tuple(
        Row(
            task,
            visit.called(names, task.assignee_id),
            mine=task.assignee_id == visit.person.id,
        )
        for task in tasks
    )


@router.get("/tasks")
async def my_tasks(visit: SignedIn) -> Response:
    status = visit.choice("status", ("open", "done", "all"))
    after = visit.asked("after")
    page = await visit.panel(
        visit.clients.tasks.mine(
            visit.caller, status="" if status == "all" else status, after=after
        )
    )
    return visit.show(
        MyTasksPage(
            frame=visit.frame("My tasks", "mine"),
            tabs=tabs(visit, status),
            status=status,
            rows=rows_of(visit, page.items, {}) if page else None,
            newer=visit.here(after=None) if after else None,
            older=visit.here(after=page.next) if page and page.next else None,
            here=visit.here(),
        )
    )


@router.get("/tasks/new")
async def new_task(visit: SignedIn) -> Response:
    return visit.show(NewTaskPage(frame=visit.frame("New task", "new"), form=Form()))


@router.post("/tasks")
async def create_task(visit: SignedIn) -> Response:
    given, form = await posted(visit.request)
    try:
        task = await visit.clients.tasks.create(
            visit.caller,
            title=given.get("title", "").strip(),
            description=given.get("description", "").replace("\r\n", "\n").strip(),
            jira_key=given.get("jira_key", "").strip().upper(),
            key=given.get("key"),
        )
    except Rejected as rejected:
        if rejected.problem.status == 401:
            raise
        form = form.refused(rejected.problem, _FIELDS)
        return visit.show(NewTaskPage(frame=visit.frame("New task", "new"), form=form), 422)
    # The author sees a task by its address even where the lists do not hold it.
    return visit.go(f"/tasks/{task.id}", "The task is filed and has somebody to do it.")


@router.get("/tasks/{task_id:uuid}")
async def one_task(visit: SignedIn, task_id: UUID) -> Response:
    tasks, caller = visit.clients.tasks, visit.caller
    task, log = await asyncio.gather(
        tasks.one(caller, str(task_id)), visit.panel(tasks.log(caller, str(task_id)))
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
            events=None if log is None else tuple(_event(visit, names, entry) for entry in log),
        )
    )


def _event(visit: Visit, names: dict[str, Name], entry: LogEntry) -> Event:
    assignee = visit.called(names, entry.assignee_id) if entry.assignee_id else None
    return Event(entry, visit.called(names, entry.actor_id), assignee)


@router.post("/tasks/{task_id:uuid}/complete")
async def complete_task(visit: SignedIn, task_id: UUID) -> Response:
    given, _ = await posted(visit.request)
    task = await visit.clients.tasks.complete(visit.caller, str(task_id), key=given.get("key"))
    title = task.title if len(task.title) <= 80 else f"{task.title[:79]}…"
    back = local_path(given.get("back", ""), f"/tasks/{task_id}")
    return visit.go(back, f"Done: {title}")
