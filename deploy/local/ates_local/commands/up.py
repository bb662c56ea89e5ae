"""`./ates up`: starts everything, and says where it is and who may sign in."""

import asyncio
import os
from typing import Annotated

import typer
from rich.panel import Panel
from rich.table import Table

from ates_chassis.shared.screen import console
from ates_local import states
from ates_local.commands.common import this_company
from ates_local.commands.configure import show as show_settings
from ates_local.company import Company
from ates_local.progress import Progress
from ates_local.start import DEMO, Start, began_as

DEMO_PASSWORD = "ates-demo"  # noqa: S105 - public on purpose, on 127.0.0.1 only
DEMO_LOGINS = "admin, manager, boss, accountant, dev1 … dev5"


def up(
    *,
    empty: Annotated[
        bool, typer.Option("--empty", help="Without the demo company (first start only).")
    ] = False,
    new: Annotated[
        bool,
        typer.Option("--new", help="Begin a new company, though data of another lie elsewhere."),
    ] = False,
    docker: Annotated[
        bool, typer.Option("--docker", help="In containers instead, by Docker Compose.")
    ] = False,
) -> None:
    """Start aTES on this machine, or whatever of it does not run."""
    if docker:
        from ates_local.commands import containers  # of no use without Docker

        containers.up(empty=empty)
    else:
        up_here(empty=empty, new=new)


def up_here(*, empty: bool, new: bool) -> None:
    # Imports the settings of every service: not a thing that `./ates down` should depend on.
    from ates_local.configuration import change as changing
    from ates_local.configuration import shown

    known = this_company()
    if not new:
        states.check_no_other(known.places)
    with known.lock("up"):
        change = changing.by_environment(known.places, os.environ)
        company = asyncio.run(changing.check(known.places, change))
        was_running = company.is_running()
        try:
            with Progress(console) as progress:
                asyncio.run(Start(company, progress, empty=empty, new=new).run())
        except KeyboardInterrupt:
            if not was_running:
                console.print("Interrupted; stopping what was started …")
                company.stop()
            raise
        states.note(known.places)
    show_settings(shown.lines(change.after))
    for line in (*shown.differences(change), *changing.notes(change)):
        console.plain(line)
    show_addresses(company)


def show_addresses(company: Company) -> None:
    table = Table.grid(padding=(0, 2))
    web = company.ports.url("web")
    if any(service.name == "web" for service in company.services):
        table.add_row("[bold]Web[/]", web)
        table.add_row("[bold]REST API[/]", f"{web}/api/v1/docs")
    if company.has_mail_sink:
        table.add_row("[bold]Mail[/]", company.ports.url("mail"))
    if company.rabbitmq:
        user, password = company.rabbitmq.operator
        table.add_row("[bold]RabbitMQ[/]", company.rabbitmq.management_url)
        table.add_row("", f"[dim]user[/] {user}  [dim]password[/] {password}")
    add_sign_ins(table, company)
    console.print(Panel(table, title="aTES is up", border_style="green", expand=False))
    console.print("[dim]./ates status · ./ates logs · ./ates down[/]")


def add_sign_ins(table: Table, company: Company) -> None:
    if began_as(company.places) == DEMO:
        table.add_row("[bold]Sign in as[/]", DEMO_LOGINS)
        table.add_row("", f"[dim]password[/] {DEMO_PASSWORD}")
    else:
        table.add_row("[bold]First sign-in[/]", "./ates admin create LOGIN EMAIL")
