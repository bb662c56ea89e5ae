"""The HTTP app of a process: traces, bounded bodies, problem documents, health, metrics; and for a service, callers."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy import text

from ates_chassis.database.engine import Database
from ates_chassis.http import problems
from ates_chassis.http.access import Caller, Keys, StatusLookup, Verifier, bring_up_to_date
from ates_chassis.http.idempotency import AnsweredBeforeError
from ates_chassis.http.middleware import RequestMiddleware
from ates_chassis.messaging.contracts import Contracts
from ates_chassis.observability.health import Check, operations
from ates_chassis.observability.logs import start_logging
from ates_chassis.settings import ProcessSettings, ServiceSettings
from ates_chassis.shared.ended_sessions import status_of_caller
from ates_chassis.shared.errors import UnauthenticatedError

log = logging.getLogger(__name__)

BackgroundTask = Callable[[asyncio.Event], Awaitable[None]]

_TASK_GRACE_S = 5.0


class _App(FastAPI):
    def openapi(self) -> dict[str, Any]:
        document = super().openapi()
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        schemas["Problem"] = problems.SCHEMA
        return document


def new_app(name: str, **kwargs: Any) -> FastAPI:
    """A bare app whose OpenAPI document names operations as the design does, and what a failure looks like."""
    return _App(
        title=f"aTES {name}",
        version="1",
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=lambda route: route.name,
        separate_input_output_schemas=False,
        responses=problems.RESPONSES,
        **kwargs,
    )


def create_app(
    settings: ProcessSettings,
    *,
    name: str,
    ready: Check,
    close: Check,
    body_limits: dict[str, int] | None = None,
    background_tasks: Sequence[BackgroundTask] = (),
) -> FastAPI:
    """The app that every HTTP process starts from.

    `body_limits` gives single paths their own bound, in bytes. `background_tasks` run beside the requests until the event that each
    is given, `app.state.stopping`: a server sets it before it waits for the requests in hand.
    """
    start_logging(name, settings.log_level)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with _running(background_tasks, app.state.stopping):
            yield
        await close()

    app = new_app(name, lifespan=lifespan)
    app.state.stopping = asyncio.Event()
    app.state.process_settings = settings
    problems.answer_problems(app)
    app.include_router(operations(ready))
    app.add_middleware(
        RequestMiddleware, body_limit_bytes=settings.body_limit_bytes, body_limits=body_limits or {}
    )
    return app


@asynccontextmanager
async def _running(
    background_tasks: Sequence[BackgroundTask], stopping: asyncio.Event
) -> AsyncIterator[None]:
    tasks = [asyncio.ensure_future(task(stopping)) for task in background_tasks]
    try:
        yield
    finally:
        stopping.set()
        if tasks:
            await asyncio.wait(tasks, timeout=_TASK_GRACE_S)
        for task in tasks:
            task.cancel()
        for end in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(end, Exception):
                log.error("a background task failed", exc_info=end)


def create_service(
    settings: ServiceSettings,
    *,
    name: str,
    router: APIRouter,
    find_status: StatusLookup = status_of_caller,
    body_limits: dict[str, int] | None = None,
) -> FastAPI:
    """The app of a service with a database. Routes reach it through `Db`, `SignedIn` and `may`."""
    contracts = Contracts(settings.schemas_dir)
    db = Database(
        settings.database_url.get_secret_value(),
        check_event=contracts.check,
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
    app.state.find_status = find_status
    app.add_exception_handler(AnsweredBeforeError, _answer_again)
    app.include_router(router)
    return app


async def _answer_again(_: Request, answered: Exception) -> Response:
    assert isinstance(answered, AnsweredBeforeError)
    return answered.response


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
        status = await request.app.state.find_status(tx, caller.id, caller.session_id)
    return bring_up_to_date(caller, status.person, session_ended=status.session_ended)


async def _caller(caller: Annotated[Caller | None, Depends(caller_or_nobody)]) -> Caller:
    if caller is None:
        raise UnauthenticatedError("send an access token as a bearer")
    return caller


def may(*roles: str) -> Callable[[Caller], Awaitable[Caller]]:
    """A dependency that lets only `roles` pass and gives the caller. The rights table, one word per route."""

    async def permitted(caller: Annotated[Caller, Depends(_caller)]) -> Caller:
        caller.require(*roles)
        return caller

    return permitted
