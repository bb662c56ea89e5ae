"""A new task: on a page of its own, and in a dialog from everywhere."""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Response

from ates_web.clients.models import TaskView
from ates_web.clients.upstream import ServiceDownError, ServiceRefusedError
from ates_web.pages.forms import Form, posted
from ates_web.pages.language import _
from ates_web.pages.shell import PageContext, SignedIn, Visit

router = APIRouter()
_FIELDS = frozenset({"title", "description", "jira_key"})


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTaskPage(PageContext):
    template: ClassVar[str] = "tasks/new.html"
    form: Form
    key: str
    """Of the attempt before, where nobody knows whether it filed the task; else empty."""


@router.get("/tasks/new")
async def new_task(visit: SignedIn) -> Response:
    return _form_again(visit, Form(), 200)


@router.post("/tasks")
async def create_task(visit: SignedIn) -> Response:
    form_values, form = await posted(visit.request)
    try:
        task = await _create(visit, form_values)
    except ServiceRefusedError as rejected:
        if rejected.problem.status == 401:
            raise
        return _form_again(visit, form.refused(rejected.problem, _FIELDS), 422)
    except ServiceDownError:
        why = _("Tasks cannot be reached at the moment. What you typed is kept; try again.")
        return _form_again(visit, Form(form.values, message=why), 503, form.value("key"))
    # The author sees a task by its address even where the lists do not hold it.
    return visit.go(f"/tasks/{task.id}", _("The task is filed and has somebody to do it."))


async def _create(visit: Visit, form_values: dict[str, str]) -> TaskView:
    return await visit.clients.tasks.create(
        visit.caller,
        title=form_values.get("title", "").strip(),
        description=form_values.get("description", "").replace("\r\n", "\n").strip(),
        jira_key=form_values.get("jira_key", "").strip().upper(),
        key=form_values.get("key"),
    )


def _form_again(visit: Visit, form: Form, status: int, key: str = "") -> Response:
    frame = visit.frame(_("New task"), "new")
    return visit.show(NewTaskPage(frame=frame, form=form, key=key), status)
