"""`./ates test`: the tests of one level or of all, after making sure that what they need is there."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import typer
from rich.table import Table

from ates_chassis.shared.screen import console
from ates_local import node
from ates_local.checkup import chromium
from ates_local.packages import install
from ates_local.places import Places, places_of_this_checkout
from ates_local.progress import Progress
from ates_local.rabbitmq_program import found_server, rabbitmq_programs
from ates_tools.levels import BUDGETS_S, LEVELS

ALL = "all"
TIMES = "ATES_TEST_TIMES"
PYTEST = (sys.executable, "-m", "pytest")
WHOLE_COMPANY = ("e2e", "browser", "faults")
# With a company that runs in containers already, which `./ates test` does not start.
ELSEWHERE = "containers"
OF_PARTS = f"not ({' or '.join((*WHOLE_COMPANY, ELSEWHERE))})"
NICENESS = 10
DURATIONS = "--durations=12"
WITH_BROKER = {"broker", "e2e", "browser", "faults", ALL}
WITH_WEB = {"service", "e2e", "browser", "faults", ALL}
WITH_BROWSER = {"browser", ALL}


def test(context: typer.Context) -> None:
    """Run the tests: all, or those of a LEVEL; what follows goes to pytest.

    Levels: unit, service, broker, contracts, architecture, e2e, browser, faults, containers, all (the default) but containers.
    """
    level, arguments = split(context.args)
    places = places_of_this_checkout()
    with Progress(console) as progress:
        prepare(level, places, progress)
    if level == ALL and not arguments:
        code = test_all(places)
        console.print("Not run: the level containers, which needs Docker (docs/production.md).")
        raise SystemExit(code)
    select = [] if level == ALL else ["-m", level]
    raise SystemExit(subprocess.call([*PYTEST, *select, *arguments], cwd=places.checkout))


def test_all(places: Places) -> int:
    """Two runs at once, each with servers of its own: one of tests that wait much, one of those that compute."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryDirectory() as folder:
        times = [Path(folder) / name for name in ("computing", "waiting")]
        environments = [{**os.environ, TIMES: str(file)} for file in times]
        behind = subprocess.Popen(
            [*PYTEST, DURATIONS, "-m", OF_PARTS],
            cwd=places.checkout,
            env=environments[0],
            stdout=output,
            stderr=subprocess.STDOUT,
            preexec_fn=_modest,  # noqa: PLW1509 - no threads are running yet
        )
        waiting = [*PYTEST, DURATIONS, "-m", " or ".join(WHOLE_COMPANY)]
        before = subprocess.call(waiting, cwd=places.checkout, env=environments[1])
        after = behind.wait()
        output.seek(0)
        shutil.copyfileobj(output, sys.stdout.buffer)
        sys.stdout.flush()
        show_times(times)
    return before or after


def show_times(files: Sequence[Path]) -> None:
    """Of all levels, each beside its budget."""
    table = Table("level", "tests", "time", "budget", box=None, pad_edge=False)
    for file in filter(Path.exists, files):
        for level, (count, seconds) in sorted(json.loads(file.read_text()).items()):
            budget = BUDGETS_S.get(level, 0)
            mark = "" if seconds <= budget else " [red]over[/]"
            table.add_row(level, str(count), f"{seconds:.0f} s{mark}", f"{budget} s")
    console.print(table)


def _modest() -> None:
    """The measured times of the other run come first."""
    os.nice(NICENESS)


def split(arguments: list[str]) -> tuple[str, list[str]]:
    """The level, if the first argument is one, and what goes to pytest."""
    if arguments and arguments[0] in (*LEVELS, ALL):
        return arguments[0], arguments[1:]
    return ALL, arguments


def prepare(level: str, places: Places, progress: Progress) -> None:
    if level in WITH_BROKER and not found_server():
        with progress.step("Installing RabbitMQ"):
            rabbitmq_programs()
    if level in WITH_WEB and not node.modules_are_current(places):
        with progress.step("The web UI's packages"):
            asyncio.run(node.install_modules(places))
    if level in WITH_BROWSER and not chromium():
        with progress.step("Installing Chromium"):
            install(apt="chromium", brew=None, what="Chromium")
