"""The browsable pages of the REST API and of the events."""

import json
from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Response

from ates_web.gateway.guard import BROWSER_POLICY
from ates_web.gateway.openapi import PREFIX
from ates_web.pages.api.events import DOCUMENT, Events, events_of
from ates_web.pages.forms import Choice
from ates_web.pages.language import _
from ates_web.pages.shell import PageContext, Public

router = APIRouter()
_EVENTS = events_of(json.loads(DOCUMENT.read_bytes()))


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiPage(PageContext):
    template: ClassVar[str] = "api.html"
    views: tuple[Choice, ...]
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventsPage(PageContext):
    template: ClassVar[str] = "events.html"
    views: tuple[Choice, ...]
    document: str
    events: Events


def _views(chosen: str) -> tuple[Choice, ...]:
    return (
        Choice(_("Operations"), "/api", chosen == "operations"),
        Choice(_("Events"), "/api/events", chosen == "events"),
    )


@router.get("/api")
async def browse(visit: Public) -> Response:
    page = ApiPage(
        frame=visit.frame(_("REST API"), "api"),
        views=_views("operations"),
        document=f"{PREFIX}/openapi.json",
    )
    answer = visit.show(page)
    answer.headers["Content-Security-Policy"] = BROWSER_POLICY
    return answer


@router.get("/api/events")
async def events(visit: Public) -> Response:
    return visit.show(
        EventsPage(
            frame=visit.frame(_("Events"), "api"),
            views=_views("events"),
            document=f"{PREFIX}/asyncapi.json",
            events=_EVENTS,
        )
    )
