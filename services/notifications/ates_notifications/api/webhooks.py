"""Routes for the company's webhooks, which administrators set up, and for what was sent to them."""

import secrets
from datetime import UTC, datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field
from uuid_utils.compat import uuid7

from ates_chassis.http.app import Db
from ates_chassis.http.idempotency import WithIdempotency
from ates_chassis.http.paging import Page, PageWindow, page
from ates_chassis.shared.text.fields import Obeys
from ates_chassis.shared.text.rules import line
from ates_notifications.api.inputs import Administrator, NoticeSettings, WithSecretBox
from ates_notifications.domain.networks import Network
from ates_notifications.domain.webhooks import (
    SECRET_BYTES,
    URL_MAX,
    WEBHOOK_EVENTS,
    DeliveryState,
    Webhook,
    WebhookDelivery,
    WebhookDraft,
    WebhookEvent,
    checked_url,
    shown_secret,
)
from ates_notifications.use_cases import webhooks

router = APIRouter()


class ChosenWebhook(BaseModel):
    model_config = ConfigDict(extra="forbid")

    url: Annotated[str, Obeys(line(URL_MAX)), Field(examples=["https://example.com/hooks/ates"])]
    events: Annotated[list[WebhookEvent], Field(min_length=1, max_length=len(WEBHOOK_EVENTS))]
    active: bool = Field(default=True, description="one that is off is told of tests alone")

    def draft(self, allowed: tuple[Network, ...]) -> WebhookDraft:
        """Raises InvalidError."""
        return WebhookDraft(
            url=checked_url(self.url, allowed=allowed),
            events=tuple(dict.fromkeys(self.events)),
            active=self.active,
        )


class WebhookView(BaseModel):
    id: UUID
    url: str
    events: list[str]
    active: bool
    created_at: datetime
    created_by: UUID
    secret: str | None = Field(
        description="what signs its messages (Standard Webhooks); shown once, when it is made"
    )

    @classmethod
    def of(cls, webhook: Webhook, secret: str | None = None) -> Self:
        return cls(
            id=webhook.id,
            url=webhook.url,
            events=list(webhook.events),
            active=webhook.active,
            created_at=webhook.created_at,
            created_by=webhook.created_by,
            secret=secret,
        )


class WebhooksAnswer(BaseModel):
    items: list[WebhookView]


class DeliveryAnswer(BaseModel):
    id: UUID
    event_id: UUID = Field(description="what the receiver gets as `webhook-id`")
    event_type: str
    state: DeliveryState
    attempts: int
    created_at: datetime
    next_at: datetime | None = Field(description="when it is tried next")
    ended_at: datetime | None
    status: int | None = Field(description="what the receiver answered last")
    failure: str | None

    @classmethod
    def of(cls, delivery: WebhookDelivery) -> Self:
        return cls(
            id=delivery.id,
            event_id=delivery.event_id,
            event_type=delivery.event_type,
            state=delivery.state,
            attempts=delivery.attempts,
            created_at=delivery.created_at,
            next_at=delivery.next_at,
            ended_at=delivery.ended_at,
            status=delivery.status,
            failure=delivery.failure,
        )


def _with_secret(webhook: Webhook, secret: bytes, status: int) -> Response:
    """Shown now and never again: what is stored for a repetition of the request is without it."""
    view = WebhookView.of(webhook, shown_secret(secret))
    return Response(view.model_dump_json(), status, media_type="application/json")


@router.get("/webhooks")
async def show_webhooks(_: Administrator, db: Db) -> WebhooksAnswer:
    """All webhooks, in the order of their making."""
    async with db.reading() as tx:
        rows = await webhooks.show_webhooks(tx)
    return WebhooksAnswer(items=[WebhookView.of(row) for row in rows])


