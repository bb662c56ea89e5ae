"""What is sent to webhooks: one line of the log for each fact and webhook, claimed webhook by webhook."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, text, tuple_
from uuid_utils.compat import uuid7

from ates_chassis.database.engine import Transaction
from ates_chassis.database.sessions import ReadSession
from ates_chassis.http.paging import Window
from ates_notifications.domain.webhooks import (
    ClaimedDelivery,
    WebhookAnswer,
    WebhookBounds,
    WebhookDelivery,
)
from ates_notifications.storage.tables import webhook_deliveries

_LOG = webhook_deliveries.c
_SHOWN = (
    _LOG.id, _LOG.event_id, _LOG.event_type, _LOG.state, _LOG.attempts, _LOG.created_at, _LOG.next_at, _LOG.ended_at,
    _LOG.status, _LOG.failure,
)  # fmt: skip
# An event has its effect once for each webhook, whatever the inbox has forgotten.
_ADD = text(
    """
    INSERT INTO webhook_deliveries (webhook_id, event_id, event_type, body, traceparent)
    SELECT webhooks.id, new.event_id, new.event_type, new.body, new.traceparent
    FROM unnest(CAST(:event_ids AS uuid[]), CAST(:types AS text[]), CAST(:bodies AS text[]), CAST(:traces AS text[]))
        AS new(event_id, event_type, body, traceparent)
    JOIN webhooks ON webhooks.active AND new.event_type = ANY(webhooks.events)
    ORDER BY webhooks.id, new.event_id ON CONFLICT DO NOTHING
    """,
)
_ADD_TEST = text(
    """
    INSERT INTO webhook_deliveries (webhook_id, event_id, event_type, body, traceparent)
    VALUES (:webhook_id, :event_id, :event_type, :body, :traceparent) RETURNING id
    """,
)
# One that is off is told of nothing but tests. Whoever claims a webhook holds it, so that one that hangs holds up no other.
_CLAIM = text(
    """
    WITH free AS (
        SELECT id, url, sealed_secret, active FROM webhooks
        WHERE held_until <= now() AND EXISTS (
            SELECT FROM webhook_deliveries AS due WHERE due.webhook_id = webhooks.id AND due.state = 'due'
                AND due.next_at <= now() AND (webhooks.active OR due.event_type = :test)
        )
        ORDER BY held_until, id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
    ), taken AS (
        UPDATE webhooks SET held_until = now() + make_interval(secs => :lease_s)
        FROM free WHERE webhooks.id = free.id
    ), claimed AS (
        SELECT each.id, free.url, free.sealed_secret FROM webhook_deliveries AS each JOIN free ON each.webhook_id = free.id
        WHERE each.state = 'due' AND each.next_at <= now() AND (free.active OR each.event_type = :test)
        ORDER BY each.next_at, each.id LIMIT :batch FOR UPDATE OF each SKIP LOCKED
    )
    UPDATE webhook_deliveries AS log SET attempts = attempts + 1, claim_id = :claim_id,
        next_at = now() + make_interval(secs => :lease_s)
    FROM claimed WHERE log.id = claimed.id
    RETURNING log.id, log.claim_id, log.webhook_id, log.event_id, claimed.url, claimed.sealed_secret, log.body,
        log.attempts, log.traceparent
    """,
)
_HELD = "WHERE id = :id AND state = 'due' AND claim_id = :claim_id"
_DELIVERED = text(
    f"""
    UPDATE webhook_deliveries SET state = 'delivered', status = :status, failure = NULL, ended_at = now(), claim_id = NULL
    {_HELD}
    """,  # noqa: S608 - a constant
)
_FAILED = text(
    f"""
    UPDATE webhook_deliveries SET state = 'failed', status = :status, failure = :failure, ended_at = now(), claim_id = NULL
    {_HELD}
    """,  # noqa: S608 - a constant
)
_LATER = text(
    f"""
    UPDATE webhook_deliveries SET status = :status, failure = :failure, claim_id = NULL,
        next_at = now() + make_interval(secs => :wait_s)
    {_HELD}
    """,  # noqa: S608 - a constant
)
_GIVE_BACK = text(
    """
    UPDATE webhook_deliveries SET attempts = attempts - 1, claim_id = NULL, next_at = now()
    WHERE id = ANY(CAST(:ids AS uuid[])) AND claim_id = :claim_id AND state = 'due' AND attempts > 0
    """,
)
_RELEASE = text(
    "UPDATE webhooks SET held_until = now() + make_interval(secs => :wait_s) WHERE id = :webhook_id"
)
_AGAIN = text(
    """
    UPDATE webhook_deliveries SET state = 'due', attempts = 0, next_at = now(), ended_at = NULL
    WHERE id = :id AND state = 'failed'
    """,
)


def _delivery(row: Row[*tuple[Any, ...]]) -> WebhookDelivery:
    return WebhookDelivery(
        id=row.id,
        event_id=row.event_id,
        event_type=row.event_type,
        state=row.state,
        attempts=row.attempts,
        created_at=row.created_at,
        next_at=row.next_at if row.state == "due" else None,
        ended_at=row.ended_at,
        status=row.status,
        failure=row.failure,
    )


async def add(tx: Transaction, lines: Sequence[tuple[UUID, str, str, str | None]]) -> None:
    """Event, type, body and trace of each, for every webhook that is told of the type."""
    await tx.execute(
        _ADD,
        {
            "event_ids": [event_id for event_id, _, _, _ in lines],
            "types": [event_type for _, event_type, _, _ in lines],
            "bodies": [body for _, _, body, _ in lines],
            "traces": [trace for _, _, _, trace in lines],
        },
    )


async def add_test(
    tx: Transaction, webhook_id: UUID, line: tuple[UUID, str, str, str | None]
) -> UUID:
    event_id, event_type, body, trace = line
    values = {"webhook_id": webhook_id, "event_id": event_id, "event_type": event_type}
    added: UUID = await tx.scalar(_ADD_TEST, values | {"body": body, "traceparent": trace})
    return added


async def claim(tx: Transaction, bounds: WebhookBounds, *, test: str) -> list[ClaimedDelivery]:
    """What is due of one webhook that nobody holds, oldest first."""
    limits = {"batch": bounds.batch, "lease_s": bounds.lease_s, "claim_id": uuid7(), "test": test}
    rows = [ClaimedDelivery(**row._mapping) for row in await tx.execute(_CLAIM, limits)]  # noqa: SLF001
    return sorted(rows, key=lambda each: each.id)


async def note_delivered(tx: Transaction, claimed: ClaimedDelivery, answer: WebhookAnswer) -> None:
    await tx.execute(_DELIVERED, _held(claimed) | {"status": answer.status})


async def note_failed(
    tx: Transaction, claimed: ClaimedDelivery, answer: WebhookAnswer, *, wait_s: float | None
) -> None:
    """It is tried again after a while, or without one never."""
    values = _held(claimed) | {"status": answer.status, "failure": answer.failure}
    if wait_s is None:
        await tx.execute(_FAILED, values)
    else:
        await tx.execute(_LATER, values | {"wait_s": wait_s})


async def give_back(tx: Transaction, untried: Sequence[ClaimedDelivery]) -> None:
    """Claimed, but not tried: as if they had not been claimed."""
    values = {"ids": sorted(each.id for each in untried), "claim_id": untried[0].claim_id}
    await tx.execute(_GIVE_BACK, values)


async def release(tx: Transaction, webhook_id: UUID, wait_s: float) -> None:
    """Others may claim the webhook, after a while."""
    await tx.execute(_RELEASE, {"webhook_id": webhook_id, "wait_s": wait_s})


async def deliveries_page(
    tx: ReadSession, webhook_id: UUID, window: Window
) -> list[WebhookDelivery]:
    """Newest first; ids are in the order of time."""
    query = select(*_SHOWN).where(_LOG.webhook_id == webhook_id)
    if (last := window.key(UUID)) is not None:
        query = query.where(tuple_(_LOG.id) < last)
    rows = await tx.execute(query.order_by(_LOG.id.desc()).limit(window.limit + 1))
    return [_delivery(row) for row in rows]


async def delivery(tx: Transaction, webhook_id: UUID, delivery_id: UUID) -> WebhookDelivery | None:
    which = (_LOG.id == delivery_id, _LOG.webhook_id == webhook_id)
    row = (await tx.execute(select(*_SHOWN).where(*which).with_for_update())).one_or_none()
    return _delivery(row) if row else None


async def send_again(tx: Transaction, delivery_id: UUID) -> None:
    await tx.execute(_AGAIN, {"id": delivery_id})


def _held(claimed: ClaimedDelivery) -> dict[str, object]:
    return {"id": claimed.id, "claim_id": claimed.claim_id}
