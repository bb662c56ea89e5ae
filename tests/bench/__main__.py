"""`python -m tests.bench` in the checkout: measures, shows the table, and fails where a target is missed."""

import sys

import uvloop
from rich.console import Console
from tests.bench import (
    close_row,
    latency_row,
    ledger_row,
    memory_row,
    pages_row,
    rate_row,
    reassign_row,
    rebuild_row,
    relay_row,
    table,
)
from tests.bench.company import running_bench
from tests.bench.figure import Figure
from tests.bench.options import Options
from tests.bench.servers import Servers, running_servers

from ates_chassis.observability.logs import start_logging
from support.temporary import temporary_places

PAPER_WIDTH = 150
console = Console(highlight=False, width=None if sys.stdout.isatty() else PAPER_WIDTH)
OF_COMPANY = {"latency", "rate", "reassign", "memory"}


async def measure(options: Options) -> list[Figure]:
    with temporary_places() as places:
        async with running_servers(places) as servers:
            figures = await _alone(options, servers)
            if options.rows & OF_COMPANY:
                figures += await _together(options, servers)
    if "pages" in options.rows:
        # The servers of the other rows have ended.
        figures += await _pages(options)
    return figures


async def _alone(options: Options, servers: Servers) -> list[Figure]:
    figures: list[Figure] = []
    for name, row in (("relay", relay_row), ("ledger", ledger_row)):
        if name in options.rows:
            with console.status(name):
                events, rounds = options.sizes.events, options.sizes.rounds
                figures += await row.measure(servers, events=events, rounds=rounds)
    if "close" in options.rows:
        with console.status("close"):
            figures += await close_row.measure(servers, accounts=options.sizes.accounts)
    if "rebuild" in options.rows:
        with console.status("rebuild"):
            figures += await rebuild_row.measure(servers, events=options.sizes.archived)
    return figures


async def _together(options: Options, servers: Servers) -> list[Figure]:
    sizes, figures = options.sizes, []
    with temporary_places() as places:
        async with running_bench(places) as bench:
            if "latency" in options.rows:
                with console.status("latency"):
                    figures += await latency_row.measure(bench, servers, samples=sizes.samples)
            if "rate" in options.rows:
                with console.status("rate"):
                    figures += await rate_row.measure(bench, seconds=sizes.seconds)
            if "reassign" in options.rows:
                with console.status("reassign"):
                    figures += await reassign_row.measure(bench, servers, tasks=sizes.tasks)
            if "memory" in options.rows:
                figures += await memory_row.measure(bench)
    return figures


async def _pages(options: Options) -> list[Figure]:
    """In a company of its own, so that its books are as large as they are said to be."""
    sizes = options.sizes
    with temporary_places() as places, console.status("pages"):
        async with running_bench(places) as bench:
            return await pages_row.measure(
                bench, tasks=sizes.tasks, transfers=sizes.transfers, seconds=sizes.reading_s
            )


def main() -> None:
    options = Options.read(sys.argv[1:])
    start_logging("bench", "warning")
    figures = uvloop.run(measure(options))
    table.show(figures, console)
    if options.json:
        table.write(figures, options.json)
    missed = sorted({figure.row for figure in figures if figure.is_met is False})
    if missed:
        console.print(f"[red]✗[/] targets missed: {', '.join(missed)}")
        sys.exit(1)


if __name__ == "__main__":
    main()
