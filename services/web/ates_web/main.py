"""The composition root of web, and the command that writes its OpenAPI document.

`python -m ates_web.main openapi auth=auth.json tasks=tasks.json accounting=accounting.json` merges the services'
documents into the committed file.
"""

import json
import sys
from pathlib import Path

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from ates_chassis.http.app import BackgroundTask, create_app
from ates_web.clients import clients
from ates_web.clients.pool import ConnectionPool
from ates_web.gateway.asyncapi import asyncapi
from ates_web.gateway.ended import EndedSessions
from ates_web.gateway.forward import api as api_routes
from ates_web.gateway.guard import HeadLikeGet, SecurityHeaders
from ates_web.gateway.openapi import PREFIX, Document, merge
from ates_web.gateway.session import SessionMiddleware
from ates_web.live.endings import EndingsFeed
from ates_web.live.feed import Feed
from ates_web.live.hub import Hub
from ates_web.live.route import live_routes
from ates_web.pages.shell import Web
from ates_web.pages.site import site
from ates_web.settings import WebSettings

COMMITTED = Path(__file__).resolve().parent / "openapi.json"
EVENTS = COMMITTED.with_name("asyncapi.json")
# What the other fields of a form with a file take.
_FORM_BYTES = 64_000
_COMPRESSED_FROM_BYTES = 1_000
# A page becomes a fifth of its size in half a millisecond.
_COMPRESSION = 4


def api() -> FastAPI:
    app = build(WebSettings())
    app.state.templates.compile()
    return app


def build(settings: WebSettings, pool: ConnectionPool | None = None) -> FastAPI:
    pool = pool or ConnectionPool(connections_max=settings.upstream_connections)
    known = clients(settings, pool)
    ended = EndedSessions()
    web = Web.of(settings, known, ended)

    async def ready() -> None:
        """Web is ready by itself: its pages say which service is away."""

    hub, background_tasks = _live(settings, ended)
    app = create_app(
        settings,
        name="web",
        ready=ready,
        close=pool.close,
        body_limits={
            f"{PREFIX}/tasks/import": settings.import_limit_bytes,
            "/tasks/import": 2 * settings.import_limit_bytes + _FORM_BYTES,
        },
        background_tasks=[web.sign_outs.run, *background_tasks],
    )
    # Inside the chassis' middleware, so that renewing a session belongs to the request's trace.
    app.user_middleware.append(
        Middleware(SessionMiddleware, auth=known.auth, settings=settings, ended=ended)
    )
    app.add_middleware(SecurityHeaders, https=settings.cookie_secure)
    app.add_middleware(HeadLikeGet)
    app.add_middleware(
        GZipMiddleware, minimum_size=_COMPRESSED_FROM_BYTES, compresslevel=_COMPRESSION
    )
    app.state.templates = web.templates
    document = json.loads(settings.openapi_file.read_bytes())
    app.include_router(asyncapi(EVENTS))
    app.include_router(api_routes(document, known.upstreams))
    app.include_router(live_routes(hub, known.auth))
    app.mount("", site(web))
    return app


def _live(settings: WebSettings, ended: EndedSessions) -> tuple[Hub | None, list[BackgroundTask]]:
    """Who hears of changes, and what has to run for that; nothing where no RabbitMQ is given."""
    if settings.amqp_url is None:
        return None, []
    hub = Hub(
        listeners_max=settings.live_connections_max, per_person_max=settings.live_per_person_max
    )
    ended.on_end(hub.end_session)
    url = settings.amqp_url.get_secret_value()
    return hub, [Feed(url, hub).run, EndingsFeed(url, ended).run]


def rendered(documents: dict[str, Document]) -> str:
    """The text of the committed document."""
    return json.dumps(merge(documents), indent=1, ensure_ascii=False) + "\n"


def write_openapi(arguments: list[str]) -> None:
    named = dict(argument.split("=", 1) for argument in arguments)
    documents = {name: json.loads(Path(path).read_bytes()) for name, path in named.items()}
    COMMITTED.write_text(rendered(documents), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) < 3 or sys.argv[1] != "openapi":
        sys.exit("usage: python -m ates_web.main openapi SERVICE=OPENAPI_JSON …")
    write_openapi(sys.argv[2:])
