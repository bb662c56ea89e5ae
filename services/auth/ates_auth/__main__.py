"""What an operator does with auth: `python -m ates_auth admin`, or `outbox list`, in the environment of its worker."""

import asyncio
import sys

import typer

from ates_auth.domain import check_password
from ates_auth.settings import Settings
from ates_auth.use_cases import bootstrap, passwords
from ates_chassis.database.engine import Database
from ates_chassis.messaging.commands.of_service import commands_of, run
from ates_chassis.messaging.contracts import Contracts
from ates_chassis.messaging.inbox import Inbox
from ates_chassis.shared.errors import RefusedError

commands = commands_of(Inbox("auth"))


def _database() -> Database:
    settings = Settings()
    contracts = Contracts(settings.schemas_dir)
    return Database(
        settings.database_url.get_secret_value(), check_event=contracts.check, pool_size=1
    )


@commands.command()
def admin(login: str, email: str, full_name: str) -> None:
    """Make an administrator. The password is read from standard input."""
    try:
        asyncio.run(_admin(login, email, full_name, _password()))
    except RefusedError as refused:
        typer.echo(f"{refused.field or 'refused'}: {refused.message}", err=True)
        raise typer.Exit(1) from refused
    typer.echo(f"{login} is an administrator")


def _password() -> str:
    """Raises InvalidError."""
    # Bytes that are no UTF-8 become lone surrogates, which the rule refuses.
    line = sys.stdin.buffer.readline().decode(errors="surrogateescape")
    return check_password(line.rstrip("\r\n"))


async def _admin(login: str, email: str, full_name: str, password: str) -> None:
    db, password_hash = _database(), await passwords.hash_password(password)
    async with db.transaction() as tx:
        await bootstrap.make_administrator(
            tx, login=login, email=email, full_name=full_name, password_hash=password_hash
        )
    await db.close()


@commands.command()
def demo() -> None:
    """Make the demo company, unless there are users already."""
    made = asyncio.run(_demo())
    typer.echo("the demo company is there" if made else "there are users already")


async def _demo() -> bool:
    db = _database()
    logins = [registration.login for registration in bootstrap.DEMO_COMPANY]
    hashes = {login: await passwords.hash_password(bootstrap.DEMO_PASSWORD) for login in logins}
    async with db.transaction() as tx:
        made = await bootstrap.found_demo_company(tx, hashes=hashes)
    await db.close()
    return made


if __name__ == "__main__":
    run(commands, "auth")
