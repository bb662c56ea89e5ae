"""The facts that tasks tells the other services."""

from typing import ClassVar
from uuid import UUID

from ates_chassis.messaging.contracts import Event
from ates_tasks.domain.assignment import Cause
from ates_tasks.domain.tasks import Task


class TaskAddedV1(Event):
    TYPE: ClassVar[str] = "tasks.task-added.v1"
    SUBJECT: ClassVar[str] = "task_id"

    task_id: UUID
    title: str
    jira_key: str | None
    author_id: UUID

    @classmethod
    def of(cls, task: Task) -> "TaskAddedV1":
        return cls(
            task_id=task.id, title=task.title, jira_key=task.jira_key, author_id=task.author_id
        )


class TaskAssignedV1(Event):
    """Also built in SQL by `storage.assignment`, which a test holds to the same schema."""

    TYPE: ClassVar[str] = "tasks.task-assigned.v1"
    SUBJECT: ClassVar[str] = "task_id"

    task_id: UUID
    assignee_id: UUID
    previous_assignee_id: UUID | None
    number: int
    cause: Cause

    @classmethod
    def first(cls, task: Task) -> "TaskAssignedV1":
        return cls(
            task_id=task.id,
            assignee_id=task.assignee_id,
            previous_assignee_id=None,
            number=1,
            cause="created",
        )


class TaskCompletedV1(Event):
    TYPE: ClassVar[str] = "tasks.task-completed.v1"
    SUBJECT: ClassVar[str] = "task_id"

    task_id: UUID
    completed_by: UUID

    @classmethod
    def of(cls, task: Task) -> "TaskCompletedV1":
        return cls(task_id=task.id, completed_by=task.assignee_id)
