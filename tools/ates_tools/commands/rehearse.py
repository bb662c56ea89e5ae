"""`./ates rehearse backlog.csv`: the main job on the running demo company, for a person to watch."""

import asyncio
import hashlib
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from ates_chassis.shared.command_error import CommandError
from ates_chassis.shared.screen import console, plain
from ates_local.commands.common import started_company
from ates_tools.rehearsal.audit import AuditFinding
from ates_tools.rehearsal.main_job import AuditedBooks
from ates_tools.rehearsal.main_job import rehearse as run


def rehearse(
    backlog: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="A CSV as Jira exports it.")
    ],
) -> None:
    """Import a backlog into the demo company, reassign it, complete every task, and audit the books."""
    company = started_company()
    books = AuditedBooks(
        tasks_url=company.environment.database_urls("tasks").owner,
        accounting_url=company.environment.database_urls("accounting").owner,
    )
    content = backlog.read_bytes()
    key = hashlib.sha256(content).hexdigest()
    with company.lock("rehearse"):
        outcome = asyncio.run(run(company.ports.url("web"), books, content, key, console.plain))
    console.print(_table(outcome.findings))
    if not all(finding.holds for finding in outcome.findings):
        raise CommandError(
            "The books do not hold.", remedy="Look at ./ates logs and ./ates parked list."
        )


def _table(findings: list[AuditFinding]) -> Table:
    table = Table(title="Audit", title_justify="left")
    for column in ("must hold", "looked at", ""):
        table.add_column(column)
    for finding in findings:
        verdict = "[green]holds[/]" if finding.holds else f"[red]{finding.offences} offences[/]"
        table.add_row(plain(finding.rule), plain(finding.detail), verdict)
    return table
