"""Connections to RabbitMQ that are gone, or never came about."""

import asyncio
import gc
import warnings
from typing import Any, cast

import aio_pika
import pytest
from aio_pika.abc import AbstractConnection
from aio_pika.exceptions import AMQPConnectionError

from ates_chassis.messaging.broker import close, connect


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
        # Behind its first step, and before that of the task which this step makes.
        asyncio.get_running_loop().call_soon(closing.cancel)
        await asyncio.gather(closing, return_exceptions=True)
        gc.collect()
    assert [str(each.message) for each in caught] == []


async def test_an_attempt_that_failed_leaves_nothing_to_close(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The library begins a close when it collects an open connection; outside of a loop nobody ever awaits it."""
    made: list[aio_pika.Connection] = []

    class RecordedConnection(aio_pika.Connection):
        async def connect(self, *args: Any, **kwargs: Any) -> None:
            made.append(self)
            await super().connect(*args, **kwargs)

    monkeypatch.setattr(aio_pika, "Connection", RecordedConnection)
    with pytest.raises(AMQPConnectionError):
        await connect("amqp://nobody:x@127.0.0.1:9/ates", "test")
    assert [connection.is_closed for connection in made] == [True]
