"""The company's webhooks: all of them, one more, and the secret that is shown once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Response

from ates_web.clients.models import Name
from ates_web.clients.notice_models import WebhookView
from ates_web.clients.upstream import ServiceRefusedError
from ates_web.pages.forms import Form, posted
from ates_web.pages.language import _
from ates_web.pages.shell import SEES_WEBHOOKS, PageContext, SignedIn, Visit
from ates_web.pages.webhooks.events import EVENTS, label_of

router = APIRouter()
FIELDS = frozenset({"url", "events"})


@dataclass(frozen=True, slots=True)
class WebhookRow:
    webhook: WebhookView
    events: tuple[str, ...]
    creator: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhooksPage(PageContext):
    template: ClassVar[str] = "webhooks/list.html"
    rows: tuple[WebhookRow, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWebhookPage(PageContext):
    template: ClassVar[str] = "webhooks/new.html"
    form: Form
    events: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSecretPage(PageContext):
    template: ClassVar[str] = "webhooks/secret.html"
    webhook: WebhookView


@router.get("/webhooks")
async def webhooks(visit: SignedIn) -> Response:
    answer = await visit.panel(visit.clients.webhooks.webhooks(visit.caller))
    items = answer.items if answer else ()
    names = await visit.names([each.created_by for each in items])
    rows = tuple(row_of(visit, names, each) for each in items) if answer else None
    return visit.show(WebhooksPage(frame=visit.frame(_("Webhooks"), "webhooks"), rows=rows))


def row_of(visit: Visit, names: dict[str, Name], webhook: WebhookView) -> WebhookRow:
    events = tuple(label_of(each) for each in webhook.events)
    return WebhookRow(webhook, events, visit.called(names, webhook.created_by))


@router.get("/webhooks/new")
async def new_webhook(visit: SignedIn) -> Response:
    visit.require(SEES_WEBHOOKS)
    return _new(visit, Form())


def _new(visit: Visit, form: Form, status: int = 200) -> Response:
    frame = visit.frame(_("Add a webhook"), "webhooks")
    return visit.show(NewWebhookPage(frame=frame, form=form, events=EVENTS), status)


@router.post("/webhooks")
async def add_webhook(visit: SignedIn) -> Response:
    form_values, form = await posted(visit.request)
    if without := without_events(form):
        return _new(visit, without, 422)
    try:
        webhook = await visit.clients.webhooks.create(
            visit.caller,
            url=form_values.get("url", "").strip(),
            events=chosen_events(form_values),
            key=form_values.get("key"),
        )
    except ServiceRefusedError as rejected:
        if rejected.problem.status in {401, 403}:
            raise
        return _new(visit, form.refused(rejected.problem, FIELDS), 422)
    return show_secret(visit, webhook, _("The webhook is added"))


def chosen_events(form_values: Mapping[str, str]) -> list[str]:
    return [each for each in EVENTS if form_values.get(each)]


def without_events(form: Form) -> Form | None:
    """The form with what it lacks, where no event is chosen."""
    if chosen_events(form.values):
        return None
    return Form(form.values, {"events": _("Choose at least one event.")})


def show_secret(visit: Visit, webhook: WebhookView, title: str) -> Response:
    """In place of a redirect, since the secret is in this one answer."""
    return visit.show(WebhookSecretPage(frame=visit.frame(title, "webhooks"), webhook=webhook))
