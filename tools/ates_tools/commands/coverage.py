"""`./ates coverage`: what the tests run of the product, and whether that is enough."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import typer
from rich.table import Table

from ates_chassis.shared.screen import console
from ates_local.places import checkout_root, places_of_this_checkout
from ates_local.progress import Progress
from ates_tools.commands.testing import ALL, OF_PARTS, prepare
from ates_tools.coverage import groups

COVERAGE = (sys.executable, "-m", "coverage")
# Both wait much, so each is run beside the other, with servers of its own.
HALVES = (("chassis", "deploy", "tools"), ("services", "tests"))
# What runs the launcher and the tools, as a person does; the other tests of a whole company run little of their own.
WHOLE = (
    "tests/e2e/test_commands.py",
    "tests/e2e/test_down_and_reset.py",
    "tests/e2e/test_main_job.py",
    "tests/faults/test_settings_survive.py",
    "tests/faults/test_supervisor.py",
    "tests/faults/test_takeover.py",
    "tests/browser/test_screenshots.py",
)


def coverage(context: typer.Context) -> None:
    """Run the tests of parts and those of the commands, and hold lines and branches to their floors.

    What follows goes to pytest, for another choice of tests. It takes about 20 minutes.
    """
    places = places_of_this_checkout()
    with Progress(console) as progress:
        prepare(ALL, places, progress)
    halves = [tuple(context.args)] if context.args else HALVES
    with tempfile.TemporaryDirectory() as folder:
        data = f"--data-file={Path(folder) / 'coverage'}"
        runs = [_started("run", data, "-m", "pytest", "-m", OF_PARTS, *half) for half in halves]
        failed = [run.wait() for run in runs]
        if not context.args:
            failed.append(_started("run", data, "-m", "pytest", *WHOLE).wait())
        report = Path(folder) / "report.json"
        for step in (("combine", data, "--quiet", folder), ("json", data, "-o", str(report))):
            _started(*step).wait()
        low = show(json.loads(report.read_text(encoding="utf-8")))
    raise SystemExit(1 if any(failed) or low else 0)


def _started(*arguments: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([*COVERAGE, *arguments], cwd=checkout_root())


def show(report: dict[str, object]) -> Sequence[str]:
    """The groups that are below their floor."""
    table = Table("group", "floor", "lines and branches", box=None, pad_edge=False)
    every = groups(report)
    for group in every:
        mark = "[green]✓[/]" if group.is_enough else "[red]✗ too low[/]"
        table.add_row(group.name, f"{group.floor:.0f} %", f"{group.percent:.1f} % {mark}")
    console.print(table)
    return [group.name for group in every if not group.is_enough]
