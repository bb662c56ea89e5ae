"""Web on a port of its own, for live connections."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Self

import uvicorn
from fastapi import FastAPI

from ates_chassis.http.server import server_config

NOWHERE = "amqp://web:x@127.0.0.1:9/ates"


@dataclass
class Site:
    """Web on a port of its own, since a client in this process cannot leave an answer half read."""

    app: FastAPI
    server: uvicorn.Server = field(init=False)
    url: str = ""

    @contextlib.asynccontextmanager
    async def up(self) -> AsyncIterator[Self]:
        config = server_config(self.app, self.app.state.process_settings, port=0)
        config.load()
        self.server = uvicorn.Server(config)
        self.server.lifespan = config.lifespan_class(config)
        await self.server.startup()
        self.url = f"http://127.0.0.1:{self.server.servers[0].sockets[0].getsockname()[1]}"
        try:
            yield self
        finally:
            self.app.state.stopping.set()
            await self.server.shutdown()
