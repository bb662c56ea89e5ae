"""One webhook: what it is told of, on or off, a test, a new secret, its end, and the log of its deliveries."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar
from uuid import UUID

from fastapi import APIRouter, Response

from ates_web.clients.models import PageView
from ates_web.clients.notice_models import DeliveryView, WebhookView
from ates_web.clients.upstream import ServiceRefusedError
from ates_web.pages.forms import Form, posted
from ates_web.pages.language import _
from ates_web.pages.refusals import reason_of
from ates_web.pages.shell import PageContext, SignedIn, Visit
from ates_web.pages.webhooks.events import EVENTS, STATES, label_of
from ates_web.pages.webhooks.webhooks import (
    FIELDS,
    WebhookRow,
    chosen_events,
    row_of,
    show_secret,
    without_events,
)

router = APIRouter()
# What is tried again later than that is nothing to wait for.
_SOON = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    delivery: DeliveryView
    event: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookPage(PageContext):
    template: ClassVar[str] = "webhooks/one.html"
    row: WebhookRow
    form: Form
    events: Mapping[str, str]
    states: Mapping[str, str]
    deliveries: tuple[DeliveryRow, ...]
    is_under_way: bool
    """Whether the log is about to change, and is looked at again."""
    newer: str | None
    older: str | None


@router.get("/webhooks/{webhook_id:uuid}")
async def webhook(visit: SignedIn, webhook_id: UUID) -> Response:
    return await _show(visit, webhook_id)


async def _show(
    visit: Visit, webhook_id: UUID, form: Form | None = None, status: int | None = None
) -> Response:
    after = visit.param("after")
    one, log = await asyncio.gather(
        visit.clients.webhooks.webhook(visit.caller, webhook_id),
        visit.clients.webhooks.deliveries(visit.caller, webhook_id, after=after),
    )
    names = await visit.names([one.created_by])
    page = WebhookPage(
        frame=visit.frame(_("Webhook"), "webhooks"),
        row=row_of(visit, names, one),
        form=form or _form_of(one),
        events=EVENTS,
        states=STATES,
        deliveries=tuple(DeliveryRow(each, label_of(each.event_type)) for each in log.items),
        is_under_way=not after and form is None and _is_under_way(log),
        newer=_address(webhook_id) if after else None,
        older=visit.here(after=log.next) if log.next else None,
    )
    return visit.show(page, status)


def _is_under_way(log: PageView[DeliveryView]) -> bool:
    soon = datetime.now(UTC) + _SOON
    return any(each.next_at is not None and each.next_at < soon for each in log.items)


def _form_of(one: WebhookView) -> Form:
    return Form({"url": one.url, **dict.fromkeys(one.events, "on")})


def _address(webhook_id: UUID) -> str:
    return f"/webhooks/{webhook_id}"


@router.post("/webhooks/{webhook_id:uuid}")
async def change_webhook(visit: SignedIn, webhook_id: UUID) -> Response:
    form_values, form = await posted(visit.request)
    if without := without_events(form):
        return await _show(visit, webhook_id, without, 422)
    one = await visit.clients.webhooks.webhook(visit.caller, webhook_id)
    try:
        await visit.clients.webhooks.change(
            visit.caller,
            webhook_id,
            url=form_values.get("url", "").strip(),
            events=chosen_events(form_values),
            active=one.active,
        )
    except ServiceRefusedError as rejected:
        if rejected.problem.status in {401, 403, 404}:
            raise
        refused = form.refused(rejected.problem, FIELDS)
        return await _show(visit, webhook_id, refused, 422)
    return visit.go(_address(webhook_id), _("The webhook is changed."))


@router.post("/webhooks/{webhook_id:uuid}/switch")
async def switch_webhook(visit: SignedIn, webhook_id: UUID) -> Response:
    form_values, _form = await posted(visit.request)
    active = form_values.get("active") == "yes"
    one = await visit.clients.webhooks.webhook(visit.caller, webhook_id)
    await visit.clients.webhooks.change(
        visit.caller, webhook_id, url=one.url, events=one.events, active=active
    )
    note = _("The webhook is on.") if active else _("The webhook is off.")
    return visit.go(_address(webhook_id), note)


@router.post("/webhooks/{webhook_id:uuid}/delete")
async def delete_webhook(visit: SignedIn, webhook_id: UUID) -> Response:
    await visit.clients.webhooks.delete(visit.caller, webhook_id)
    return visit.go("/webhooks", _("The webhook is deleted."))


@router.post("/webhooks/{webhook_id:uuid}/secret")
async def renew_secret(visit: SignedIn, webhook_id: UUID) -> Response:
    form_values, _form = await posted(visit.request)
    renewed = await visit.clients.webhooks.renew_secret(
        visit.caller, webhook_id, key=form_values.get("key")
    )
    return show_secret(visit, renewed, _("The secret is renewed"))


@router.post("/webhooks/{webhook_id:uuid}/test")
async def send_test(visit: SignedIn, webhook_id: UUID) -> Response:
    form_values, _form = await posted(visit.request)
    await visit.clients.webhooks.test(visit.caller, webhook_id, key=form_values.get("key"))
    return visit.go(_address(webhook_id), _("A test message is on its way."))


@router.post("/webhooks/{webhook_id:uuid}/deliveries/{delivery_id:uuid}/retry")
async def retry_delivery(visit: SignedIn, webhook_id: UUID, delivery_id: UUID) -> Response:
    form_values, _form = await posted(visit.request)
    try:
        await visit.clients.webhooks.retry(
            visit.caller, webhook_id, delivery_id, key=form_values.get("key")
        )
    except ServiceRefusedError as rejected:
        if rejected.problem.status != 409:
            raise
        return visit.go(_address(webhook_id), reason_of(rejected.problem), refused=True)
    return visit.go(_address(webhook_id), _("It is tried again."))
