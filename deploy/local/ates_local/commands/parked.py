"""`./ates parked`: events that could not be handled; look at them, send them back, or drop them."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Annotated

import typer
from rich.table import Table

from ates_chassis.messaging.parking import Parked, ParkingQueue, parking_queue
from ates_chassis.messaging.publishing import UnconfirmedError
from ates_chassis.observability.tracing import trace_id
from ates_chassis.shared.errors import RefusedError
from ates_local.command_error import CommandError
from ates_local.commands.common import started_company
from ates_local.company import Company
from ates_local.definitions import OPERATOR, read_definitions
from ates_local.screen import console, plain

app = typer.Typer(help="Events that could not be handled.", no_args_is_help=True)

Act = Callable[[ParkingQueue, Parked], Awaitable[None]]
Message = Annotated[str, typer.Argument(help="The id of one message.")]
All = Annotated[bool, typer.Option("--all", help="Every parked message.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


@app.command("list")
def list_() -> None:
    """Show what is parked, and why."""
    parked = messages(started_company())
    if not parked:
        console.print("Nothing is parked.")
        return
    show_table(parked)


@app.command("show")
def show(message: Message) -> None:
    """Show one message with its content."""
    parked = selected(messages(started_company(), of(message)), message)[0]
    details = {
        "queue": parked.origin,
        "event": parked.type,
        "reason": parked.reason,
        "error": parked.error,
        "attempts": parked.attempts,
        "first failed": parked.first_failed,
        "last failed": parked.last_failed,
        "trace": trace_id(parked.traceparent) if parked.traceparent else "",
    }
    for name, value in details.items():
        console.print(plain(f"{name:<13}{value}"), soft_wrap=True)
    console.plain(readable(parked.body))


@app.command("replay")
def replay(message: Message = "", *, everything: All = False) -> None:
    """Send one message, or all, back to the queue it came from."""
    company = started_company()
    with company.lock("parked replay"):
        parked = messages(company, chosen(message, everything=everything), ParkingQueue.replay)
    if selected(parked, message):
        show_table(parked)
    console.print(f"[green]✓[/] {count(parked)} back in the queue.")


@app.command("drop")
def drop(message: Message = "", *, everything: All = False, yes: Yes = False) -> None:
    """Delete one message, or all, for good."""
    choice = chosen(message, everything=everything)
    company = started_company()
    if not yes:
        shown = selected(messages(company, choice), message)
        show_table(shown)
        typer.confirm(f"Delete {count(shown)} for good?", abort=True)
        # What was parked while the question stood has not been looked at by anybody.
        choice = among({each.id for each in shown})
    with company.lock("parked drop"):
        parked = messages(company, choice, ParkingQueue.drop)
    console.print(f"[green]✓[/] {count(selected(parked, message))} dropped.")


def show_table(parked: list[Parked]) -> None:
    table = Table("id", box=None)
    # Whoever copies an id needs all of it; the rest is folded where the terminal is narrow.
    table.columns[0].no_wrap = True
    table.columns[0].min_width = max(len(each.id) for each in parked)
    for name in ("queue", "event", "reason", "attempts", "last failed", "error"):
        table.add_column(name, overflow="fold")
    for each in parked:
        texts = (each.origin, each.type, each.reason, each.attempts, each.last_failed, each.error)
        table.add_row(each.id, *map(plain, texts))
    console.print(table, crop=False)


def among(ids: set[str]) -> Callable[[Parked], bool]:
    return lambda parked: parked.id in ids


def of(message: str) -> Callable[[Parked], bool]:
    return lambda parked: parked.id == message


def chosen(message: str, *, everything: bool) -> Callable[[Parked], bool]:
    if bool(message) == everything:
        raise CommandError(
            "Say which.", remedy="Give the id of a message (./ates parked list) or --all"
        )
    return (lambda _: True) if everything else of(message)


def selected(parked: list[Parked], message: str) -> list[Parked]:
    if message and not parked:
        raise CommandError(f"No message {message} is parked.", remedy="./ates parked list")
    return parked


def count(parked: list[Parked]) -> str:
    return f"{len(parked)} message{'' if len(parked) == 1 else 's'}"


def readable(body: bytes) -> str:
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return repr(body)


def messages(
    company: Company,
    which: Callable[[Parked], bool] = lambda _: True,
    act: Act | None = None,
) -> list[Parked]:
    """The parked messages that are meant, after `act` was done to each of them."""
    url = company.environment.amqp_url(OPERATOR)
    queues = [queue["name"] for queue in read_definitions(company.places)["queues"]]
    services = sorted(name.removesuffix(".parked") for name in queues if name.endswith(".parked"))
    try:
        return asyncio.run(go_through(url, services, which, act))
    except (OSError, TimeoutError) as error:
        raise CommandError(
            "RabbitMQ does not answer.", remedy="./ates up", details=str(error)
        ) from None
    except (RefusedError, UnconfirmedError) as error:
        raise CommandError(
            "Not everything could be sent back; the rest is parked.", details=str(error)
        ) from None


async def go_through(
    url: str, services: list[str], which: Callable[[Parked], bool], act: Act | None
) -> list[Parked]:
    collected: list[Parked] = []
    for service in services:
        async with parking_queue(url, service) as queue:
            for parked in await queue.look():
                if not which(parked):
                    continue
                if act is not None:
                    await act(queue, parked)
                collected.append(parked)
    return collected
