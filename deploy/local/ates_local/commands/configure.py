"""`./ates configure`: the settings of the company, shown or changed."""

import asyncio
import sys
from collections.abc import Iterable
from typing import Annotated

import typer
from rich.table import Table

from ates_chassis.shared.command_error import CommandError
from ates_chassis.shared.screen import console, plain
from ates_local.commands.common import usable_places
from ates_local.company import Company
from ates_local.settings import Settings, check_not_lost, stored


def configure(
    assignments: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NAME=VALUE]...",
            help="A NAME alone is asked for, or read from standard input: for passwords.",
        ),
    ] = None,
    *,
    unset: Annotated[
        list[str] | None, typer.Option("--unset", metavar="NAME", help="Back to the default.")
    ] = None,
    move_servers: Annotated[
        bool,
        typer.Option("--move-servers", help="The data were moved to the servers that are named."),
    ] = False,
) -> None:
    """Show the settings of this aTES, or change them; they are kept, and in force at the next up."""
    # Imports the settings of every service: not a thing that `./ates down` should depend on.
    from ates_local.configuration import change as changing
    from ates_local.configuration import shown

    places = usable_places()
    if not assignments and not unset:
        check_not_lost(places)
        show(shown.lines(stored(places) or {}))
        console.plain(f"\nKept in {places.env}")
        return
    changes = parsed(assignments or [])
    with Company(places, Settings.of({})).lock("configure"):
        change = changing.by_command(places, changes, unset or [])
        configured = asyncio.run(changing.check(places, change, move_servers=move_servers))
        changing.store(places, configured.settings)
    for line in (*shown.differences(change), *changing.notes(change)):
        console.plain(line)
    if not change.names:
        console.print("Nothing changes.")
    elif configured.supervisor.is_alive():
        console.print("[bold]→[/] ./ates up puts it in force.")


def show(lines: Iterable[tuple[str, str]]) -> None:
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in lines:
        table.add_row(name, plain(value))
    console.print(table)


def parsed(assignments: list[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for assignment in assignments:
        name, equals, value = assignment.partition("=")
        if name in values:
            raise CommandError(f"{name} is given twice.", remedy="Say it once.")
        values[name] = value if equals else asked_for(name)
    return values


def asked_for(name: str) -> str:
    """So that a password stands neither in the shell's history nor in the list of processes."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    answer: str = typer.prompt(name, hide_input=True)
    return answer
