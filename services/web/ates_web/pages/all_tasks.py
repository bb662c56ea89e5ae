"""Everybody's tasks: filters, reassigning all that are open, import from CSV."""

import asyncio
import re
from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Response

from ates_chassis.errors import TooLarge
from ates_web.clients.models import ImportReport, Name, Task
from ates_web.clients.models import Page as Items
from ates_web.clients.tasks import COUNT_UP_TO
from ates_web.clients.upstream import Rejected
from ates_web.pages.forms import Choice, Form, posted, posted_file
from ates_web.pages.language import ngettext
from ates_web.pages.shell import Page, SignedIn, Visit
from ates_web.pages.tasks import Row, rows_of, tabs

router = APIRouter()
_REJECTED_SHOWN = 200
_JIRA_KEY = re.compile(r"[A-Z][A-Z0-9]+-[0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class AllTasksPage(Page):
    template: ClassVar[str] = "tasks/all.html"
    tabs: tuple[Choice, ...]
    status: str
    q: str
    assignee_id: str
    assignee: str | None
    without_assignee: str
    filtered: bool
    rows: tuple[Row, ...] | None
    newer: str | None
    older: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReassignPage(Page):
    template: ClassVar[str] = "tasks/reassign.html"
    count: str
    nothing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPage(Page):
    template: ClassVar[str] = "tasks/import.html"
    form: Form
    report: ImportReport | None = None
    shown: int = _REJECTED_SHOWN
    content: str = ""


@router.get("/tasks/all")
async def all_tasks(visit: SignedIn) -> Response:
    status = visit.choice("status", ("open", "done", "all"))
    q, assignee_id, after = visit.asked("q"), visit.asked("assignee_id", 64), visit.asked("after")
    # What looks like a Jira key is searched as one.
    jira_key = q.upper() if _JIRA_KEY.fullmatch(q.upper()) else ""
    page, chosen = await asyncio.gather(
        visit.panel(
            visit.clients.tasks.all(
                visit.caller,
                q="" if jira_key else q,
                jira_key=jira_key,
                status="" if status == "all" else status,
                assignee_id=assignee_id,
                after=after,
            )
        ),
        visit.names([assignee_id]),
    )
    names = chosen | await _names(visit, page)
    return visit.show(
        AllTasksPage(
            frame=visit.frame("All tasks", "all"),
            tabs=tabs(visit, status),
            status=status,
            q=q,
            assignee_id=assignee_id,
            assignee=visit.called(names, assignee_id) if assignee_id else None,
            without_assignee=visit.here(assignee_id=None, after=None),
            filtered=bool(q or assignee_id),
            rows=rows_of(visit, page.items, names) if page else None,
            newer=visit.here(after=None) if after else None,
            older=visit.here(after=page.next) if page and page.next else None,
        )
    )


async def _names(visit: Visit, page: Items[Task] | None) -> dict[str, Name]:
    return await visit.names([task.assignee_id for task in page.items]) if page else {}


@router.get("/tasks/reassign")
async def confirm_reassign(visit: SignedIn) -> Response:
    found = await visit.clients.tasks.all(visit.caller, status="open", limit=COUNT_UP_TO)
    count = ngettext("%(num)s open task", "%(num)s open tasks", len(found.items))
    return visit.show(
        ReassignPage(
            frame=visit.frame("Reassign all open tasks", "all"),
            count=f"more than {COUNT_UP_TO} open tasks" if found.next else count,
            nothing=not found.items,
        )
    )


@router.post("/tasks/reassign")
async def reassign(visit: SignedIn) -> Response:
    given, _ = await posted(visit.request)
    count = await visit.clients.tasks.reassign(visit.caller, key=given.get("key"))
    note = ngettext("%(num)s task was drawn again.", "%(num)s tasks were drawn again.", count)
    return visit.go("/tasks/all", note)


@router.get("/tasks/import")
async def import_form(visit: SignedIn) -> Response:
    return _import_page(visit, Form())


@router.post("/tasks/import")
async def import_tasks(visit: SignedIn) -> Response:
    """First a dry run of the file, then the same text again, which the review page carries."""
    limit = visit.web.settings.import_limit_bytes
    given, content = await posted_file(visit.request, "file", limit)
    dry_run = given.get("step") != "import"
    if not dry_run:
        content = given.get("content", "").replace("\r\n", "\n").encode()
    if len(content) > limit:
        raise TooLarge(f"the file may have {limit:,} bytes at most")
    try:
        report = await visit.clients.tasks.import_csv(
            visit.caller, content, dry_run=dry_run, key=None if dry_run else given.get("key")
        )
        text = content.decode("utf-8-sig")
    except Rejected as rejected:
        if rejected.problem.status in {401, 403}:
            raise
        return _import_page(visit, Form().refused(rejected.problem, frozenset({"file"})), 422)
    except UnicodeDecodeError:
        return _import_page(visit, Form(errors={"file": "The file is not UTF-8 text."}), 422)
    if dry_run:
        return _import_page(visit, Form(), report=report, content=text)
    note = ngettext("%(num)s task was imported.", "%(num)s tasks were imported.", report.imported)
    return visit.go("/tasks", note)


def _import_page(
    visit: Visit,
    form: Form,
    status: int = 200,
    *,
    report: ImportReport | None = None,
    content: str = "",
) -> Response:
    frame = visit.frame("Import tasks", "new")
    return visit.show(ImportPage(frame=frame, form=form, report=report, content=content), status)
