"""What every answer carries and every request must show: security headers, and proof of the same origin."""

import re
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ates_chassis.shared.errors import ForbiddenError

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
PAGE_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)
# The API browser's style sheet carries its icons as data.
BROWSER_POLICY = f"{PAGE_POLICY}; img-src 'self' data:"
DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cache-Control": "no-store",
}
_HSTS = "max-age=31536000"


class CrossSiteError(ForbiddenError):
    code = "cross-site"


def refuse_cross_site(request: Request) -> None:
    """Raises CrossSiteError where a request with effects does not show that it comes from our own pages."""
    if request.method not in SAFE_METHODS and not _same_origin(request):
        raise CrossSiteError("this request did not come from a page of this site")


def _same_origin(connection: HTTPConnection) -> bool:
    site = connection.headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    # Browsers from before Fetch Metadata send at least the origin of a form.
    origin = urlsplit(connection.headers.get("origin", ""))
    return bool(origin.netloc) and origin.netloc == connection.headers.get("host")


class SecurityHeaders:
    """Sets on every answer what it has not set itself."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self._app = app
        self._headers = _HEADERS | ({"Strict-Transport-Security": _HSTS} if https else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                html = headers.get("content-type", "").startswith("text/html")
                headers.setdefault("Content-Security-Policy", PAGE_POLICY if html else DATA_POLICY)
            await send(message)

        await self._app(scope, receive, send_guarded)


# To download a bank file hands it over; HEAD would do so without giving it.
_GET_WITH_EFFECT = re.compile(r"/bank-files/[^/]+/?", re.ASCII)
_HEAD = "ates.head"


def wants_head(request: Request) -> bool:
    """Whether a request that is routed as GET asks for the headers alone: what streams must then not begin."""
    return bool(request.scope.get(_HEAD))


class HeadLikeGet:
    """Routes HEAD as GET, but where GET has an effect; the server leaves the body out."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_head = scope["type"] == "http" and scope["method"] == "HEAD"
        if is_head and not _GET_WITH_EFFECT.search(scope["path"]):
            scope = {**scope, "method": "GET", _HEAD: True}
        await self._app(scope, receive, send)
