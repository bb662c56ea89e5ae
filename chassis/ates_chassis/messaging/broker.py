"""RabbitMQ over one connection, and a loop that connects again with jitter."""

import asyncio
import logging
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import aiormq
from aiormq.abc import AbstractConnection
from aiormq.channel import Channel

log = logging.getLogger(__name__)

# A half-open link is noticed after 3 × (heartbeat + 1) s; the library's default of 60 s would need 183 s.
_HEARTBEAT_S = 10
_CONNECT_TIMEOUT_S = 10
_CLOSE_TIMEOUT_S = 5


@asynccontextmanager
async def connected(url: str, name: str) -> AsyncIterator[AbstractConnection]:
    separator = "&" if "?" in url else "?"
    connection = await asyncio.wait_for(
        aiormq.connect(f"{url}{separator}heartbeat={_HEARTBEAT_S}&name={name}"),
        _CONNECT_TIMEOUT_S,
    )
    try:
        yield connection
    finally:
        # A connection that is gone already may answer its close with any of its own errors.
        await asyncio.gather(
            asyncio.wait_for(connection.close(), _CLOSE_TIMEOUT_S), return_exceptions=True
        )


async def confirming_channel(connection: AbstractConnection) -> Channel:
    """A channel on which publishes are confirmed, and unroutable messages come back."""
    channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
    assert isinstance(channel, Channel)
    return channel


async def again_and_again(
    work: Callable[[], Awaitable[None]], *, what: str, stop: asyncio.Event, backoff_max_s: float
) -> None:
    """Runs `work` until `stop`; after each failure waits, doubling up to `backoff_max_s`, with full jitter."""
    failures = 0
    while not stop.is_set():
        started = asyncio.get_running_loop().time()
        try:
            await work()
        except (
            Exception,
            asyncio.CancelledError,
        ) as error:  # an outage of any kind must not end the loop
            if cancelled_by_us(error):
                raise
            if asyncio.get_running_loop().time() - started > backoff_max_s:
                failures = 0
            failures += 1
            pause_s = random.uniform(0.05, min(backoff_max_s, 0.2 * 2 ** min(failures, 10)))
            log.warning(
                "%s interrupted, trying again",
                what,
                extra={"pause_s": round(pause_s, 2), "reason": repr(error)},
            )
            await wait_for_stop(stop, pause_s)


def cancelled_by_us(error: BaseException) -> bool:
    """The library ends what waits on a lost connection with CancelledError, too; only ours is a wish to stop."""
    task = asyncio.current_task()
    return isinstance(error, asyncio.CancelledError) and task is not None and task.cancelling() > 0


async def wait_for_stop(stop: asyncio.Event, timeout_s: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), timeout_s)
    except TimeoutError:
        return
