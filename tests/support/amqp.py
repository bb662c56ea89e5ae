"""AMQP as it is on the wire, for tests that do what no service may: declare, bind, get, purge."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from types import TracebackType
from typing import Any, Self

from aio_pika.abc import AbstractChannel

from ates_chassis.messaging.broker import connect

AsUser = Callable[[str], AbstractAsyncContextManager[Any]]
"""A channel of the protocol's own methods, as that user of RabbitMQ."""


class RawConnection:
    """A connection whose channels have the protocol's own methods (`basic_get`, `queue_bind` …)."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._channels: list[AbstractChannel] = []

    async def __aenter__(self) -> Self:
        self._connection = await connect(self._url, "test")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._connection.close()

    async def channel(self, *, on_return_raises: bool = False) -> Any:
        """It confirms publishes."""
        channel = self._connection.channel(on_return_raises=on_return_raises)
        await channel.initialize()
        self._channels.append(channel)
        return await channel.get_underlay_channel()
