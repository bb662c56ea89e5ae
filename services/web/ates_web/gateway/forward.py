"""Forwards `/api/v1/…` to the service that the route table names; what is not named does not pass."""

import json
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from ates_chassis.http import problems
from ates_web.clients.pool import UpstreamResponse
from ates_web.clients.upstream import ServiceDownError, Upstream
from ates_web.gateway.guard import refuse_cross_site
from ates_web.gateway.openapi import PREFIX, Document
from ates_web.gateway.routes import Match, NotAllowed, Route, RouteTable
from ates_web.gateway.session import slot_of

_REQUEST_HEADERS = ("accept", "content-type", "idempotency-key")
_ANSWER_HEADERS = (
    "content-type",
    "content-disposition",
    "etag",
    "retry-after",
    "www-authenticate",
)
_QUERY_FIELDS_MAX = 300
_METHODS: Final = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
_RETRY_AFTER_S = "2"


@dataclass(frozen=True, slots=True)
class Template:
    """How metrics and logs call the route, so that ids do not become labels."""

    path: str


class Gateway:
    def __init__(self, document: Document, upstreams: dict[str, Upstream]) -> None:
        self._table = RouteTable(document)
        self._upstreams = upstreams
        unknown = self._table.services - upstreams.keys()
        if unknown:
            raise ValueError(f"the OpenAPI document names unknown services: {sorted(unknown)}")

    async def __call__(self, request: Request) -> Response:
        path = request.path_params["path"]
        match = self._table.find(request.method, path)
        if match is None:
            return problems.problem(404, "not-found", "Not found", "the API has no such path")
        if isinstance(match, NotAllowed):
            return _not_allowed(match)
        request.scope["route"] = Template(PREFIX + "/" + "/".join(match.route.segments))
        try:
            query = _query(request)
        except ValueError:
            detail = "the query string is not a list of UTF-8 parameters"
            return problems.problem(400, "malformed-query", "Bad request", detail)
        try:
            return _passed_on(await self._forward(request, match, query))
        except ServiceDownError as down:
            return unavailable(down)

    async def _forward(
        self, request: Request, match: Match, query: list[tuple[str, str]]
    ) -> UpstreamResponse:
        route: Route = match.route
        headers = {
            name: value
            for name in _REQUEST_HEADERS
            if (value := request.headers.get(name)) is not None
        }
        return await self._upstreams[route.service].exchange(
            route.method,
            match.path,
            query=query,
            headers=headers | _on_behalf(request),
            body=await request.body(),
            slow=route.slow,
        )


def _on_behalf(request: Request) -> dict[str, str]:
    """The bearer token that was sent, or the browser session's where the request proves its origin."""
    slot = slot_of(request)
    sent = request.headers.get("authorization")
    if sent is not None:
        return {"Authorization": sent, **replace(slot.caller, token=None).headers()}
    if slot.unavailable:
        raise ServiceDownError("auth")
    if slot.session is not None:
        refuse_cross_site(request)
    return slot.caller.headers()


def _query(request: Request) -> list[tuple[str, str]]:
    """Decoded here and encoded anew, so that no byte of a caller's query reaches a service as it is."""
    raw = request.scope["query_string"].decode("ascii")
    return parse_qsl(raw, keep_blank_values=True, errors="strict", max_num_fields=_QUERY_FIELDS_MAX)


def _passed_on(answer: UpstreamResponse) -> Response:
    headers = {
        name: value for name in _ANSWER_HEADERS if (value := answer.headers.get(name)) is not None
    }
    return Response(answer.body, answer.status, headers)


def _not_allowed(match: NotAllowed) -> Response:
    allowed = ", ".join(match.allowed)
    return problems.problem(
        405,
        "method-not-allowed",
        "Method not allowed",
        f"this path knows {allowed}",
        headers={"Allow": allowed},
    )


def unavailable(down: ServiceDownError) -> Response:
    status = 504 if down.timed_out else 503
    detail = f"{down.service} does not answer at the moment; try again"
    return problems.problem(
        status,
        "service-unavailable",
        "Temporarily unavailable",
        detail,
        headers={"Retry-After": _RETRY_AFTER_S},
    )


def api(document: Document, upstreams: dict[str, Upstream]) -> APIRouter:
    """The routes of the REST API: the document itself, and everything that it describes."""
    router = APIRouter(include_in_schema=False)
    gateway = Gateway(document, upstreams)
    text = json.dumps(document, ensure_ascii=False).encode()

    @router.get(f"{PREFIX}/openapi.json")
    async def openapi_document() -> Response:
        return Response(text, media_type=JSONResponse.media_type)

    @router.get(f"{PREFIX}/docs")
    async def docs() -> Response:
        return RedirectResponse("/api", 307)

    @router.api_route(f"{PREFIX}/{{path:path}}", methods=_METHODS)
    async def forward(request: Request) -> Response:
        return await gateway(request)

    return router
