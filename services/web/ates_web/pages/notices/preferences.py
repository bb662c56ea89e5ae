"""What is mailed to somebody of their notices, when, and in which language."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar

from fastapi import APIRouter, Response

from ates_web.clients.notice_models import NoticePreferencesView
from ates_web.clients.upstream import ServiceRefusedError
from ates_web.pages.forms import Form, posted
from ates_web.pages.language import _, later
from ates_web.pages.notices.headlines import KINDS
from ates_web.pages.notices.zones import Region, is_listed, regions
from ates_web.pages.refusals import sentence
from ates_web.pages.shell import PageContext, SignedIn, Visit

router = APIRouter()
_PAGE = "/profile/notices"
MODES: Mapping[str, str] = MappingProxyType(
    {"at-once": later("At once"), "daily": later("Once a day"), "off": later("Not at all")}
)
# The fields of the form, by those of the service.
_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "language": "language",
        "time_zone": "time_zone",
        "quiet_hours": "quiet_end",
        "quiet_hours.start": "quiet_start",
        "quiet_hours.end": "quiet_end",
    }
)
# Payments mails each payout by itself, whatever is chosen, so that there is nothing to choose; what is stored stays.
_MAILED_ANYWAY = frozenset({"payout-due", "payout-settled"})
_HOURS = ("quiet_start", "quiet_end")


@dataclass(frozen=True, slots=True)
class KindRow:
    field: str
    label: str
    is_offered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticePreferencesPage(PageContext):
    template: ClassVar[str] = "notices/preferences.html"
    form: Form | None
    kinds: tuple[KindRow, ...]
    modes: Mapping[str, str]
    regions: tuple[Region, ...]
    other_zone: str
    """The zone that was chosen elsewhere and is none of those that are offered."""


@router.get("/profile/notices")
async def notice_preferences(visit: SignedIn) -> Response:
    preferences = await visit.panel(visit.clients.notifications.preferences(visit.caller))
    return _show(visit, Form(_values(preferences)) if preferences else None)


def _show(visit: Visit, form: Form | None, status: int | None = None) -> Response:
    zone = form.value("time_zone") if form else ""
    page = NoticePreferencesPage(
        frame=visit.frame(_("Notices by e-mail"), "profile"),
        form=form,
        kinds=tuple(
            KindRow(_field(kind), _(label), kind not in _MAILED_ANYWAY)
            for kind, label in KINDS.items()
        ),
        modes=MODES,
        regions=regions(),
        other_zone="" if is_listed(zone) else zone,
    )
    return visit.show(page, status)


@router.post("/profile/notices")
async def change_notice_preferences(visit: SignedIn) -> Response:
    form_values, form = await posted(visit.request)
    missing = [name for name in _HOURS if not form_values.get(name)]
    if len(missing) == 1:
        # None of both is no quiet hours.
        errors = {missing[0]: sentence("required", {})}
        return _show(visit, Form(form.values, errors), 422)
    try:
        await visit.clients.notifications.change_preferences(visit.caller, _chosen(form_values))
    except ServiceRefusedError as rejected:
        if rejected.problem.status in {401, 403}:
            raise
        refused = form.refused(rejected.problem.renamed(_FIELDS), frozenset(_FIELDS.values()))
        return _show(visit, refused, 422)
    return visit.go(_PAGE, _("Your choice is stored."))


def _field(kind: str) -> str:
    return kind.replace("-", "_")


def _values(preferences: NoticePreferencesView) -> dict[str, str]:
    """As the form shows them."""
    hours = preferences.quiet_hours
    return {
        "language": preferences.language or "",
        "time_zone": preferences.time_zone or "",
        "quiet_start": hours.start if hours else "",
        "quiet_end": hours.end if hours else "",
        **preferences.email,
    }


def _chosen(form_values: Mapping[str, str]) -> dict[str, Any]:
    """As the service takes it."""
    start, end = (form_values.get(name, "") for name in _HOURS)
    return {
        "language": form_values.get("language") or None,
        "time_zone": form_values.get("time_zone") or None,
        "quiet_hours": {"start": start, "end": end} if start else None,
        "email": {_field(kind): form_values.get(_field(kind), "") for kind in KINDS},
    }
