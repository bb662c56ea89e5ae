"""A served process as the supervisor runs it: it answers, it spares what stays, it stops when told."""

import gc
import os
import signal
import sys
from asyncio import create_subprocess_exec, wait_for
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI, Request

from ates_chassis.http.app import create_app
from ates_chassis.settings import ProcessSettings
from ates_chassis.testing import eventually, free_port


def api() -> FastAPI:
    """The app that the test serves in a process of its own."""

    async def nothing() -> None: ...

    app = create_app(ProcessSettings(), name="tiny", ready=nothing, close=nothing)

    @app.get("/objects")
    async def objects() -> dict[str, int]:
        return {"spared": gc.get_freeze_count(), "looked_through": len(gc.get_objects())}

    @app.get("/client")
    async def client(request: Request) -> str:
        return request.client.host if request.client else ""

    return app


@asynccontextmanager
async def served(**settings: str) -> AsyncIterator[tuple[Process, httpx.AsyncClient]]:
    port = free_port()
    own = {"ATES_PORT": str(port), "PYTHONPATH": str(Path(__file__).parent)}
    process = await create_subprocess_exec(
        sys.executable,
        "-m",
        "ates_chassis.http.server",
        "test_serve:api",
        env=os.environ | own | settings,
    )
    try:
        async with httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}", trust_env=False
        ) as client:

            async def is_there() -> bool:
                try:
                    return (await client.get("/health/live")).is_success
                except httpx.ConnectError:
                    return False

            await eventually(is_there)
            yield process, client
    finally:
        process.send_signal(signal.SIGTERM)
        await wait_for(process.wait(), 15)


@pytest.mark.parametrize(
    ("trusted", "forwarded", "believed"),
    [
        ("[]", "203.0.113.7", "127.0.0.1"),
        ('["192.0.2.0/24"]', "203.0.113.7", "127.0.0.1"),
        ('["127.0.0.0/8"]', "203.0.113.7", "203.0.113.7"),
        ('["127.0.0.1/32", "192.0.2.0/24"]', "1.1.1.1, 203.0.113.7, 192.0.2.1", "203.0.113.7"),
    ],
)
async def test_only_a_proxy_that_the_settings_name_is_believed_about_addresses(
    trusted: str, forwarded: str, believed: str
) -> None:
    async with served(ATES_TRUSTED_PROXIES=trusted) as (_, client):
        answer = await client.get("/client", headers={"X-Forwarded-For": forwarded})
    assert answer.json() == believed


async def test_a_process_spares_what_its_start_made_and_ends_when_told() -> None:
    """A full collection that looks through all modules and models takes as long as a slow page."""
    async with served() as (process, client):
        counts: dict[str, int] = (await client.get("/objects")).json()
    assert counts["spared"] > 5 * counts["looked_through"]
    assert process.returncode == -signal.SIGTERM
