"""`GET /live`: server-sent events that say what changed for whoever is signed in, never what it is now."""

import asyncio
import json
import random
import time
from collections.abc import AsyncIterator

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event
from starlette.types import Receive, Scope, Send

from ates_chassis.http.problems import problem
from ates_chassis.shared.errors import UnauthenticatedError
from ates_web.clients.auth import AuthClient
from ates_web.clients.models import UserView
from ates_web.clients.upstream import ServiceDownError, ServiceRefusedError
from ates_web.gateway.forward import unavailable
from ates_web.gateway.guard import wants_head
from ates_web.gateway.session import WebSession, slot_of
from ates_web.live.hub import Hub, LiveSubscriber
from ates_web.pages.shell import SEES_ALL_TASKS, SEES_LEDGER

SEES_COMPANY = SEES_ALL_TASKS | SEES_LEDGER
MEDIA_TYPE = "text/event-stream"
# Then the browser comes again, and its session is renewed and looked at.
_LIFE_S = (240.0, 300.0)
_COMMENT_S = 15.0
_PAUSE_S = 0.2
_RETRY_MS = 1_000
# A proxy that collects answers before it passes them on is asked not to.
_HEADERS = {"X-Accel-Buffering": "no"}


class LiveAnswer(StreamingResponse):
    """Ends with the life of the connection, or as soon as the browser or this process goes."""

    media_type = MEDIA_TYPE

    def __init__(self, hub: Hub, listener: LiveSubscriber, *, life_max_s: float) -> None:
        super().__init__(news(listener, life_max_s), headers=_HEADERS)
        self._hub = hub
        self._listener = listener

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._hub.leave(self._listener)


async def news(listener: LiveSubscriber, life_max_s: float = float("inf")) -> AsyncIterator[bytes]:
    """Up to five messages a second, the first at once; a comment where there is nothing to say."""
    clock = asyncio.get_running_loop().time
    ends = clock() + min(life_max_s, random.uniform(*_LIFE_S))
    yield format_sse_event(event="hello", data_str="{}", retry=_RETRY_MS)
    while not listener.closed and (left_s := ends - clock()) > 0:
        if not await listener.news_within(min(left_s, _COMMENT_S)):
            yield KEEPALIVE_COMMENT
        elif not listener.closed:
            topics, missed = listener.take()
            data = {"topics": topics} | ({"missed": True} if missed else {})
            yield format_sse_event(event="changed", data_str=json.dumps(data))
            await asyncio.sleep(_PAUSE_S)


def live_routes(hub: Hub | None, auth: AuthClient) -> APIRouter:
    """Without a hub, browsers are told not to ask again."""
    router = APIRouter(include_in_schema=False)

    @router.get("/live")
    async def live(request: Request) -> Response:
        if hub is None:
            return Response(status_code=204)
        try:
            session, user = await _signed_in(request, auth)
        except ServiceDownError as down:
            return unavailable(down)
        except ServiceRefusedError as rejected:
            body = rejected.problem
            return problem(body.status, body.code, body.title, body.detail or body.title)
        if wants_head(request):
            return Response(headers=_HEADERS, media_type=MEDIA_TYPE)
        listener = hub.join(
            user.id, sees_company=user.role in SEES_COMPANY, session_id=session.claims.sid
        )
        # It may have ended while auth was asked.
        if slot_of(request).ended.has_ended(session.claims.sid):
            listener.close()
        return LiveAnswer(hub, listener, life_max_s=session.claims.exp - time.time())

    return router


async def _signed_in(request: Request, auth: AuthClient) -> tuple[WebSession, UserView]:
    """Asks auth, since nobody else looks at what the cookie says before something is told."""
    slot = slot_of(request)
    if slot.unavailable:
        raise ServiceDownError("auth")
    if slot.session is None:
        raise UnauthenticatedError("sign in first")
    return slot.session, await auth.me(slot.caller)
