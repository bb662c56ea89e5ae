"""Drawing who gets a task, and the locks that a draw needs."""

from uuid import UUID

from sqlalchemy import TextClause, text

from ates_chassis.database import locks
from ates_chassis.database.engine import Transaction
from ates_chassis.database.locks import HeldLock, LockKey
from ates_tasks.domain.assignment import ASSIGNEE_ROLES, Cause


class AssigneesShared(HeldLock):
    """Proof that nobody changes who may be an assignee: so nobody is drawn who left while the draw was under way."""

    KEY = LockKey.ASSIGNEES


class AssigneesExclusive(AssigneesShared):
    """Proof that nobody draws, either."""


class ReassignmentHeld(HeldLock):
    """Proof that nobody else reassigns all tasks: two would lock the same rows in different orders."""

    KEY = LockKey.REASSIGNMENT


_DRAW = text(
    """
    WITH pool AS MATERIALIZED (SELECT array_agg(id) AS ids FROM user_directory WHERE active AND role = ANY(:roles))
    SELECT ids[random(1, cardinality(ids))] FROM pool, generate_series(1, CAST(:count AS integer)) WHERE ids IS NOT NULL
    """,
)

_REASSIGN = """
    WITH pool AS MATERIALIZED (
        SELECT array_agg(id) AS ids FROM user_directory WHERE active AND role = ANY(:roles)
    ), drawn AS MATERIALIZED (
        SELECT tasks.id, ids[random(1, cardinality(ids))] AS assignee_id
        FROM tasks, pool WHERE status = 'open' AND ids IS NOT NULL {only}
    ), moved AS (
        -- A task completed since the draw has another status by now, and stays as it is.
        UPDATE tasks SET assignee_id = drawn.assignee_id, assigned_count = tasks.assigned_count + 1
        FROM drawn WHERE tasks.id = drawn.id AND tasks.status = 'open'
        RETURNING new.id, new.assignee_id, old.assignee_id AS previous_assignee_id, new.assigned_count AS number
    ), logged AS (
        INSERT INTO task_log (task_id, occurred_at, actor_id, kind, description, assignee_id)
        SELECT id, now(), COALESCE(CAST(:actor AS uuid), assignee_id), 'assign', CAST(:cause AS text), assignee_id FROM moved
    ), told AS (
        INSERT INTO outbox (event_id, type, subject, data, traceparent)
        SELECT uuidv7(), 'tasks.task-assigned.v1', id::text, jsonb_build_object(
            'task_id', id, 'assignee_id', assignee_id, 'previous_assignee_id', previous_assignee_id,
            'number', number, 'cause', CAST(:cause AS text)
        ), CAST(:trace AS text) FROM moved
    )
    SELECT count(*) FROM moved
    """

_REASSIGN_ALL = text(_REASSIGN.format(only=""))
_REASSIGN_LEFT = text(
    _REASSIGN.format(
        only="AND assignee_id IN (SELECT id FROM user_directory WHERE NOT (active AND role = ANY(:roles)))"
    ),
)


async def lock_assignees_shared(tx: Transaction) -> AssigneesShared:
    return await locks.share(tx, AssigneesShared)


async def lock_assignees_exclusive(tx: Transaction) -> AssigneesExclusive:
    return await locks.take(tx, AssigneesExclusive)


async def lock_reassignment(tx: Transaction) -> ReassignmentHeld:
    return await locks.take(tx, ReassignmentHeld)


async def draw_assignees(held: AssigneesShared, count: int) -> list[UUID]:
    """`count` independent uniform draws among those who may be assignees; none where nobody may."""
    drawn = await held.tx.scalars(_DRAW, {"roles": sorted(ASSIGNEE_ROLES), "count": count})
    return list(drawn.all())


async def reassign_all(
    turn: ReassignmentHeld, _: AssigneesShared, *, actor: UUID, trace: str | None
) -> int:
    """Draws every open task anew, in one statement with its log and its events. Returns how many."""
    return await _reassign(turn.tx, _REASSIGN_ALL, actor=actor, cause="reassigned", trace=trace)


async def reassign_left(held: AssigneesExclusive, *, trace: str | None) -> int:
    """Like `reassign_all` for open tasks of people who may not be assignees any more."""
    return await _reassign(held.tx, _REASSIGN_LEFT, actor=None, cause="assignee-left", trace=trace)


async def _reassign(
    tx: Transaction, statement: TextClause, *, actor: UUID | None, cause: Cause, trace: str | None
) -> int:
    values = {"roles": sorted(ASSIGNEE_ROLES), "actor": actor, "cause": cause, "trace": trace}
    moved: int = (await tx.execute(statement, values)).scalar_one()
    return moved
