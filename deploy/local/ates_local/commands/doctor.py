"""`./ates doctor`: whether this machine has what aTES needs, and the remedy for what it lacks."""

from rich.table import Table

from ates_chassis.shared.screen import console, plain
from ates_local.checkup import findings
from ates_local.commands.common import this_company


def doctor() -> None:
    """Look whether this machine has what aTES needs."""
    causes = list(findings(this_company()))
    table = Table(box=None, show_header=False, pad_edge=False)
    for _ in range(4):
        table.add_column(overflow="fold")
    for finding in causes:
        mark = "[green]✓[/]" if finding.good else "[red]✗[/]"
        remedy = "" if finding.good else f"→ {finding.remedy}"
        table.add_row(mark, *map(plain, (finding.about, finding.says, remedy)))
    console.print(table)
    if not all(finding.good for finding in causes):
        raise SystemExit(1)
