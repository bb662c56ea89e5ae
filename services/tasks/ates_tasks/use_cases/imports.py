"""Filing a whole backlog."""

from dataclasses import dataclass
from uuid import UUID

from ates_chassis.database.engine import Transaction
from ates_tasks.domain.imports import Rejected, read_backlog
from ates_tasks.storage import assignment
from ates_tasks.use_cases.assignment import draw
from ates_tasks.use_cases.tasks import file_tasks


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """How an import went, or in a dry run would go."""

    imported: int
    rejected: list[Rejected]
    dry_run: bool


async def import_tasks(
    tx: Transaction, *, content: bytes, author_id: UUID, dry_run: bool
) -> Imported:
    """Files a task for each good row of a Jira export. A dry run raises the same NotABacklogError or NobodyToAssignError."""
    backlog = read_backlog(content)
    if dry_run:
        await draw(await assignment.lock_assignees_shared(tx), len(backlog.drafts))
    else:
        await file_tasks(tx, backlog.drafts, author_id)
    return Imported(imported=len(backlog.drafts), rejected=backlog.rejected, dry_run=dry_run)
