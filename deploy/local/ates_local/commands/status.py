"""`./ates status`: every process with its state, age, memory and health, and whether messages are parked."""

import asyncio
import time
from datetime import timedelta

import httpx
import psutil
from rich.table import Table

from ates_chassis.shared.authorities import authorities
from ates_chassis.shared.screen import console
from ates_local.commands.common import company_without_settings
from ates_local.company import Company
from ates_local.definitions import VHOST
from ates_local.rabbitmq import REQUEST_TIMEOUT_S
from ates_local.supervision import ProgramState

MEGABYTE = 1024 * 1024


def status() -> None:
    """Show every process: its state, since when it runs, its memory and its health; and how many messages are parked."""
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
    if parked := asyncio.run(parked_messages(company)):
        console.print(f"[bold]Parked messages: {parked}.[/] See ./ates parked list")
    if not all(healths):
        raise SystemExit(1)


async def healths_of(company: Company, states: list[ProgramState]) -> list[bool]:
    return list(await asyncio.gather(*(company.is_healthy(state.name) for state in states)))


async def parked_messages(company: Company) -> int:
    """In the parking queues of all services; none are known of a RabbitMQ that is elsewhere or does not answer."""
    rabbitmq = company.rabbitmq
    if rabbitmq is None:
        return 0
    url = f"{rabbitmq.management_url}/api/queues/{VHOST}"
    try:
        async with httpx.AsyncClient(
            timeout=REQUEST_TIMEOUT_S, verify=authorities(), trust_env=False
        ) as client:
            answer = await client.get(
                url, auth=rabbitmq.operator, params={"columns": "name,messages"}
            )
            queues = answer.raise_for_status().json()
    except httpx.HTTPError:
        return 0
    return sum(each.get("messages", 0) for each in queues if each["name"].endswith(".parked"))


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
