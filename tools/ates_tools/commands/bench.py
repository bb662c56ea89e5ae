"""`./ates bench`: what the pieces can do on this machine, each beside its limit; fails where a target is missed."""

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from ates_chassis.shared.screen import console
from ates_local.places import checkout_root
from ates_local.progress import Progress
from ates_local.rabbitmq_program import found_server, rabbitmq_programs


def bench(
    *,
    quick: Annotated[
        bool, typer.Option("--quick", help="Less of everything: a smoke test.")
    ] = False,
    only: Annotated[
        list[str] | None,
        typer.Option(help="One row: relay, ledger, latency, rate, reassign, memory. Repeatable."),
    ] = None,
    json: Annotated[Path | None, typer.Option(help="Also write the figures to this file.")] = None,
) -> None:
    """Measure speed and cost against the targets, on private servers and a private aTES."""
    if not found_server():
        with Progress(console) as progress, progress.step("Installing RabbitMQ"):
            rabbitmq_programs()
    command = [sys.executable, "-m", "tests.bench"]
    command += ["--quick"] if quick else []
    for row in only or []:
        command += ["--only", row]
    command += ["--json", str(json.absolute())] if json else []
    raise SystemExit(subprocess.call(command, cwd=checkout_root()))
