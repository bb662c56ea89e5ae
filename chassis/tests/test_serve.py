"""A served process as the supervisor runs it: it answers, it spares what stays, it stops when told."""

import gc
import os
import signal
import sys
from asyncio import create_subprocess_exec, wait_for
from pathlib import Path

import httpx
from fastapi import FastAPI

from ates_chassis.http import create_app
from ates_chassis.settings import ProcessSettings
from ates_chassis.testing import eventually, free_port


def api() -> FastAPI:
    """The app that the test serves in a process of its own."""

    async def nothing() -> None: ...

    app = create_app(ProcessSettings(), name="tiny", ready=nothing, close=nothing)

    @app.get("/objects")
    async def objects() -> dict[str, int]:
        return {"spared": gc.get_freeze_count(), "looked_through": len(gc.get_objects())}

    return app


async def test_a_process_spares_what_its_start_made_and_ends_when_told():
    """A full collection that looks through all modules and models takes as long as a slow page."""
    port = free_port()
    environment = os.environ | {"ATES_PORT": str(port), "PYTHONPATH": str(Path(__file__).parent)}
    process = await create_subprocess_exec(
        sys.executable, "-m", "ates_chassis.serve", "test_serve:api", env=environment
    )
    try:
        async with httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}", trust_env=False
        ) as client:

            async def objects() -> dict[str, int] | None:
                try:
                    answer = await client.get("/objects")
                except httpx.ConnectError:
                    return None
                counts: dict[str, int] = answer.json()
                return counts

            counts = await eventually(objects, until=lambda found: found is not None)
    finally:
        process.send_signal(signal.SIGTERM)
        await wait_for(process.wait(), 15)
    assert counts["spared"] > 5 * counts["looked_through"]
    assert process.returncode == -signal.SIGTERM
