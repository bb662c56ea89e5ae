"""What every request of every process goes through, before and after its route."""

import logging
import time

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ates_chassis.database.outages import is_transient
from ates_chassis.http import problems
from ates_chassis.http.access import KeysAwayError
from ates_chassis.observability import metrics
from ates_chassis.observability.tracing import trace
from ates_chassis.shared.errors import describe

log = logging.getLogger(__name__)


class RequestMiddleware:
    """The outermost layer: every request gets a trace, a bounded body, a log line, and an answer."""

    def __init__(self, app: ASGIApp, *, body_limit_bytes: int, body_limits: dict[str, int]) -> None:
        self._app = app
        self._limit = body_limit_bytes
        self._limits = body_limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        with trace(headers.get(b"traceparent", b"").decode("latin-1")):
            await self._answer(scope, self._bounded(scope, receive), send)

    def _bounded(self, scope: Scope, receive: Receive) -> Receive:
        limit = self._limits.get(scope["path"], self._limit)
        seen = 0

        async def bounded() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                # FastAPI makes a 400 of any other error that comes up while it reads a body.
                raise problems.BodyTooLargeError(limit)
            return message

        return bounded

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = time.perf_counter()
        status = 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, sending)
        except ClientDisconnect:
            log.info("the client went away while its request was read")
        except Exception as error:
            if status:
                raise
            await self._failure(error)(scope, receive, sending)
        seconds = time.perf_counter() - started
        _note(scope, status, seconds)

    @staticmethod
    def _failure(error: Exception) -> ASGIApp:
        if isinstance(error, KeysAwayError) or is_transient(error):
            log.warning("temporarily unavailable", extra={"reason": describe(error)})
            return problems.unavailable("a part of the system is away; try again")
        log.error("unexpected error", exc_info=error)
        return problems.unexpected()


def _note(scope: Scope, status: int, seconds: float) -> None:
    route = scope.get("route")
    template = getattr(route, "path", "unmatched")
    metrics.REQUESTS.labels(scope["method"], template, str(status)).observe(seconds)
    if not template.startswith(("/health", "/metrics")):
        log.info(
            "request",
            extra={
                "method": scope["method"],
                "route": template,
                "status": status,
                "ms": round(seconds * 1000, 1),
            },
        )