@router.post("/webhooks", status_code=201, response_model=WebhookView)
async def create_webhook(
    body: ChosenWebhook,
    caller: Administrator,
    box: WithSecretBox,
    settings: NoticeSettings,
    idempotency: WithIdempotency,
) -> Response:
    """Tell another system of chosen facts. The secret is in this one answer; a repetition of the request is answered without."""
    draft = body.draft(settings.webhook_networks)
    secret = secrets.token_bytes(SECRET_BYTES)
    async with idempotency.begin(caller.id) as tx:
        webhook = await webhooks.create_webhook(
            tx, webhook_id=uuid7(), draft=draft, sealed=box.seal(secret), by=caller.id
        )
        await idempotency.answer(tx, 201, WebhookView.of(webhook))
        return _with_secret(webhook, secret, 201)


@router.get("/webhooks/{webhook_id}")
async def show_webhook(webhook_id: UUID, _: Administrator, db: Db) -> WebhookView:
    async with db.reading() as tx:
        return WebhookView.of(await webhooks.show_webhook(tx, webhook_id=webhook_id))


@router.put("/webhooks/{webhook_id}")
async def change_webhook(
    webhook_id: UUID, body: ChosenWebhook, _: Administrator, settings: NoticeSettings, db: Db
) -> WebhookView:
    """Change where a webhook leads, of what it is told, or whether it is on."""
    draft = body.draft(settings.webhook_networks)
    async with db.transaction() as tx:
        webhook = await webhooks.change_webhook(tx, webhook_id=webhook_id, draft=draft)
    return WebhookView.of(webhook)


@router.delete("/webhooks/{webhook_id}", status_code=204)
async def delete_webhook(webhook_id: UUID, _: Administrator, db: Db) -> None:
    """End a webhook, and delete its log."""
    async with db.transaction() as tx:
        await webhooks.delete_webhook(tx, webhook_id=webhook_id)


@router.post("/webhooks/{webhook_id}/secret", response_model=WebhookView)
async def renew_webhook_secret(
    webhook_id: UUID, caller: Administrator, box: WithSecretBox, idempotency: WithIdempotency
) -> Response:
    """Make a new secret, shown in this one answer. The old one signs nothing any more."""
    secret = secrets.token_bytes(SECRET_BYTES)
    async with idempotency.begin(caller.id) as tx:
        webhook = await webhooks.renew_secret(tx, webhook_id=webhook_id, sealed=box.seal(secret))
        await idempotency.answer(tx, 200, WebhookView.of(webhook))
        return _with_secret(webhook, secret, 200)


@router.post("/webhooks/{webhook_id}/test", status_code=202, response_model=DeliveryAnswer)
async def test_webhook(
    webhook_id: UUID, caller: Administrator, idempotency: WithIdempotency
) -> Response:
    """Send a message that says nothing. What becomes of it stands in the log."""
    async with idempotency.begin(caller.id) as tx:
        delivery = await webhooks.send_test(
            tx, webhook_id=webhook_id, event_id=uuid7(), now=datetime.now(UTC)
        )
        return await idempotency.answer(tx, 202, DeliveryAnswer.of(delivery))


@router.get("/webhooks/{webhook_id}/deliveries")
async def show_webhook_deliveries(
    webhook_id: UUID, _: Administrator, db: Db, window: PageWindow
) -> Page[DeliveryAnswer]:
    """What was sent to a webhook and what became of it, newest first."""
    async with db.reading() as tx:
        rows = await webhooks.show_deliveries(tx, webhook_id=webhook_id, window=window)
    return page(rows, window, key=lambda row: (row.id,), item=DeliveryAnswer.of)


@router.post("/webhooks/{webhook_id}/deliveries/{delivery_id}/retry", response_model=DeliveryAnswer)
async def retry_webhook_delivery(
    webhook_id: UUID, delivery_id: UUID, caller: Administrator, idempotency: WithIdempotency
) -> Response:
    """Try anew what was given up."""
    async with idempotency.begin(caller.id) as tx:
        delivery = await webhooks.send_again(tx, webhook_id=webhook_id, delivery_id=delivery_id)
        return await idempotency.answer(tx, 200, DeliveryAnswer.of(delivery))
