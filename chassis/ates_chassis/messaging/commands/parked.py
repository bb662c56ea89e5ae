"""`parked`: events that could not be handled; look at them, send them back, or drop them."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Annotated

import typer
from rich.table import Table

from ates_chassis.messaging.commands.common import Surroundings
from ates_chassis.messaging.parking import Parked, ParkingQueue, parking_queue
from ates_chassis.messaging.publishing import UnconfirmedError
from ates_chassis.observability.tracing import trace_id
from ates_chassis.shared.command_error import CommandError
from ates_chassis.shared.errors import RefusedError
from ates_chassis.shared.screen import console, plain

Act = Callable[[ParkingQueue, Parked], Awaitable[None]]
Message = Annotated[str, typer.Argument(help="The id of one message.")]
All = Annotated[bool, typer.Option("--all", help="Every parked message.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


@dataclass(frozen=True)
class OwnParkingQueue:
    """Where a service parks, by the address of the service's own user; `queues` are those that it takes events from."""

    service: str
    url: str
    queues: frozenset[str]


OwnParkingQueues = Callable[[], Sequence[OwnParkingQueue]]


def app_of(places: OwnParkingQueues, around: Surroundings) -> typer.Typer:
    """The commands on what lies at `places`."""
    app = typer.Typer(help="Events that could not be handled.", no_args_is_help=True)

    @app.command("list")
    def list_() -> None:
        """Show what is parked, and why."""
        rows = messages(around, places())
        if not rows:
            console.print("Nothing is parked.")
            return
        show_table(rows)

    @app.command("show")
    def show(message: Message) -> None:
        """Show one message with its content."""
        show_one(selected(around, messages(around, places(), of(message)), message)[0])

    @app.command("replay")
    def replay(message: Message = "", *, everything: All = False) -> None:
        """Send one message, or all, back to the queue it came from."""
        choice = chosen(around, message, everything=everything)
        with around.lock("parked replay"):
            rows = messages(around, places(), choice, ParkingQueue.replay)
        if selected(around, rows, message):
            show_table(rows)
        console.print(f"[green]✓[/] {count(rows)} back in the queue.")
        console.print(
            "[dim]They are handled anew from there, and are parked again where that fails.[/]"
        )

    @app.command("drop")
    def drop(message: Message = "", *, everything: All = False, yes: Yes = False) -> None:
        """Delete one message, or all, for good."""
        drop_them(around, places, message, chosen(around, message, everything=everything), yes)

    return app


def drop_them(
    around: Surroundings,
    places: OwnParkingQueues,
    message: str,
    choice: Callable[[Parked], bool],
    yes: bool,
) -> None:
    if not yes:
        shown = selected(around, messages(around, places(), choice), message)
        show_table(shown)
        typer.confirm(f"Delete {count(shown)} for good?", abort=True)
        # What was parked while the question stood has not been looked at by anybody.
        choice = among({each.id for each in shown})
    with around.lock("parked drop"):
        rows = messages(around, places(), choice, ParkingQueue.drop)
    console.print(f"[green]✓[/] {count(selected(around, rows, message))} dropped.")


def show_one(message: Parked) -> None:
    fields = {
        "queue": message.origin,
        "event": message.type,
        "reason": message.reason,
        "error": message.error,
        "attempts": message.attempts,
        "first failed": message.first_failed,
        "last failed": message.last_failed,
        "trace": trace_id(message.traceparent) if message.traceparent else "",
    }
    for name, value in fields.items():
        console.print(plain(f"{name:<13}{value}"), soft_wrap=True)
    console.plain(readable(message.body))


def show_table(rows: list[Parked]) -> None:
    table = Table("id", box=None)
    # Whoever copies an id needs all of it; the rest is folded where the terminal is narrow.
    table.columns[0].no_wrap = True
    table.columns[0].min_width = max(len(each.id) for each in rows)
    for name in ("queue", "event", "reason", "attempts", "last failed", "error"):
        table.add_column(name, overflow="fold")
    for each in rows:
        texts = (each.origin, each.type, each.reason, each.attempts, each.last_failed, each.error)
        table.add_row(each.id, *map(plain, texts))
    console.print(table, crop=False)


def among(ids: set[str]) -> Callable[[Parked], bool]:
    return lambda parked: parked.id in ids


def of(message: str) -> Callable[[Parked], bool]:
    return lambda parked: parked.id == message


def chosen(around: Surroundings, message: str, *, everything: bool) -> Callable[[Parked], bool]:
    if bool(message) == everything:
        raise CommandError(
            "Say which.", remedy=f"Give the id of a message ({around.program} parked list) or --all"
        )
    return (lambda _: True) if everything else of(message)


def selected(around: Surroundings, rows: list[Parked], message: str) -> list[Parked]:
    if message and not rows:
        raise CommandError(
            f"No message {message} is parked.", remedy=f"{around.program} parked list"
        )
    return rows


def count(rows: list[Parked]) -> str:
    return f"{len(rows)} message{'' if len(rows) == 1 else 's'}"


def readable(body: bytes) -> str:
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return repr(body)


def messages(
    around: Surroundings,
    places: Sequence[OwnParkingQueue],
    which: Callable[[Parked], bool] = lambda _: True,
    act: Act | None = None,
) -> list[Parked]:
    """The parked messages that are meant, after `act` was done to each of them."""
    try:
        return asyncio.run(go_through(places, which, act))
    except (OSError, TimeoutError) as error:
        raise CommandError(
            "RabbitMQ does not answer.", remedy=around.start, details=str(error)
        ) from None


async def go_through(
    places: Sequence[OwnParkingQueue], which: Callable[[Parked], bool], act: Act | None
) -> list[Parked]:
    """What one message or one service cannot have done to it keeps no other from it. Raises CommandError at the end."""
    rows: list[Parked] = []
    failures: list[str] = []
    for place in places:
        async with parking_queue(place.url, place.service, place.queues) as queue:
            for parked in filter(which, await queue.look()):
                try:
                    await (act(queue, parked) if act else nothing())
                except (RefusedError, UnconfirmedError) as error:
                    failures.append(f"{parked.id}  {error}")
                else:
                    rows.append(parked)
    if failures:
        raise CommandError(
            f"{count(rows)} sent back, {len(failures)} not: these are parked as before.",
            details="\n".join(failures),
            remedy="One that does not tell its queue can only be dropped; for the others, see whether RabbitMQ is well.",
        )
    return rows


async def nothing() -> None:
    """To look is all."""
