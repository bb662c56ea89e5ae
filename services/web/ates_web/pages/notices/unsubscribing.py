"""Whoever follows the link of a mail ends such mails, without signing in."""

from dataclasses import dataclass, replace
from typing import ClassVar

from fastapi import APIRouter, Response

from ates_web.clients.upstream import UpstreamCaller
from ates_web.pages.language import _
from ates_web.pages.notices.headlines import headline
from ates_web.pages.shell import PageContext, Public, Visit

router = APIRouter()
_TOKEN_MAX = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsubscriptionPage(PageContext):
    template: ClassVar[str] = "notices/unsubscribe.html"
    about: str | None
    """What the mails tell of; None of the daily mail."""
    ended: bool


@router.get("/unsubscribe/{token}")
async def unsubscription(visit: Public, token: str) -> Response:
    """To look at it ends nothing: mail programs follow links ahead of their readers."""
    link = await visit.clients.notifications.unsubscription(_nobody(visit), token[:_TOKEN_MAX])
    return _show(visit, link.kind, ended=False)


@router.post("/unsubscribe/{token}")
async def unsubscribe(visit: Public, token: str) -> Response:
    """Also with one click of a mail program (RFC 8058), which takes no redirect for an answer."""
    link = await visit.clients.notifications.unsubscribe(_nobody(visit), token[:_TOKEN_MAX])
    return _show(visit, link.kind, ended=True)


def _nobody(visit: Visit) -> UpstreamCaller:
    """The link says whose mails end, whoever is signed in."""
    return replace(visit.caller, token=None)


def _show(visit: Visit, kind: str | None, *, ended: bool) -> Response:
    about = headline(kind, 1) if kind else None
    frame = visit.frame(_("E-mails from aTES"))
    return visit.show(UnsubscriptionPage(frame=frame, about=about, ended=ended))
