"""Filing, completing and seeing a task."""

from collections.abc import Sequence
from uuid import UUID

from uuid_utils.compat import uuid7

from ates_chassis.database.engine import Transaction
from ates_chassis.database.sessions import ReadSession
from ates_chassis.messaging import outbox
from ates_tasks.domain.tasks import Draft, LogEntry, NoSuchTaskError, Task
from ates_tasks.events import TaskAddedV1, TaskAssignedV1, TaskCompletedV1
from ates_tasks.storage import assignment, tasks
from ates_tasks.use_cases.assignment import draw

LOG_ENTRIES_MAX = 1_000


async def create_task(tx: Transaction, *, draft: Draft, author_id: UUID) -> Task:
    """Files a task for somebody drawn at random. Raises NobodyToAssignError where nobody may be an assignee."""
    [task] = await file_tasks(tx, [draft], author_id)
    return task


async def file_tasks(tx: Transaction, drafts: Sequence[Draft], author_id: UUID) -> list[Task]:
    """A task for each draft, each for somebody drawn by itself. Raises NobodyToAssignError."""
    assignees = await draw(await assignment.lock_assignees_shared(tx), len(drafts))
    now = await tasks.now(tx)
    filed = [
        Task.file(draft, id=uuid7(), author_id=author_id, assignee_id=assignee_id, now=now)
        for draft, assignee_id in zip(drafts, assignees, strict=True)
    ]
    tx.add_all(filed)
    tx.add_all(entry for task in filed for entry in _first_entries(task))
    await tx.flush()
    await outbox.put(
        tx,
        *(event for task in filed for event in (TaskAddedV1.of(task), TaskAssignedV1.first(task))),
    )
    return filed


def _first_entries(task: Task) -> list[LogEntry]:
    created = LogEntry(
        task_id=task.id,
        occurred_at=task.created_at,
        actor_id=task.author_id,
        kind="create",
        description=task.title,
    )
    assigned = LogEntry(
        task_id=task.id,
        occurred_at=task.created_at,
        actor_id=task.author_id,
        kind="assign",
        description="created",
        assignee_id=task.assignee_id,
    )
    return [created, assigned]


async def complete_task(tx: Transaction, *, task_id: UUID, by: UUID) -> Task:
    """Completes a task for its assignee; again is the same success without an effect. Raises NotYoursError, NoSuchTaskError."""
    task = await tasks.task_for_update(tx, task_id)
    if task is None:
        raise NoSuchTaskError("there is no such task")
    now = await tasks.now(tx)
    if task.complete(by=by, now=now):
        tx.add(
            LogEntry(
                task_id=task.id,
                occurred_at=now,
                actor_id=by,
                kind="complete",
                description="completed",
            )
        )
        await tx.flush()
        await outbox.put(tx, TaskCompletedV1.of(task))
    return task


async def show_task(tx: ReadSession, *, task_id: UUID, user_id: UUID, role: str) -> Task:
    """Raises NoSuchTaskError, or NotYoursError for somebody who may not see it."""
    task = await tasks.task(tx, task_id)
    if task is None:
        raise NoSuchTaskError("there is no such task")
    task.check_visible_to(user_id, role)
    return task


async def show_task_log(
    tx: ReadSession, *, task_id: UUID, user_id: UUID, role: str
) -> Sequence[LogEntry]:
    """The task's log, oldest first. Raises like `show_task`."""
    await show_task(tx, task_id=task_id, user_id=user_id, role=role)
    return await tasks.log_of(tx, task_id, LOG_ENTRIES_MAX)
