"""Work that runs beside a test."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from typing import Any

_STOPS_WITHIN_S = 20


class Running(asyncio.Task[None]):
    """A relay, a consumer or a worker at work; `stop` ends it gracefully."""

    stop: asyncio.Event


Ates = Callable[..., Awaitable[str]]
"""What `./ates` with these arguments prints."""

Wait = Callable[..., Awaitable[None]]
"""Waits until it is so."""

Run = Callable[..., contextlib.AbstractAsyncContextManager[Running]]


@contextlib.asynccontextmanager
async def running(
    work: Callable[[asyncio.Event], Coroutine[Any, Any, None]],
) -> AsyncIterator[Running]:
    """Runs `work`; stops it gracefully at the end unless it ended."""
    stop = asyncio.Event()
    task = Running(work(stop))
    task.stop = stop
    try:
        yield task
    finally:
        stop.set()
        await asyncio.wait([task], timeout=_STOPS_WITHIN_S)
        assert task.done(), "did not stop in time"
