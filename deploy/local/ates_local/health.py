"""Waiting until a program is healthy, and saying why it is not: its state and its last words."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx

from ates_chassis.shared.authorities import authorities
from ates_chassis.shared.command_error import CommandError
from ates_local.supervision import Supervisor

PATIENCE_S = 90.0
POLL_S = 0.1
REQUEST_TIMEOUT_S = 5.0
# A program that was started this often and is still not healthy will not become so.
STARTS = 4
LAST_LINES = 20
TAIL_BYTES = 16_384

Check = Callable[[], Awaitable[bool]]


async def http_ready(url: str) -> bool:
    try:
        async with httpx.AsyncClient(
            timeout=REQUEST_TIMEOUT_S, verify=authorities(), trust_env=False
        ) as client:
            return (await client.get(f"{url}/health/ready")).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def last_lines(log: Path, count: int = LAST_LINES) -> str:
    if not log.exists():
        return ""
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - TAIL_BYTES))
        text = file.read().decode(errors="replace")
    return "\n".join(text.splitlines()[-count:])


def unhealthy(name: str, why: str, log: Path) -> CommandError:
    return CommandError(
        f"{name} {why}.",
        details=last_lines(log),
        remedy=f"More of its log: ./ates logs {name}. Then ./ates up again, or ./ates down.",
    )


async def until_healthy(
    name: str, check: Check, supervisor: Supervisor, *, patience_s: float = PATIENCE_S
) -> None:
    """Bounded: by time, and by the number of times the supervisor had to start the program."""
    deadline = time.monotonic() + patience_s
    starts: set[int] = set()
    while not await check():
        state = (await asyncio.to_thread(supervisor.states))[name]
        starts.add(state.started_at)
        if state.state == "FATAL" or len(starts) >= STARTS:
            raise unhealthy(name, "ends again and again", state.log)
        if time.monotonic() > deadline:
            raise unhealthy(name, f"is not healthy after {patience_s:.0f} s", state.log)
        await asyncio.sleep(POLL_S)
