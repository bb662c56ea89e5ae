"""`./ates status`: every process with its state, age, memory and health."""

import asyncio
import time
from datetime import timedelta

import psutil
from rich.table import Table

from ates_chassis.shared.screen import console
from ates_local.commands.common import company_without_settings
from ates_local.company import Company
from ates_local.supervision import ProgramState

MEGABYTE = 1024 * 1024


def status() -> None:
    """Show every process: its state, since when it runs, its memory and its health."""
    company = company_without_settings()
    if not company.is_running():
        console.print("aTES does not run here: ./ates up starts it.")
        raise SystemExit(1)
    states = list(company.supervisor.states().values())
    healths = asyncio.run(healths_of(company, states))
    table = Table("process", "state", "pid", "up", "memory", "health", box=None, pad_edge=False)
    for state, healthy in zip(states, healths, strict=True):
        table.add_row(*row(state, healthy=healthy))
    console.print(table)
    if not all(healths):
        raise SystemExit(1)


async def healths_of(company: Company, states: list[ProgramState]) -> list[bool]:
    return list(await asyncio.gather(*(company.is_healthy(state.name) for state in states)))


def row(state: ProgramState, *, healthy: bool) -> list[str]:
    colour = "green" if state.state == "RUNNING" else "red"
    return [
        state.name,
        f"[{colour}]{state.state.lower()}[/]",
        str(state.pid or ""),
        age(state),
        memory(state.pid),
        "[green]✓[/]" if healthy else "[red]✗[/]",
    ]


def age(state: ProgramState) -> str:
    if not state.pid:
        return ""
    return str(timedelta(seconds=max(0, int(time.time()) - state.started_at)))


def memory(pid: int) -> str:
    if not pid:
        return ""
    try:
        return f"{psutil.Process(pid).memory_info().rss // MEGABYTE} MB"
    except psutil.Error:
        return ""
