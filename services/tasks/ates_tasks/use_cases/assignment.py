"""Who gets a task: the draw, drawing all anew, and what follows where people leave."""

import logging
from collections.abc import Sequence
from uuid import UUID

from ates_chassis.database.engine import Transaction
from ates_chassis.observability.tracing import traceparent
from ates_chassis.shared import user_directory
from ates_chassis.shared.user_directory import Person
from ates_tasks.domain.assignment import NobodyToAssignError
from ates_tasks.storage import assignment
from ates_tasks.storage.assignment import AssigneesShared

log = logging.getLogger(__name__)


async def draw(held: AssigneesShared, count: int) -> list[UUID]:
    """`count` assignees, drawn independently. Raises NobodyToAssignError where nobody may be one."""
    assignees = await assignment.draw_assignees(held, count)
    if len(assignees) < count:
        raise NobodyToAssignError("there is nobody whom a task can be given to")
    return assignees


async def reassign_tasks(tx: Transaction, *, by: UUID) -> int:
    """Draws the assignee of every open task anew and returns how many tasks that were."""
    turn = await assignment.lock_reassignment(tx)
    held = await assignment.lock_assignees_shared(tx)
    await draw(held, 1)
    return await assignment.reassign_all(turn, held, actor=by, trace=traceparent())


async def follow_people(tx: Transaction, *, changes: Sequence[Person]) -> None:
    """Takes over what auth says of people, and draws anew the open tasks of those who may not have them any more."""
    held = await assignment.lock_assignees_exclusive(tx)
    if not await user_directory.remember(tx, changes):
        return
    moved = await assignment.reassign_left(held, trace=traceparent())
    if moved:
        log.info("tasks of people who left were reassigned", extra={"tasks": moved})
