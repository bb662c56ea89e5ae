"""The main job, step by step: import, reassign, complete, wait for the last event, audit."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import asyncpg

from ates_chassis.shared.command_error import CommandError
from ates_tools.rehearsal.audit import AuditFinding, audit, unsettled
from ates_tools.rehearsal.staff import ASSIGNEES, Employee, new_client

_SETTLE_TIMEOUT_S = 180
_LOOK_AGAIN_S = 0.1

Report = Callable[[str], None]


@dataclass(frozen=True)
class MainJobOutcome:
    imported: dict[str, Any]
    reassigned: int
    completed: int
    findings: list[AuditFinding]


@dataclass(frozen=True)
class AuditedBooks:
    """Where the two databases are, as their owners see them."""

    tasks_url: str
    accounting_url: str


async def rehearse(
    web_url: str, books: AuditedBooks, backlog: bytes, key: str, report: Report
) -> MainJobOutcome:
    """Runs the main job on a company with its demo people and tells each step to `report`."""
    async with new_client(web_url) as client:
        manager = await Employee.sign_in(client, "manager")
        imported = await manager.import_backlog(backlog, key)
        report(f"imported {imported['imported']} tasks, rejected {len(imported['rejected'])} rows")
        for row in imported["rejected"]:
            report(f"  line {row['line']}: {row['reason']}")
        reassigned = await manager.reassign()
        report(f"reassigned {reassigned} open tasks")
        completed = 0
        for login in ASSIGNEES:
            employee = await Employee.sign_in(client, login)
            async for count in employee.complete_everything():
                completed += count
                report(f"{login} completed {count}")
    findings = await settled_findings(books)
    return MainJobOutcome(imported, reassigned, completed, findings)


async def settled_findings(books: AuditedBooks) -> list[AuditFinding]:
    """Waits until all events arrived, then audits. Raises CommandError where they do not within three minutes."""
    tasks = await asyncpg.connect(books.tasks_url)
    accounting = await asyncpg.connect(books.accounting_url)
    try:
        deadline = asyncio.get_running_loop().time() + _SETTLE_TIMEOUT_S
        while waiting := await unsettled(tasks, accounting):
            if asyncio.get_running_loop().time() > deadline:
                raise CommandError(
                    f"{waiting} effects are still missing after {_SETTLE_TIMEOUT_S} s.",
                    remedy="See what was parked with ./ates parked list, and the logs with ./ates logs.",
                )
            await asyncio.sleep(_LOOK_AGAIN_S)
        return await audit(tasks, accounting)
    finally:
        await tasks.close()
        await accounting.close()
