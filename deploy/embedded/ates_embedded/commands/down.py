"""`./ates down` and `./ates reset`: stop everything, and forget everything."""

import shutil
from typing import Annotated

import typer

from ates_embedded import states
from ates_embedded.commands.common import this_company
from ates_embedded.company import Company
from ates_embedded.installation import outside_folder
from ates_embedded.screen import console


def stop(company: Company) -> None:
    with console.status("Stopping: services, then RabbitMQ, then PostgreSQL …"):
        company.stop()


def down() -> None:
    """Stop everything; the data stays."""
    company = this_company()
    if not company.places.state.exists():
        console.print("Nothing runs: ./ates up starts aTES.")
        return
    with company.lock():
        stop(company)
    console.print("[green]✓[/] aTES is down; the data is kept.")


def reset(
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Stop everything and delete all data of this installation."""
    company = this_company()
    if not yes:
        typer.confirm(f"Delete everything in {company.places.state}?", abort=True)
    with company.lock():
        stop(company)
        shutil.rmtree(outside_folder(company.places), ignore_errors=True)
        shutil.rmtree(company.places.state)
        states.forget(company.places)
    console.print("[green]✓[/] Deleted; ./ates up begins anew.")
