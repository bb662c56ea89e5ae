"""What both lists of tasks share: what was asked for, how that is offered, and the rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ates_chassis.shared.text.rules import JIRA_KEY
from ates_web.clients.models import CountView, Name, TaskView
from ates_web.clients.tasks import Which
from ates_web.pages.forms import Choice, business_day
from ates_web.pages.language import _, later, ngettext
from ates_web.pages.shell import Visit

_TABS = {"open": later("Open"), "done": later("Done"), "all": later("All")}
_SORTS = {
    "-created_at": later("Newest first"),
    "created_at": later("Oldest first"),
    "title": later("Title, A to Z"),
    "-title": later("Title, Z to A"),
}
_TEXT_MAX = 300
_ID_MAX = 64


@dataclass(frozen=True, slots=True)
class TaskRow:
    task: TaskView
    assignee: str
    only_assignee: str
    """The address of this list with the tasks of this person only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskListFilters:
    """Which tasks, in which order, from where on; as the address of the page says it."""

    text: str
    status: str
    sort: str
    after: str
    assignee_id: str
    first: date | None
    last: date | None

    @property
    def jira_key(self) -> str:
        """What looks like a Jira key is searched as one."""
        try:
            return JIRA_KEY(self.text.upper())
        except ValueError:
            return ""

    @property
    def q(self) -> str:
        return "" if self.jira_key else self.text

    @property
    def filtered(self) -> bool:
        return bool(self.text or self.assignee_id or self.first or self.last)

    @property
    def which(self) -> Which:
        """The filters as the service knows them."""
        return Which(
            q=self.q,
            jira_key=self.jira_key,
            status="" if self.status == "all" else self.status,
            assignee_id=self.assignee_id,
            first=self.first,
            last=self.last,
        )


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    chosen: bool


def filters_of(visit: Visit) -> TaskListFilters:
    first, last = business_day(visit.param("from")), business_day(visit.param("to"))
    if first and last and first > last:
        first, last = last, first
    return TaskListFilters(
        text=visit.param("q", _TEXT_MAX),
        status=visit.choice("status", tuple(_TABS)),
        sort=visit.choice("sort", tuple(_SORTS)),
        after=visit.param("after"),
        assignee_id=visit.param("assignee_id", _ID_MAX),
        first=first,
        last=last,
    )


def tabs(visit: Visit, chosen: str) -> tuple[Choice, ...]:
    """The states of tasks as links; choosing one starts at the first page."""
    return tuple(
        Choice(_(label), visit.here(status=status, after=None), status == chosen)
        for status, label in _TABS.items()
    )


def sorts(chosen: str) -> tuple[Option, ...]:
    return tuple(Option(sort, _(label), sort == chosen) for sort, label in _SORTS.items())


def rows_of(visit: Visit, tasks: Iterable[TaskView], names: dict[str, Name]) -> tuple[TaskRow, ...]:
    return tuple(
        TaskRow(
            task,
            visit.called(names, task.assignee_id),
            visit.here(assignee_id=task.assignee_id, after=None),
        )
        for task in tasks
    )


def how_many(count: CountView) -> str:
    """`1,998 tasks`, or what there is more than."""
    if count.more:
        return ngettext("more than %(num)s task", "more than %(num)s tasks", count.count)
    return ngettext("%(num)s task", "%(num)s tasks", count.count)
