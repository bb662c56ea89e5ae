"""What the tasks service can do."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from uuid_utils.compat import uuid7

from ates_chassis.database.engine import Transaction
from ates_chassis.database.sessions import ReadSession
from ates_chassis.http.paging import Window
from ates_chassis.messaging import outbox
from ates_chassis.observability.tracing import traceparent
from ates_chassis.shared import user_directory
from ates_chassis.shared.user_directory import Person
from ates_tasks import storage
from ates_tasks.domain import (
    Count,
    Draft,
    LogEntry,
    NobodyToAssignError,
    NoSuchTaskError,
    Rejected,
    Spread,
    Task,
    read_backlog,
)
from ates_tasks.events import TaskAddedV1, TaskAssignedV1, TaskCompletedV1
from ates_tasks.storage import AssigneesShared, TaskFilter

log = logging.getLogger(__name__)

LOG_ENTRIES_MAX = 1_000
COUNT_MAX = 10_000
# A text is sought title by title.
SOUGHT_COUNT_MAX = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """How an import went, or in a dry run would go."""

    imported: int
    rejected: list[Rejected]
    dry_run: bool


async def create_task(tx: Transaction, *, draft: Draft, author_id: UUID) -> Task:
    """Files a task for somebody drawn at random. Raises NobodyToAssignError where nobody may be an assignee."""
    [task] = await _file(tx, [draft], author_id)
    return task


async def import_tasks(
    tx: Transaction, *, content: bytes, author_id: UUID, dry_run: bool
) -> Imported:
    """Files a task for each good row of a Jira export. A dry run raises the same NotABacklogError or NobodyToAssignError."""
    backlog = read_backlog(content)
    if dry_run:
        await _draw(await storage.lock_assignees_shared(tx), len(backlog.drafts))
    else:
        await _file(tx, backlog.drafts, author_id)
    return Imported(imported=len(backlog.drafts), rejected=backlog.rejected, dry_run=dry_run)


async def _file(tx: Transaction, drafts: Sequence[Draft], author_id: UUID) -> list[Task]:
    assignees = await _draw(await storage.lock_assignees_shared(tx), len(drafts))
    now = await storage.now(tx)
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


async def _draw(held: AssigneesShared, count: int) -> list[UUID]:
    assignees = await storage.draw_assignees(held, count)
    if len(assignees) < count:
        raise NobodyToAssignError("there is nobody whom a task can be given to")
    return assignees


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


async def reassign_tasks(tx: Transaction, *, by: UUID) -> int:
    """Draws the assignee of every open task anew and returns how many tasks that were."""
    turn = await storage.lock_reassignment(tx)
    held = await storage.lock_assignees_shared(tx)
    await _draw(held, 1)
    return await storage.reassign_all(turn, held, actor=by, trace=traceparent())


async def complete_task(tx: Transaction, *, task_id: UUID, by: UUID) -> Task:
    """Completes a task for its assignee; again is the same success without an effect. Raises NotYoursError, NoSuchTaskError."""
    task = await storage.task_for_update(tx, task_id)
    if task is None:
        raise NoSuchTaskError("there is no such task")
    now = await storage.now(tx)
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
    task = await storage.task(tx, task_id)
    if task is None:
        raise NoSuchTaskError("there is no such task")
    task.check_visible_to(user_id, role)
    return task


async def show_task_log(
    tx: ReadSession, *, task_id: UUID, user_id: UUID, role: str
) -> Sequence[LogEntry]:
    """The task's log, oldest first. Raises like `show_task`."""
    await show_task(tx, task_id=task_id, user_id=user_id, role=role)
    return await storage.log_of(tx, task_id, LOG_ENTRIES_MAX)


async def show_tasks(tx: ReadSession, *, filters: TaskFilter, window: Window) -> Sequence[Task]:
    """A page of tasks, with one row more to tell whether there is a next page."""
    return await storage.tasks_page(tx, filters, window)


async def count_tasks(tx: ReadSession, *, filters: TaskFilter) -> Count:
    """How many tasks there are, counted up to COUNT_MAX; up to SOUGHT_COUNT_MAX where a text is sought."""
    return await storage.count_tasks(tx, filters, SOUGHT_COUNT_MAX if filters.q else COUNT_MAX)


async def show_load(tx: ReadSession, *, limit: int) -> Spread:
    """How the open tasks spread over people, with the `limit` most loaded of them."""
    return await storage.spread(tx, limit)


async def follow_people(tx: Transaction, *, changes: Sequence[Person]) -> None:
    """Takes over what auth says of people, and draws anew the open tasks of those who may not have them any more."""
    held = await storage.lock_assignees_exclusive(tx)
    if not await user_directory.remember(tx, changes):
        return
    moved = await storage.reassign_left(held, trace=traceparent())
    if moved:
        log.info("tasks of people who left were reassigned", extra={"tasks": moved})
