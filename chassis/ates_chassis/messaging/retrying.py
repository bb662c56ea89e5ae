"""Doing something again after a failure: pauses that double, with full jitter, and that a stop ends."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)

_PAUSE_MIN_S = 0.05
_PAUSE_FIRST_S = 0.4
_DOUBLINGS_MAX = 10


async def keep_running(
    work: Callable[[], Awaitable[None]], *, what: str, stop: asyncio.Event, backoff_max_s: float
) -> None:
    """Runs `work` until `stop`; after each failure waits, doubling up to `backoff_max_s`, with full jitter.

    A run that lasted longer than the longest pause begins the doubling anew.
    """
    failures = 0
    while not stop.is_set():
        started = asyncio.get_running_loop().time()
        try:
            await work()
        except (Exception, asyncio.CancelledError) as error:
            # An outage of any kind must not end the loop.
            if cancelled_by_us(error):
                raise
            if asyncio.get_running_loop().time() - started > backoff_max_s:
                failures = 0
            pause_s = pause_after(failures, backoff_max_s)
            failures += 1
            log.warning(
                "%s interrupted, trying again",
                what,
                extra={"pause_s": round(pause_s, 2), "reason": repr(error)},
            )
            await wait_for_stop(stop, pause_s)


async def retry(
    work: Callable[[], Awaitable[None]],
    *,
    stop: asyncio.Event,
    passes: Callable[[Exception], bool],
    on_failure: Callable[[Exception], None],
    backoff_max_s: float,
) -> None:
    """Does `work`, again while its failure is one that `passes`; raises the failure at a stop, or where it does not pass."""
    pause_s = _PAUSE_MIN_S
    while True:
        try:
            return await work()
        except Exception as error:
            if stop.is_set() or not passes(error):
                raise
            on_failure(error)
        await wait_for_stop(stop, pause_s)
        pause_s = min(2 * pause_s, backoff_max_s)


def pause_after(failures: int, backoff_max_s: float) -> float:
    longest = min(backoff_max_s, _PAUSE_FIRST_S * 2 ** min(failures, _DOUBLINGS_MAX))
    return random.uniform(_PAUSE_MIN_S, max(_PAUSE_MIN_S, longest))


def cancelled_by_us(error: BaseException) -> bool:
    """A library may end what waits on a lost connection with CancelledError, too; only ours is a wish to stop."""
    task = asyncio.current_task()
    return isinstance(error, asyncio.CancelledError) and task is not None and task.cancelling() > 0


async def wait_for_any(*events: asyncio.Event, timeout_s: float | None = None) -> None:
    """Until one of them is set, or the time is over."""
    waits = [asyncio.ensure_future(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()


async def wait_for_stop(stop: asyncio.Event, timeout_s: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), timeout_s)
    except TimeoutError:
        return
