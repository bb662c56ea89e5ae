"""`./ates test`: the tests of one level or of all, after making sure that what they need is there."""

import asyncio
import subprocess
import sys

import typer

from ates_embedded import node
from ates_embedded.checkup import chromium
from ates_embedded.packages import install
from ates_embedded.places import Places, places_of_this_checkout
from ates_embedded.progress import Progress
from ates_embedded.rabbitmq_program import found_server, rabbitmq_programs
from ates_embedded.screen import console
from ates_embedded.testing.levels import LEVELS

ALL = "all"
WITH_BROKER = {"broker", "e2e", "browser", "faults", ALL}
WITH_WEB = {"service", "e2e", "browser", "faults", ALL}
WITH_BROWSER = {"browser", ALL}
SETTINGS = {"allow_extra_args": True, "ignore_unknown_options": True}


def test(context: typer.Context) -> None:
    """Run the tests: all, or those of a LEVEL; what follows goes to pytest.

    Levels: unit, service, broker, contracts, architecture, e2e, browser, faults, all (the default).
    """
    level, arguments = split(context.args)
    places = places_of_this_checkout()
    with Progress(console) as progress:
        prepare(level, places, progress)
    select = [] if level == ALL else ["-m", level]
    command = [sys.executable, "-m", "pytest", *select, *arguments]
    raise SystemExit(subprocess.call(command, cwd=places.checkout))


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
