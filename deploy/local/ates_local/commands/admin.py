"""`./ates admin`: the administrators who are made from the command line."""

import asyncio
import subprocess
import sys
from typing import Annotated

import typer

from ates_chassis.shared.screen import console, plain
from ates_local.commands.common import started_company
from ates_local.commands.migrate import check_running
from ates_local.company import Company
from ates_local.settings import without_ours

app = typer.Typer(help="Administrators.", no_args_is_help=True)


@app.callback()
def admin() -> None:
    """Administrators made from the command line."""


@app.command("create")
def create(
    login: str,
    email: str,
    *,
    name: Annotated[str, typer.Option(help="The full name; the login if not given.")] = "",
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
) -> None:
    """Make an administrator."""
    company = started_company()
    asyncio.run(check_running(company))
    password = asked_password(from_stdin=password_stdin)
    with company.lock("admin create"):
        done = made(company, [login, email, name or login], password)
    if done.returncode != 0:
        raise SystemExit(done.returncode)
    console.print("[green]✓[/]", plain(f"{login} may sign in at {company.ports.url('web')}"))


def made(company: Company, identity: list[str], password: str) -> subprocess.CompletedProcess[str]:
    auth = next(service for service in company.services if service.name == "auth")
    return subprocess.run(
        [sys.executable, "-m", "ates_auth", "admin", *identity],
        cwd=company.places.checkout,
        env={**without_ours(), **company.environment.of_api(auth)},
        input=password,
        text=True,
        check=False,
    )


def asked_password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    password: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    return password
