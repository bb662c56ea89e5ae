"""Webhooks: set up by administrators, told of facts, and what became of each telling."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import orjson

from ates_chassis.database.engine import Transaction
from ates_chassis.database.sessions import ReadSession
from ates_chassis.http.paging import Window
from ates_chassis.observability.tracing import traceparent
from ates_notifications.domain import NEWS_MAX_AGE
from ates_notifications.domain.webhooks import (
    TEST_EVENT,
    WEBHOOKS_MAX,
    Announcement,
    ClaimedDelivery,
    DeliveryNotFailedError,
    NoSuchDeliveryError,
    NoSuchWebhookError,
    TooManyWebhooksError,
    Webhook,
    WebhookAnswer,
    WebhookBounds,
    WebhookDelivery,
    WebhookDraft,
)
from ates_notifications.storage import deliveries, webhooks


async def create_webhook(
    tx: Transaction, *, webhook_id: UUID, draft: WebhookDraft, sealed: bytes, by: UUID
) -> Webhook:
    """Raises TooManyWebhooksError."""
    if await webhooks.count_alone(tx) >= WEBHOOKS_MAX:
        raise TooManyWebhooksError(f"there are {WEBHOOKS_MAX} webhooks already")
    await webhooks.add(tx, webhook_id, draft, sealed=sealed, by=by)
    return await _existing(tx, webhook_id)


async def show_webhooks(tx: ReadSession) -> list[Webhook]:
    return await webhooks.all_webhooks(tx)


async def show_webhook(tx: ReadSession, *, webhook_id: UUID) -> Webhook:
    """Raises NoSuchWebhookError."""
    return _found(await webhooks.webhook(tx, webhook_id))


async def change_webhook(tx: Transaction, *, webhook_id: UUID, draft: WebhookDraft) -> Webhook:
    """Raises NoSuchWebhookError."""
    await _locked(tx, webhook_id)
    await webhooks.change(tx, webhook_id, draft)
    return await _existing(tx, webhook_id)


async def renew_secret(tx: Transaction, *, webhook_id: UUID, sealed: bytes) -> Webhook:
    """The old secret signs nothing any more. Raises NoSuchWebhookError."""
    webhook = await _locked(tx, webhook_id)
    await webhooks.change_secret(tx, webhook_id, sealed)
    return webhook


async def delete_webhook(tx: Transaction, *, webhook_id: UUID) -> None:
    """With its log. Raises NoSuchWebhookError."""
    await _locked(tx, webhook_id)
    await webhooks.remove(tx, webhook_id)


async def send_test(
    tx: Transaction, *, webhook_id: UUID, event_id: UUID, now: datetime
) -> WebhookDelivery:
    """Sends a message that says nothing, also to a webhook that is off. Raises NoSuchWebhookError."""
    await _locked(tx, webhook_id)
    body = _body(TEST_EVENT, now, {"webhook_id": str(webhook_id)})
    line = (event_id, TEST_EVENT, body, traceparent())
    delivery_id = await deliveries.add_test(tx, webhook_id, line)
    return await _delivery(tx, webhook_id, delivery_id)


async def show_deliveries(
    tx: ReadSession, *, webhook_id: UUID, window: Window
) -> list[WebhookDelivery]:
    """A page of the log, newest first. Raises NoSuchWebhookError."""
    _found(await webhooks.webhook(tx, webhook_id))
    return await deliveries.deliveries_page(tx, webhook_id, window)


async def send_again(tx: Transaction, *, webhook_id: UUID, delivery_id: UUID) -> WebhookDelivery:
    """Tries anew what was given up. Raises NoSuchDeliveryError, DeliveryNotFailedError."""
    delivery = await _delivery(tx, webhook_id, delivery_id)
    if delivery.state != "failed":
        raise DeliveryNotFailedError(f"this delivery is {delivery.state}")
    await deliveries.send_again(tx, delivery_id)
    return await _delivery(tx, webhook_id, delivery_id)


async def announce(tx: Transaction, *, news: Sequence[Announcement], now: datetime) -> None:
    """Enters facts into the logs of the webhooks that are told of them, each once; what is old is told nobody."""
    expected = await webhooks.expected_events(tx)
    lines = [
        (each.event_id, each.event_type, _body(each.event_type, each.happened_at, each.data), each.traceparent)
        for each in news
        if each.event_type in expected and each.happened_at > now - NEWS_MAX_AGE
    ]  # fmt: skip
    if lines:
        await deliveries.add(tx, lines)


async def claim_deliveries(tx: Transaction, *, bounds: WebhookBounds) -> list[ClaimedDelivery]:
    """Of one webhook, which nobody else takes until it is released."""
    return await deliveries.claim(tx, bounds, test=TEST_EVENT)


async def note_answer(
    tx: Transaction, *, claimed: ClaimedDelivery, answer: WebhookAnswer, bounds: WebhookBounds
) -> None:
    """Notes how a request went: it was delivered, is tried again later, or given up after the last attempt."""
    if answer.is_success:
        await deliveries.note_delivered(tx, claimed, answer)
    else:
        is_last = claimed.attempts >= bounds.attempts_max
        wait_s = None if is_last else bounds.wait_s(claimed.attempts)
        await deliveries.note_failed(tx, claimed, answer, wait_s=wait_s)


async def release(
    tx: Transaction, *, webhook_id: UUID, untried: Sequence[ClaimedDelivery], wait_s: float
) -> None:
    """Others may take the webhook, after a while, and what was not tried."""
    if untried:
        await deliveries.give_back(tx, untried)
    await deliveries.release(tx, webhook_id, wait_s)


def _body(event_type: str, at: datetime, data: Mapping[str, object]) -> str:
    """As Standard Webhooks say: type, time and data. It stays the same for each attempt."""
    return orjson.dumps({"type": event_type, "timestamp": at, "data": dict(data)}).decode()


def _found(webhook: Webhook | None) -> Webhook:
    if webhook is None:
        raise NoSuchWebhookError("there is no such webhook")
    return webhook


async def _existing(tx: Transaction, webhook_id: UUID) -> Webhook:
    return _found(await webhooks.webhook(tx, webhook_id))


async def _locked(tx: Transaction, webhook_id: UUID) -> Webhook:
    return _found(await webhooks.lock(tx, webhook_id))


async def _delivery(tx: Transaction, webhook_id: UUID, delivery_id: UUID) -> WebhookDelivery:
    delivery = await deliveries.delivery(tx, webhook_id, delivery_id)
    if delivery is None:
        raise NoSuchDeliveryError("there is no such delivery")
    return delivery
