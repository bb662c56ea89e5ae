"""`./ates down` and `./ates reset`: stop everything, and forget everything."""

from typing import Annotated

import typer

from ates_chassis.shared.screen import console
from ates_local import own_files, state_folder, states
from ates_local.commands.common import company_without_settings
from ates_local.company import Company
from ates_local.installation import check_own_data, own_outside_folder
from ates_local.places import places_of_this_checkout


def stop(company: Company) -> None:
    with console.status("Stopping: services, then RabbitMQ, then PostgreSQL …"):
        company.stop()


def down(
    *,
    docker: Annotated[bool, typer.Option("--docker", help="The one in containers.")] = False,
) -> None:
    """Stop everything; the data stays."""
    if docker:
        from ates_local.commands import containers  # of no use without Docker

        containers.down()
        return
    places = places_of_this_checkout()
    if not places.state.exists() or not state_folder.is_ours(places):
        console.print("Nothing runs: ./ates up starts aTES.")
        return
    company = company_without_settings()
    with company.lock("down"):
        stop(company)
    console.print("[green]✓[/] aTES is down; the data is kept.")


def reset(
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Stop everything and delete all data of this installation."""
    places = places_of_this_checkout()
    if not places.state.exists():
        console.print("There is nothing to delete: ./ates up starts aTES.")
        return
    state_folder.check_ours(places)
    check_own_data(places)
    own_files.check_no_links(places.state.resolve())
    own_files.check_no_mounts(places.state, own_outside_folder(places))
    company = company_without_settings()
    if not yes:
        typer.confirm(f"Delete all data of the company in {places.state}?", abort=True)
    with company.lock("reset"):
        stop(company)
        outside = own_outside_folder(places)
        if outside:
            own_files.delete_outside(outside)
        left = own_files.delete(places.state, state_folder.MARK)
        states.forget(places)
    for path in left:
        console.plain(f"Not of aTES, and kept: {path}")
    console.print("[green]✓[/] Deleted; ./ates up begins anew.")
