"""Routes for operators: whether a process lives and is ready, and its metrics."""

from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

Check = Callable[[], Awaitable[None]]


def operations(ready: Check) -> APIRouter:
    """Health and metrics, for operators only: the gateway does not forward them."""
    router = APIRouter(include_in_schema=False)

    @router.get("/health/live")
    async def live() -> dict[str, str]:
        return {"status": "live"}

    @router.get("/health/ready")
    async def is_ready() -> Response:
        try:
            await ready()
        except Exception as error:  # noqa: BLE001 - the reason goes to the operator, whatever it is
            return JSONResponse({"status": "not ready", "reason": repr(error)}, 503)
        return Response('{"status":"ready"}', media_type="application/json")

    @router.get("/metrics")
    async def expose() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router
