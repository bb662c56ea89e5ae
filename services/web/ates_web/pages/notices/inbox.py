"""The inbox: what concerned a person, newest first, and what of it was read."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import ClassVar
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Response

from ates_web.clients.notice_models import NoticeView
from ates_web.pages.forms import Choice, posted
from ates_web.pages.language import _
from ates_web.pages.notices.headlines import headline
from ates_web.pages.shell import PageContext, SignedIn, local_path

router = APIRouter()
_PAGE = "/notices"
_ICONS: Mapping[str, str] = MappingProxyType(
    {
        "task-given": "tasks",
        "task-taken": "shuffle",
        "reward": "wallet",
        "correction": "ledger",
        "payout-failed": "alert",
    }
)
_OF_OTHERS = "wallet"


@dataclass(frozen=True, slots=True)
class NoticeRow:
    notice: NoticeView
    headline: str
    icon: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxPage(PageContext):
    template: ClassVar[str] = "notices/inbox.html"
    tabs: tuple[Choice, ...]
    only_unread: bool
    rows: tuple[NoticeRow, ...] | None
    newer: str | None
    older: str | None
    up_to: str | None
    """The newest that the page shows, where it begins with the newest of all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BellPage(PageContext):
    template: ClassVar[str] = "notices/bell.html"


@router.get("/notices")
async def inbox(visit: SignedIn) -> Response:
    only_unread, after = visit.choice("show", ("all", "unread")) == "unread", visit.param("after")
    notices = visit.clients.notifications.notices(visit.caller, unread=only_unread, after=after)
    page = await visit.panel(notices)
    # After the page, so that the bell knows of nothing that the page could not show.
    visit = replace(visit, unread=await visit.web.unread.find_fresh(visit.slot))
    rows = tuple(_row(each) for each in page.items) if page else None
    return visit.show(
        InboxPage(
            frame=visit.frame(_("Notices"), "notices"),
            tabs=(
                Choice(_("All"), _PAGE, not only_unread),
                Choice(_("Unread"), f"{_PAGE}?show=unread", only_unread),
            ),
            only_unread=only_unread,
            rows=rows,
            newer=visit.here(after=None) if after else None,
            older=visit.here(after=page.next) if page and page.next else None,
            up_to=rows[0].notice.id if rows and not after else None,
        )
    )


@router.get("/notices/bell")
async def bell(visit: SignedIn) -> Response:
    """The bell alone, for the script that keeps it up to date on each page; as whole as it can be had."""
    visit = replace(visit, unread=await visit.web.unread.find_fresh(visit.slot))
    return visit.show(BellPage(frame=visit.frame(_("Notices"))))


@router.post("/notices/read")
async def mark_all_read(visit: SignedIn) -> Response:
    form_values, _form = await posted(visit.request)
    await visit.clients.notifications.mark_all_read(
        visit.caller, up_to=form_values.get("up_to", ""), key=form_values.get("key")
    )
    return visit.go(_back(form_values))


@router.post("/notices/{notice_id:uuid}/read")
async def mark_read(visit: SignedIn, notice_id: UUID) -> Response:
    form_values, _form = await posted(visit.request)
    await visit.clients.notifications.mark_read(
        visit.caller, str(notice_id), key=form_values.get("key")
    )
    return visit.go(_back(form_values))


def _back(form_values: Mapping[str, str]) -> str:
    return local_path(form_values.get("back", ""), _PAGE)


def _row(notice: NoticeView) -> NoticeRow:
    icon = _ICONS.get(notice.kind, _OF_OTHERS)
    return NoticeRow(notice, headline(notice.kind, notice.count), icon, _address(notice))


def _address(notice: NoticeView) -> str:
    """Where the thing is: the task, or the statement of its day."""
    if notice.kind == "task-taken":
        # It may be seen by whoever has it, and no more by whoever had it.
        return "/tasks"
    if notice.task is not None and (notice.kind == "task-given" or notice.count == 1):
        return f"/tasks/{notice.task.id}" if notice.count == 1 else "/tasks"
    if notice.business_day is None or notice.kind == "payout-failed":
        return "/account"
    day = notice.business_day.isoformat()
    return f"/account?{urlencode({'from': day, 'to': day})}"
