"""The HTTP app of a process: traces, bounded bodies, problem documents, health, metrics; and for a service, callers."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ates_chassis import metrics, problems
from ates_chassis.access import Caller, Keys, KeysAway, Standing, Verifier, bring_up_to_date
from ates_chassis.contracts import Contracts
from ates_chassis.database import Database
from ates_chassis.ended_sessions import status_of_caller
from ates_chassis.errors import Unauthenticated, describe
from ates_chassis.logs import start_logging
from ates_chassis.outages import is_transient
from ates_chassis.settings import ProcessSettings, ServiceSettings
from ates_chassis.tracing import trace

log = logging.getLogger(__name__)

Check = Callable[[], Awaitable[None]]
Work = Callable[[asyncio.Event], Awaitable[None]]

_WORK_GRACE_S = 5.0


class Edge:
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
                raise HTTPException(413, f"the body may have {limit:,} bytes at most")
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
        if isinstance(error, KeysAway) or is_transient(error):
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
            return problems.unavailable(repr(error))
        return Response('{"status":"ready"}', media_type="application/json")

    @router.get("/metrics")
    async def expose() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router


class _App(FastAPI):
    def openapi(self) -> dict[str, Any]:
        document = super().openapi()
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        schemas["Problem"] = problems.SCHEMA
        return document


def new_app(name: str, **given: Any) -> FastAPI:
    """A bare app whose OpenAPI document names operations as the design does, and what a failure looks like."""
    return _App(
        title=f"aTES {name}",
        version="1",
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=lambda route: route.name,
        separate_input_output_schemas=False,
        responses=problems.RESPONSES,
        **given,
    )


def create_app(
    settings: ProcessSettings,
    *,
    name: str,
    ready: Check,
    close: Check,
    body_limits: dict[str, int] | None = None,
    works: Sequence[Work] = (),
) -> FastAPI:
    """The app that every HTTP process starts from.

    `body_limits` gives single paths their own bound, in bytes. `works` run beside the requests until the event that each
    is given, `app.state.stopping`: a server sets it before it waits for the requests in hand.
    """
    start_logging(name, settings.log_level)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with _beside(works, app.state.stopping):
            yield
        await close()

    app = new_app(name, lifespan=lifespan)
    app.state.stopping = asyncio.Event()
    app.state.process_settings = settings
    problems.answer_problems(app)
    app.include_router(operations(ready))
    app.add_middleware(
        Edge, body_limit_bytes=settings.body_limit_bytes, body_limits=body_limits or {}
    )
    return app


@asynccontextmanager
async def _beside(works: Sequence[Work], stopping: asyncio.Event) -> AsyncIterator[None]:
    tasks = [asyncio.ensure_future(work(stopping)) for work in works]
    try:
        yield
    finally:
        stopping.set()
        if tasks:
            await asyncio.wait(tasks, timeout=_WORK_GRACE_S)
        for task in tasks:
            task.cancel()
        for end in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(end, Exception):
                log.error("work beside the requests failed", exc_info=end)


def create_service(
    settings: ServiceSettings,
    *,
    name: str,
    router: APIRouter,
    find_standing: Standing = status_of_caller,
    body_limits: dict[str, int] | None = None,
) -> FastAPI:
    """The app of a service with a database. Routes reach it through `Db`, `Anyone` and `may`."""
    contracts = Contracts(settings.schemas_dir)
    db = Database(
        settings.database_url.get_secret_value(),
        contracts=contracts,
        pool_size=settings.pool_size,
        statement_timeout_s=settings.statement_timeout_s,
        lock_timeout_s=settings.lock_timeout_s,
        session=settings.session,
    )
    keys = Keys(settings.jwks_url)

    async def ready() -> None:
        async with db.reading() as tx:
            await tx.execute(text(settings.readiness_query))

    async def close() -> None:
        await keys.close()
        await db.close()

    app = create_app(settings, name=name, ready=ready, close=close, body_limits=body_limits)
    app.state.db = db
    app.state.settings = settings
    app.state.verifier = Verifier(audience=f"ates.{name}", keys=keys)
    app.state.find_standing = find_standing
    app.include_router(router)
    return app


async def _db(request: Request) -> Database:
    db: Database = request.app.state.db
    return db


Db = Annotated[Database, Depends(_db)]

_bearer = HTTPBearer(auto_error=False, bearerFormat="JWT", scheme_name="bearer")


async def caller_or_nobody(
    request: Request,
    db: Db,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Caller | None:
    """The verified caller with today's role; nobody where no token was sent."""
    if bearer is None:
        return None
    caller: Caller = await request.app.state.verifier.verify(bearer.credentials)
    async with db.reading() as tx:
        status = await request.app.state.find_standing(tx, caller.id, caller.session_id)
    return bring_up_to_date(caller, status.person, session_ended=status.session_ended)


async def _caller(caller: Annotated[Caller | None, Depends(caller_or_nobody)]) -> Caller:
    if caller is None:
        raise Unauthenticated("send an access token as a bearer")
    return caller


def may(*roles: str) -> Callable[[Caller], Awaitable[Caller]]:
    """A dependency that lets only `roles` pass and gives the caller. The rights table, one word per route."""

    async def permitted(caller: Annotated[Caller, Depends(_caller)]) -> Caller:
        caller.require(*roles)
        return caller

    return permitted
