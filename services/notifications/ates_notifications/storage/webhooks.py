"""Webhooks as administrators set them up."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from ates_chassis.database import locks
from ates_chassis.database.engine import Transaction
from ates_chassis.database.locks import HeldLock, LockKey
from ates_chassis.database.sessions import ReadSession
from ates_notifications.domain.webhooks import Webhook, WebhookDraft
from ates_notifications.storage.tables import webhooks


class WebhooksHeld(HeldLock):
    KEY = LockKey.WEBHOOKS


_SHOWN = (
    webhooks.c.id,
    webhooks.c.url,
    webhooks.c.events,
    webhooks.c.active,
    webhooks.c.created_at,
    webhooks.c.created_by,
)
_EVENTS = text("SELECT DISTINCT unnest(events) FROM webhooks WHERE active")


def _webhook(row: Row[*tuple[Any, ...]]) -> Webhook:
    return Webhook(
        id=row.id,
        url=row.url,
        events=tuple(row.events),
        active=row.active,
        created_at=row.created_at,
        created_by=row.created_by,
    )


async def count_alone(tx: Transaction) -> int:
    """How many there are; nobody adds another until the transaction ends."""
    await locks.take(tx, WebhooksHeld)
    return await tx.scalar(select(func.count()).select_from(webhooks)) or 0


async def all_webhooks(tx: ReadSession) -> list[Webhook]:
    """In the order of their making."""
    return [_webhook(row) for row in await tx.execute(select(*_SHOWN).order_by(webhooks.c.id))]


async def webhook(tx: ReadSession | Transaction, webhook_id: UUID) -> Webhook | None:
    row = (await tx.execute(select(*_SHOWN).where(webhooks.c.id == webhook_id))).one_or_none()
    return _webhook(row) if row else None


async def lock(tx: Transaction, webhook_id: UUID) -> Webhook | None:
    await tx.execute(
        select(webhooks.c.id).where(webhooks.c.id == webhook_id).with_for_update(key_share=True)
    )
    return await webhook(tx, webhook_id)


async def add(
    tx: Transaction, webhook_id: UUID, draft: WebhookDraft, *, sealed: bytes, by: UUID
) -> None:
    await tx.execute(
        insert(webhooks).values(
            id=webhook_id,
            url=draft.url,
            events=list(draft.events),
            active=draft.active,
            sealed_secret=sealed,
            created_by=by,
            created_at=func.now(),
            held_until=text("'-infinity'"),
        )
    )


async def change(tx: Transaction, webhook_id: UUID, draft: WebhookDraft) -> None:
    values = {"url": draft.url, "events": list(draft.events), "active": draft.active}
    await tx.execute(update(webhooks).where(webhooks.c.id == webhook_id).values(values))


async def change_secret(tx: Transaction, webhook_id: UUID, sealed: bytes) -> None:
    changed = update(webhooks).where(webhooks.c.id == webhook_id)
    await tx.execute(changed.values(sealed_secret=sealed))


async def remove(tx: Transaction, webhook_id: UUID) -> None:
    """With its log."""
    await tx.execute(delete(webhooks).where(webhooks.c.id == webhook_id))


async def expected_events(tx: Transaction) -> frozenset[str]:
    """The types that any webhook is told of."""
    return frozenset((await tx.scalars(_EVENTS)).all())
