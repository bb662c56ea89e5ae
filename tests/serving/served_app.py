"""An app that a test serves in a process of its own."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse
from serving.raw_connection import ServerAddress

from ates_chassis.http.app import create_app
from ates_chassis.http.server import server_config
from ates_chassis.settings import ProcessSettings
from ates_chassis.testing import eventually, free_port

BODY_BYTES_MAX = 20_000_000
LARGE_BYTES = 64_000_000


def api() -> FastAPI:
    """Counts what it is sent, slowly where it is told to, and streams."""

    async def nothing() -> None: ...

    limits = {"/count": BODY_BYTES_MAX}
    app = create_app(
        ProcessSettings(), name="tiny", ready=nothing, close=nothing, body_limits=limits
    )

    @app.api_route("/count", methods=["GET", "POST"])
    async def count(request: Request, wait_s: float = 0) -> dict[str, object]:
        await asyncio.sleep(wait_s)
        size = len(await request.body())
        return {"bytes": size, "headers": [name.decode() for name, _ in request.scope["headers"]]}

    @app.get("/ticks")
    async def ticks() -> StreamingResponse:
        return StreamingResponse(_ticks(app), media_type="text/event-stream")

    @app.get("/large")
    async def large() -> StreamingResponse:
        return StreamingResponse(bytes(64_000) for _ in range(LARGE_BYTES // 64_000))

    return app


async def _ticks(app: FastAPI) -> AsyncIterator[bytes]:
    while not app.state.stopping.is_set():
        yield b"data: tick\n\n"
        with suppress(TimeoutError):
            await asyncio.wait_for(app.state.stopping.wait(), 0.1)


@dataclass
class Served(ServerAddress):
    pid: int
    log_file: Path

    def log(self) -> str:
        return self.log_file.read_text(encoding="utf-8")


@asynccontextmanager
async def served(folder: Path, **settings: str) -> AsyncIterator[Served]:
    """The app in a process of its own, as the supervisor starts it; its end is waited for."""
    port = free_port()
    environment = os.environ | {
        "ATES_PORT": str(port),
        "PYTHONPATH": str(Path(__file__).parents[1]),
    }
    environment |= {f"ATES_{name.upper()}": value for name, value in settings.items()}
    log_file = folder / "log"
    with log_file.open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "ates_chassis.http.server", "serving.served_app:api",
            env=environment, stdout=log, stderr=log,
        )  # fmt: skip
    served_app = Served(host="127.0.0.1", port=port, pid=process.pid, log_file=log_file)

    async def is_up() -> bool:
        with suppress(OSError):
            async with served_app.connection():
                return True
        return False

    try:
        await eventually(is_up, timeout_s=60)
        yield served_app
    finally:
        process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.wait(), 15)


@asynccontextmanager
async def serving_here(
    monkeypatch: pytest.MonkeyPatch, **changes: Any
) -> AsyncIterator[ServerAddress]:
    """A server in this process, of which the test changes what no setting says."""
    monkeypatch.setenv("ATES_PORT", "1")
    config = server_config(api(), ProcessSettings(), port=0)
    for name, value in changes.items():
        setattr(config, name, value)
    server = uvicorn.Server(config)
    serving = asyncio.ensure_future(server._serve())

    async def started() -> bool:
        return server.started

    await eventually(started)
    try:
        yield ServerAddress(*server.servers[0].sockets[0].getsockname()[:2])
    finally:
        server.should_exit = True
        await serving
