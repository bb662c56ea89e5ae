"""`outbox`: events that could not be published; look at them, and have them published once their cause is gone."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Annotated

import asyncpg
import typer
from rich.table import Table

from ates_chassis.messaging.commands.common import Surroundings
from ates_chassis.messaging.outbox import FailedEvent, failed_events, retry_failed_events
from ates_chassis.shared.command_error import CommandError
from ates_chassis.shared.screen import console, plain

CONNECT_TIMEOUT_S = 10.0
Id = Annotated[str, typer.Argument(help="The id of one event, such as tasks-42.")]
All = Annotated[bool, typer.Option("--all", help="Every failed event.")]

Databases = Callable[[], Mapping[str, str]]
"""The address of each service's database, for the service's own role."""


def app_of(databases: Databases, around: Surroundings) -> typer.Typer:
    """The commands on the outboxes of `databases`."""
    app = typer.Typer(help="Events that could not be published.", no_args_is_help=True)

    @app.command("list")
    def list_() -> None:
        """Show the events that could not be published, and why."""
        rows = asyncio.run(failed_in(around, databases()))
        if rows:
            show_table(rows)
        else:
            console.print("Every event can be published.")

    @app.command("retry")
    def retry(event: Id = "", *, everything: All = False) -> None:
        """Have one event, or all that have failed by now, published like new ones."""
        if bool(event) == everything:
            raise CommandError(
                "Say which.",
                remedy=f"Give the id of an event ({around.program} outbox list) or --all",
            )
        with around.lock("outbox retry"):
            count = retried(around, databases(), event, everything=everything)
        console.print(f"[green]✓[/] {count} event{'' if count == 1 else 's'} back in the outbox.")

    return app


def show_table(rows: Mapping[str, FailedEvent]) -> None:
    table = Table("id", box=None)
    # Whoever copies an id needs all of it; the rest is folded where the terminal is narrow.
    table.columns[0].no_wrap = True
    table.columns[0].min_width = max(map(len, rows))
    for name in ("event", "subject", "happened", "failed", "reason"):
        table.add_column(name, overflow="fold")
    for name, each in rows.items():
        times = [at.isoformat(timespec="seconds") for at in (each.occurred_at, each.failed_at)]
        table.add_row(name, *map(plain, (each.type, each.subject, *times, each.failure)))
    console.print(table, crop=False)


def retried(
    around: Surroundings, databases: Mapping[str, str], event: str, *, everything: bool
) -> int:
    rows = asyncio.run(failed_in(around, databases))
    chosen = {name: each for name, each in rows.items() if everything or name == event}
    if event and not chosen:
        raise CommandError(f"No event {event} has failed.", remedy=f"{around.program} outbox list")
    return asyncio.run(retry_all(around, databases, chosen))


async def failed_in(around: Surroundings, databases: Mapping[str, str]) -> dict[str, FailedEvent]:
    """By `<service>-<number>`."""
    rows: dict[str, FailedEvent] = {}
    for service, url in databases.items():
        connection = await connected(around, service, url)
        try:
            rows |= {f"{service}-{each.id}": each for each in await failed_events(connection)}
        finally:
            await connection.close()
    return rows


async def retry_all(
    around: Surroundings, databases: Mapping[str, str], chosen: Mapping[str, FailedEvent]
) -> int:
    count = 0
    for service, url in databases.items():
        mine = [each.id for name, each in chosen.items() if name == f"{service}-{each.id}"]
        if not mine:
            continue
        connection = await connected(around, service, url)
        try:
            count += await retry_failed_events(connection, mine)
        finally:
            await connection.close()
    return count


async def connected(around: Surroundings, service: str, url: str) -> asyncpg.Connection:
    try:
        return await asyncpg.connect(url, timeout=CONNECT_TIMEOUT_S)
    except (OSError, TimeoutError, asyncpg.PostgresError) as error:
        raise CommandError(
            f"The database of {service} does not answer.", remedy=around.start, details=str(error)
        ) from None
