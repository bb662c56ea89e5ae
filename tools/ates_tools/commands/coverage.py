"""`./ates coverage`: what the tests of parts run of the product, and whether that is enough."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import typer
from rich.table import Table

from ates_chassis.shared.screen import console
from ates_local.places import checkout_root, places_of_this_checkout
from ates_local.progress import Progress
from ates_tools.commands.testing import ALL, OF_PARTS, prepare
from ates_tools.coverage import groups

COVERAGE = (sys.executable, "-m", "coverage")


def coverage(context: typer.Context) -> None:
    """Run the tests of parts (no whole company), and hold lines and branches to their floors.

    What follows goes to pytest. It takes about 25 minutes.
    """
    places = places_of_this_checkout()
    with Progress(console) as progress:
        prepare(ALL, places, progress)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "coverage"
        failed = _call("run", f"--data-file={data}", "-m", "pytest", "-m", OF_PARTS, *context.args)
        _call("combine", f"--data-file={data}", "--quiet", folder)
        report = Path(folder) / "report.json"
        _call("json", f"--data-file={data}", "--quiet", "-o", str(report))
        low = _show(json.loads(report.read_text(encoding="utf-8")))
    raise SystemExit(1 if failed or low else 0)


def _call(*arguments: str) -> int:
    return subprocess.call([*COVERAGE, *arguments], cwd=checkout_root())


def _show(report: dict[str, object]) -> bool:
    """Whether a group is below its floor."""
    table = Table("group", "floor", "lines and branches", box=None, pad_edge=False)
    every = groups(report)
    for group in every:
        mark = "[green]✓[/]" if group.is_enough else "[red]✗ too low[/]"
        table.add_row(group.name, f"{group.floor:.0f} %", f"{group.percent:.1f} % {mark}")
    console.print(table)
    return not all(group.is_enough for group in every)
