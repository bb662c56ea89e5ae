"""The site: all pages, and what a person sees when something is refused, missing or down."""

import logging
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote

from fastapi import Depends, FastAPI, Request, Response
from starlette.exceptions import HTTPException
from starlette.types import ExceptionHandler

from ates_chassis.http.problems import reason_of_status
from ates_chassis.observability.tracing import trace_id
from ates_chassis.shared.errors import ForbiddenError, PayloadTooLargeError, RefusedError
from ates_web.clients.upstream import ServiceDownError, ServiceRefusedError
from ates_web.gateway.guard import CrossSiteError, refuse_cross_site
from ates_web.gateway.session import Slot, slot_of
from ates_web.pages.analytics import figures
from ates_web.pages.api import browser
from ates_web.pages.assets import asset_routes
from ates_web.pages.formatting import SERVICES
from ates_web.pages.language import Speaking, _, later
from ates_web.pages.money import account, approvals, corrections, ledger, payouts, transfers
from ates_web.pages.notices import inbox, unsubscribing
from ates_web.pages.notices import preferences as notice_preferences
from ates_web.pages.people import deactivation, people
from ates_web.pages.profile import preferences, profile
from ates_web.pages.refusals import reason_of, sentence
from ates_web.pages.shell import NotSignedInError, PageContext, Visit, Web, of_viewer
from ates_web.pages.start import sign_in, start
from ates_web.pages.tasks import all_tasks, my_tasks
from ates_web.pages.webhooks import one_webhook, webhooks

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorPage(PageContext):
    template: ClassVar[str] = "error.html"
    status: int
    message: str
    trace: str | None


_TITLES = {
    403: later("This is not for you"),
    404: later("There is nothing here"),
    405: later("That does not work here"),
    409: later("That does not fit any more"),
    413: later("That is too much at once"),
    429: later("Slow down a little"),
    503: later("Temporarily unavailable"),
}


async def _from_our_own_pages(request: Request) -> None:
    """But for one click in a mail program, which has no page: what ends mails is the link, and no session of anybody."""
    if not request.url.path.startswith("/unsubscribe/"):
        refuse_cross_site(request)


# `/tasks/all` and its like stand before `/tasks/{task_id}`.
_PAGES = (
    sign_in,
    start,
    all_tasks,
    my_tasks,
    account,
    approvals,
    corrections,
    transfers,
    ledger,
    payouts,
    inbox,
    notice_preferences,
    unsubscribing,
    profile,
    preferences,
    people,
    deactivation,
    figures,
    webhooks,
    one_webhook,
)


def site(web: Web) -> FastAPI:
    app = FastAPI(
        openapi_url=None, docs_url=None, redoc_url=None, dependencies=[Depends(_from_our_own_pages)]
    )
    app.state.web = web
    app.add_middleware(Speaking)
    for module in _PAGES:
        app.include_router(module.router)
    app.include_router(browser.router)
    app.include_router(asset_routes(web.assets))
    handlers: dict[type[Exception], ExceptionHandler] = {
        NotSignedInError: _to_sign_in,
        ServiceRefusedError: _rejected,
        ServiceDownError: _service_down,
        RefusedError: _refused,
        HTTPException: _http,
        Exception: _unexpected,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)
    return app


async def _error_page(
    request: Request, status: int, message: str, title: str | None = None
) -> Response:
    web = request.app.state.web
    assert isinstance(web, Web)
    # Assets are served without a session.
    slot = slot_of(request) if "ates_session" in request.scope.get("state", {}) else Slot(None)
    visit = Visit(request, web, slot)
    if slot.session is not None:
        try:
            visit = await of_viewer(visit)
        except ServiceRefusedError:
            slot.end()
    frame = visit.frame(title or _(_TITLES.get(status, later("That did not work"))))
    return visit.show(
        ErrorPage(frame=frame, status=status, message=message, trace=trace_id()), status
    )


async def _to_sign_in(request: Request, _why: Exception) -> Response:
    target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    back = f"?next={quote(target)}" if request.method == "GET" and target != "/" else ""
    return Visit(request, request.app.state.web, slot_of(request)).go(f"/sign-in{back}")


async def _rejected(request: Request, error: Exception) -> Response:
    assert isinstance(error, ServiceRefusedError)
    if error.problem.status == 401:
        # The session ended at auth: a deactivated person, a changed password.
        slot_of(request).end()
        return await _to_sign_in(request, error)
    return await _error_page(request, error.problem.status, reason_of(error.problem))


async def _service_down(request: Request, error: Exception) -> Response:
    assert isinstance(error, ServiceDownError)
    message = _(
        "%(part)s cannot be reached at the moment. Nothing is lost; try again in a few seconds.",
        part=_(SERVICES.get(error.service, error.service)),
    )
    return await _error_page(request, 503, message)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, RefusedError)
    status = (
        413
        if isinstance(error, PayloadTooLargeError)
        else 403
        if isinstance(error, ForbiddenError)
        else 422
    )
    # What pages raise is in the visitor's words; the guard speaks before there is a page.
    text = error.message
    if isinstance(error, CrossSiteError):
        text = sentence(error.code, error.reason.params)
    return await _error_page(request, status, text)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        message = _("The address may be mistyped, or the page has moved.")
        return await _error_page(request, 404, message)
    why = reason_of_status(error)
    return await _error_page(request, error.status_code, sentence(why.code, why.params))


async def _unexpected(request: Request, error: Exception) -> Response:
    log.error("page failed", exc_info=error)
    return await _error_page(request, 500, _("Something unexpected happened. It is logged."))
