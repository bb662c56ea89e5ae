"""The figures as a table for people, and as JSON for machines."""

import json
import platform
from dataclasses import asdict
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table
from tests.bench.figure import Figure

FIGURE_WIDTH = 56


def show(figures: list[Figure], console: Console) -> None:
    table = Table(title="./ates bench", box=None, pad_edge=False, header_style="bold")
    table.add_column("row", no_wrap=True)
    table.add_column("figure", min_width=FIGURE_WIDTH)
    for heading in ("value", "target", "", "limit", "ratio", "CPU", "limit's CPU", "CPU of all"):
        table.add_column(heading, justify="right")
    for one in figures:
        table.add_row(
            one.row,
            one.what,
            f"{_number(one.value)} {one.unit}",
            _target(one),
            {True: "[green]met[/]", False: "[red]missed[/]", None: ""}[one.is_met],
            _number(one.limit),
            "" if one.ratio is None else f"{one.ratio:.2f}",
            _number(one.cpu),
            _number(one.limit_cpu),
            _number(one.cpu_of_all),
        )
    console.print(table)
    console.print(
        "[dim]limit: the same work by hand on asyncpg and AMQP's frames, in this run; ratio 1 is as good as by hand. "
        "CPU: seconds per 1,000 events, of the process measured; of all: with the servers.[/]"
    )
    console.print(f"[dim]{conditions()}[/]")


def conditions() -> str:
    """Figures mean nothing without the machine and what else it did."""
    load = ", ".join(f"{one:.1f}" for one in psutil.getloadavg())
    memory_gb = psutil.virtual_memory().total / 1_000_000_000
    return (
        f"{platform.system()} {platform.machine()}, {psutil.cpu_count()} CPUs, {memory_gb:.0f} GB, "
        f"Python {platform.python_version()}; load of the last 1, 5, 15 minutes: {load}"
    )


def write(figures: list[Figure], file: Path) -> None:
    rows = [asdict(one) | {"ratio": one.ratio, "met": one.is_met} for one in figures]
    file.write_text(json.dumps({"conditions": conditions(), "figures": rows}, indent=1) + "\n")


def _target(one: Figure) -> str:
    if one.target is None:
        return ""
    return f"{'≥' if one.more_is_better else '≤'} {_number(one.target)}"


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
