"""A task and its log."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from ates_chassis.shared.errors import ForbiddenError, InvalidError, NotFoundError
from ates_chassis.shared.reasons import Reason
from ates_chassis.shared.text.rules import JIRA_KEY, is_visible, line, lines

TITLE_MAX = 300
DESCRIPTION_MAX = 10_000
TITLE, DESCRIPTION = line(TITLE_MAX), lines(DESCRIPTION_MAX)

OVERSEER_ROLES = frozenset({"administrator", "manager"})

Status = Literal["open", "done"]
LogKind = Literal["create", "assign", "complete", "other"]


class NotYoursError(ForbiddenError):
    code = "not-yours"


class NoSuchTaskError(NotFoundError):
    code = "no-such-task"


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
