"""Tasks and their rules."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from ates_chassis.shared.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from ates_chassis.shared.reasons import Reason
from ates_chassis.shared.text.rules import JIRA_KEY, is_visible, line, lines

TITLE_MAX = 300
DESCRIPTION_MAX = 10_000
TITLE, DESCRIPTION = line(TITLE_MAX), lines(DESCRIPTION_MAX)
IMPORT_ROWS_MAX = 10_000

ASSIGNEE_ROLES = frozenset({"boss", "accountant", "developer", "other"})
OVERSEER_ROLES = frozenset({"administrator", "manager"})

Status = Literal["open", "done"]
LogKind = Literal["create", "assign", "complete", "other"]
Cause = Literal["created", "reassigned", "assignee-left"]


class NotYoursError(ForbiddenError):
    code = "not-yours"


class NoSuchTaskError(NotFoundError):
    code = "no-such-task"


class NobodyToAssignError(ConflictError):
    code = "nobody-to-assign"


class NotABacklogError(InvalidError):
    code = "not-a-backlog"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What somebody wants done, in the form that is stored. Raises InvalidError, naming the field, for what no task may be."""

    title: str
    description: str | None = None
    jira_key: str | None = None

    def __post_init__(self) -> None:
        if not TITLE.is_too_long(self.title) and not is_visible(self.title):
            raise InvalidError(Reason.of("title-missing"), field="title")
        self._keep("title", TITLE.checked("title", self.title))
        if self.description is not None:
            stored = DESCRIPTION.checked("description", self.description)
            self._keep("description", stored or None)
        if self.jira_key is not None:
            self._keep("jira_key", JIRA_KEY.checked("jira_key", self.jira_key))

    def _keep(self, field: str, value: str | None) -> None:
        object.__setattr__(self, field, value)


@dataclass(kw_only=True)
class Task:
    """A task; there is never one without an assignee."""

    id: UUID
    title: str
    description: str | None
    jira_key: str | None
    status: Status
    author_id: UUID
    assignee_id: UUID
    assigned_count: int
    created_at: datetime
    completed_at: datetime | None = None

    @classmethod
    def file(
        cls, draft: Draft, *, id: UUID, author_id: UUID, assignee_id: UUID, now: datetime
    ) -> "Task":
        return cls(
            id=id,
            title=draft.title,
            description=draft.description,
            jira_key=draft.jira_key,
            status="open",
            author_id=author_id,
            assignee_id=assignee_id,
            assigned_count=1,
            created_at=now,
        )

    def complete(self, *, by: UUID, now: datetime) -> bool:
        """Whether this call completed it; false where it was done already. Raises NotYoursError for anybody else."""
        if by != self.assignee_id:
            raise NotYoursError("only the assignee may complete a task")
        if self.status == "done":
            return False
        self.status = "done"
        self.completed_at = now
        return True

    def check_visible_to(self, user_id: UUID, role: str) -> None:
        """Raises NotYoursError for somebody who neither filed it, nor has it, nor sees all tasks."""
        if role not in OVERSEER_ROLES and user_id not in (self.author_id, self.assignee_id):
            raise NotYoursError(
                "only its author, its assignee, managers and administrators may see this task"
            )


@dataclass(kw_only=True)
class LogEntry:
    """One line of a task's log."""

    task_id: UUID
    occurred_at: datetime
    actor_id: UUID
    kind: LogKind
    description: str
    assignee_id: UUID | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """How many tasks were found; where there are `more`, counting stopped at `count`."""

    count: int
    more: bool


@dataclass(frozen=True, slots=True)
class Load:
    """How many open tasks somebody has."""

    assignee_id: UUID
    open: int


@dataclass(frozen=True, slots=True)
class Spread:
    """How the open tasks spread over people: how many tasks, over how many people, and some of the people."""

    open: int
    people: int
    items: list[Load]


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that cannot become a task. `line` is where the row starts in the file, the header being line 1.

    `column` is the one that is at fault; None where the row as a whole is.
    """

    line: int
    column: str | None
    reason: Reason


@dataclass(frozen=True, slots=True)
class Backlog:
    """A Jira export as read: rows that can become tasks, and rows that cannot."""

    drafts: list[Draft]
    rejected: list[Rejected]


def read_backlog(content: bytes) -> Backlog:
    """Reads a CSV with the columns `Issue key, Summary, Description` in any order; others are ignored.

    Raises NotABacklogError where no row can be told from another: not UTF-8, no Summary column, a quote that never ends,
    too many rows.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise NotABacklogError(Reason.of("not-utf-8", line=line), field="body") from error
    drafts: list[Draft] = []
    rejected: list[Rejected] = []
    for line, fields in _rows(text):
        try:
            drafts.append(_draft(fields))
        except InvalidError as refusal:
            rejected.append(Rejected(line, _COLUMNS.get(refusal.field or ""), refusal.reason))
        if len(drafts) + len(rejected) > IMPORT_ROWS_MAX:
            raise NotABacklogError(Reason.of("too-many-rows", max=IMPORT_ROWS_MAX), field="body")
    return Backlog(drafts, rejected)


_COLUMNS = {"title": "Summary", "description": "Description", "jira_key": "Issue key"}


# The size of the whole file is bounded where it comes in; a cell that is too long is the fault of its row alone.
csv.field_size_limit(2**31 - 1)


def _rows(text: str) -> Iterator[tuple[int, dict[str | None, str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        header: list[str | None] = [name.strip() for name in next(reader, [])]
        if "Summary" not in header:
            raise NotABacklogError(Reason.of("no-header"), field="body")
        line = reader.line_num + 1
        for row in reader:
            if row:
                # A surplus cell gets the name None, which no column has.
                names = header + [None] * (len(row) - len(header))
                yield line, dict(zip(names, row, strict=False))
            line = reader.line_num + 1
    except csv.Error as error:
        raise NotABacklogError(Reason.of("bad-row", line=line), field="body") from error


def _draft(fields: dict[str | None, str]) -> Draft:
    if None in fields:
        raise InvalidError(Reason.of("too-many-cells"))
    return Draft(
        title=fields.get("Summary", ""),
        description=fields.get("Description") or None,
        jira_key=fields.get("Issue key", "").strip() or None,
    )
