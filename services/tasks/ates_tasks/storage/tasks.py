"""One task and its log."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from ates_chassis.database.engine import Transaction
from ates_chassis.database.sessions import ReadSession
from ates_tasks.domain.tasks import LogEntry, Task
from ates_tasks.storage.tables import task_log


async def now(tx: Transaction) -> datetime:
    moment: datetime = (await tx.execute(select(func.now()))).scalar_one()
    return moment


async def task_for_update(tx: Transaction, task_id: UUID) -> Task | None:
    return await tx.get(Task, task_id, with_for_update=True)


async def task(tx: ReadSession, task_id: UUID) -> Task | None:
    return await tx.get(Task, task_id)


async def log_of(tx: ReadSession, task_id: UUID, limit: int) -> Sequence[LogEntry]:
    query = (
        select(LogEntry).where(task_log.c.task_id == task_id).order_by(task_log.c.id).limit(limit)
    )
    return (await tx.scalars(query)).all()
