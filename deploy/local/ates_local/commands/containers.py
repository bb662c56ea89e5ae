"""`./ates up --docker` and `./ates down --docker`: the same company in containers, by Compose."""

from rich.panel import Panel
from rich.table import Table

from ates_chassis.shared.screen import console
from ates_local.compose import SECRETS, Compose
from ates_local.places import checkout_root


def up(*, empty: bool) -> None:
    compose = Compose(checkout_root())
    compose.check_available()
    compose.write_secrets()
    compose.run("build", "databases")
    compose.run("up", "--detach", "--wait")
    if not empty:
        compose.run("run", "--rm", "demo")
    _show(compose, empty=empty)


def down() -> None:
    Compose(checkout_root()).run("down")
    console.print("[green]✓[/] The containers are gone; the data are kept in volumes.")


def _show(compose: Compose, *, empty: bool) -> None:
    table = Table.grid(padding=(0, 2))
    web = compose.published("web", 8000)
    table.add_row("[bold]Web[/]", web)
    table.add_row("[bold]REST API[/]", f"{web}/api/v1/docs")
    table.add_row("[bold]Mail[/]", compose.published("mail", 8000))
    table.add_row("[bold]RabbitMQ[/]", compose.published("rabbitmq", 15672))
    table.add_row("", f"[dim]user[/] operator  [dim]password[/] in {SECRETS}/management_password")
    if empty:
        administrator = (
            f"{compose.command_line} exec auth-worker python -m ates_auth admin LOGIN EMAIL NAME"
        )
        table.add_row("[bold]First sign-in[/]", administrator)
    console.print(
        Panel(table, title="aTES is up in containers", border_style="green", expand=False)
    )
    console.print(f"[dim]{compose.command_line} ps · logs · down[/]")
