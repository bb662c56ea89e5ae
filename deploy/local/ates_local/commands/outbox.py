"""`./ates outbox`: events that could not be published; look at them, and have them published once their cause is gone."""

import asyncio
from typing import Annotated

import asyncpg
import typer
from rich.table import Table

from ates_chassis.messaging.outbox import FailedEvent, failed_events, retry_failed_events
from ates_local.command_error import CommandError
from ates_local.commands.common import started_company
from ates_local.company import Company
from ates_local.screen import console, plain

app = typer.Typer(help="Events that could not be published.", no_args_is_help=True)

CONNECT_TIMEOUT_S = 10.0
Id = Annotated[str, typer.Argument(help="The id of one event, such as tasks-42.")]
All = Annotated[bool, typer.Option("--all", help="Every failed event.")]


@app.command("list")
def list_() -> None:
    """Show the events that could not be published, and why."""
    events = asyncio.run(failed_of(started_company()))
    if not events:
        console.print("Every event can be published.")
        return
    table = Table("id", box=None)
    # Whoever copies an id needs all of it; the rest is folded where the terminal is narrow.
    table.columns[0].no_wrap = True
    table.columns[0].min_width = max(map(len, events))
    for name in ("event", "subject", "happened", "failed", "reason"):
        table.add_column(name, overflow="fold")
    for name, each in events.items():
        times = (each.occurred_at, each.failed_at)
        cells = (moment.isoformat(timespec="seconds") for moment in times)
        table.add_row(name, *map(plain, (each.type, each.subject, *cells, each.failure)))
    console.print(table, crop=False)


@app.command("retry")
def retry(event: Id = "", *, everything: All = False) -> None:
    """Have one event, or all that have failed by now, published like new ones."""
    if bool(event) == everything:
        raise CommandError(
            "Say which.", remedy="Give the id of an event (./ates outbox list) or --all"
        )
    company = started_company()
    with company.lock("outbox retry"):
        count = retried(company, event, everything=everything)
    console.print(f"[green]✓[/] {count} event{'' if count == 1 else 's'} back in the outbox.")


def retried(company: Company, event: str, *, everything: bool) -> int:
    events = asyncio.run(failed_of(company))
    chosen = {name: each for name, each in events.items() if everything or name == event}
    if event and not chosen:
        raise CommandError(f"No event {event} has failed.", remedy="./ates outbox list")
    return asyncio.run(retry_all(company, chosen))


async def failed_of(company: Company) -> dict[str, FailedEvent]:
    """By `<service>-<number>`."""
    events: dict[str, FailedEvent] = {}
    for service in services_of(company):
        connection = await connected(company, service)
        try:
            events |= {f"{service}-{each.id}": each for each in await failed_events(connection)}
        finally:
            await connection.close()
    return events


async def retry_all(company: Company, chosen: dict[str, FailedEvent]) -> int:
    count = 0
    for service in services_of(company):
        mine = [each.id for name, each in chosen.items() if name == f"{service}-{each.id}"]
        if not mine:
            continue
        connection = await connected(company, service)
        try:
            count += await retry_failed_events(connection, mine)
        finally:
            await connection.close()
    return count


def services_of(company: Company) -> list[str]:
    return [service.name for service in company.services if service.has_database]


async def connected(company: Company, service: str) -> asyncpg.Connection:
    url = company.environment.database_urls(service).app
    try:
        return await asyncpg.connect(url, timeout=CONNECT_TIMEOUT_S)
    except (OSError, TimeoutError, asyncpg.PostgresError) as error:
        raise CommandError(
            f"The database of {service} does not answer.", remedy="./ates up", details=str(error)
        ) from None
