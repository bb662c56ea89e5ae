"""Closing a connection to RabbitMQ that may be gone."""

import asyncio
import gc
import warnings
from typing import cast

from aio_pika.abc import AbstractConnection

from ates_chassis.messaging.broker import close


class ClosableConnection:
    def __init__(self, failure: Exception | None = None) -> None:
        self.closed = False
        self._failure = failure

    async def close(self) -> None:
        self.closed = True
        if self._failure is not None:
            raise self._failure


async def test_a_connection_that_is_gone_is_closed_without_a_word() -> None:
    gone = ClosableConnection(ConnectionResetError())
    await close(cast("AbstractConnection", gone))
    assert gone.closed


async def test_a_close_that_is_cancelled_before_it_began_leaves_nothing_unawaited() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        closing = asyncio.ensure_future(close(cast("AbstractConnection", ClosableConnection())))
        # Its task exists, and has not begun.
        await asyncio.sleep(0)
        closing.cancel()
        await asyncio.gather(closing, return_exceptions=True)
        gc.collect()
    assert [str(each.message) for each in caught] == []
