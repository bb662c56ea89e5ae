"""The company's services as web's connections find them."""

import json
from collections.abc import Mapping
from functools import cache

import company_accounting
import company_analytics
import company_auth
import company_notifications
import company_payments
import company_tasks
import httpx
from company import CompanyDouble
from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from ates_chassis.documented_answers import DocumentedAnswers
from ates_chassis.http import problems
from ates_web.clients.pool import (
    ConnectionPool,
    NoResponseError,
    ResponseTooLargeError,
    UpstreamResponse,
)
from ates_web.gateway.openapi import PREFIX
from ates_web.main import COMMITTED

ROUTERS = {
    "auth": company_auth.router,
    "tasks": company_tasks.router,
    "accounting": company_accounting.router,
    "analytics": company_analytics.router,
    "payments": company_payments.router,
    "notifications": company_notifications.router,
}


@cache
def services() -> dict[str, FastAPI]:
    apps = {}
    for name, router in ROUTERS.items():
        apps[name] = FastAPI(generate_unique_id_function=lambda route: route.name)
        problems.answer_problems(apps[name])
        apps[name].include_router(router)
    return apps


@cache
def _together() -> FastAPI:
    """All services as one app, each below its name."""
    whole = FastAPI()
    for name, app in services().items():
        whole.mount(f"/{name}", app)
    return whole


def behind(company: CompanyDouble) -> ASGIApp:
    """The services of this company: apps are made once, and each request says whose it is."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        await _together()({**scope, "company": company}, receive, send)

    return serve


@cache
def _documented() -> DocumentedAnswers:
    return DocumentedAnswers(json.loads(COMMITTED.read_text(encoding="utf-8")))


class Outside(ConnectionPool):
    """What web's connections lead to in tests: the company's services, unless they are down."""

    def __init__(self, company: CompanyDouble) -> None:
        super().__init__(connections_max=1)
        self._company = company
        self._asgi = httpx.ASGITransport(behind(company))

    async def exchange(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes,
        limit: int,
        **_: object,
    ) -> UpstreamResponse:
        request = httpx.Request(method, url, headers=headers, content=body or None)
        service = request.url.path.split("/")[1]
        self._company.seen.append(request)
        if service in self._company.down:
            raise NoResponseError("refused")
        if service in self._company.slow:
            raise NoResponseError("too slow", timed_out=True)
        answer = await self._asgi.handle_async_request(request)
        content = await answer.aread()
        if len(content) > limit:
            raise ResponseTooLargeError
        await self._check(request, answer, content)
        return UpstreamResponse(answer.status_code, answer.headers, content)

    async def _check(self, request: httpx.Request, answer: httpx.Response, content: bytes) -> None:
        """The doubles answer as the services' document says, so that what works with them works with services."""
        public = request.url.copy_with(path=PREFIX + "/" + request.url.path.split("/", 2)[2])
        public_request = httpx.Request(request.method, public)
        headers = {"Content-Type": answer.headers.get("content-type", "")}
        await _documented()(
            httpx.Response(
                answer.status_code, headers=headers, content=content, request=public_request
            )
        )
