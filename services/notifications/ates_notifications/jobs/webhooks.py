"""Telling webhooks: one webhook at a time in each lane, so that a slow receiver holds up nobody but itself.

A delivery is noted after the receiver answered: a crash between the two sends it twice, under the same `webhook-id`.
"""

import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC, datetime

from ates_chassis.database.engine import Database
from ates_chassis.observability.metrics import WEBHOOK_REQUESTS
from ates_chassis.observability.tracing import trace
from ates_notifications.adapters.receivers import Receivers
from ates_notifications.domain.webhooks import ClaimedDelivery, WebhookAnswer, headers_of
from ates_notifications.settings import WorkerSettings
from ates_notifications.use_cases import webhooks
from ates_notifications.use_cases.secret_box import SecretBox, SecretLostError

log = logging.getLogger(__name__)

_WEBHOOKS_MAX = 1_000


class Announcing:
    def __init__(self, settings: WorkerSettings, receivers: Receivers) -> None:
        self._receivers = receivers
        self._box = SecretBox(settings.notice_secret.get_secret_value())
        self._bounds = settings.webhook_bounds

    async def send(self, db: Database) -> None:
        """One webhook after the other, until none is left that nobody holds."""
        for _ in range(_WEBHOOKS_MAX):
            async with db.transaction() as tx:
                claimed = await webhooks.claim_deliveries(tx, bounds=self._bounds)
            if not claimed:
                return
            await self._send_all(db, claimed)

    async def _send_all(self, db: Database, claimed: Sequence[ClaimedDelivery]) -> None:
        """Ends with the first that fails: the receiver is left alone for a while, and the lane is free for others."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._bounds.lease_s / 2
        tried, wait_s = 0, 0.0
        for delivery in claimed:
            if loop.time() > deadline:
                break
            answer = await self._send(delivery)
            tried += 1
            WEBHOOK_REQUESTS.labels("delivered" if answer.is_success else "failed").inc()
            async with db.transaction() as tx:
                await webhooks.note_answer(tx, claimed=delivery, answer=answer, bounds=self._bounds)
            if not answer.is_success:
                wait_s = self._bounds.first_s if answer.status is None else 0.0
                break
        async with db.transaction() as tx:
            await webhooks.release(
                tx, webhook_id=claimed[0].webhook_id, untried=claimed[tried:], wait_s=wait_s
            )

    async def _send(self, delivery: ClaimedDelivery) -> WebhookAnswer:
        body = delivery.body.encode()
        try:
            secret = self._box.open(delivery.sealed_secret)
        except SecretLostError as error:
            return WebhookAnswer(None, str(error))
        signed = headers_of(secret, message_id=delivery.event_id, now=datetime.now(UTC), body=body)
        headers = {"content-type": "application/json", "user-agent": "aTES", **signed}
        with trace(delivery.traceparent):
            answer = await self._receivers.post(delivery.url, headers, body)
            if not answer.is_success:
                extra = {
                    "webhook": str(delivery.webhook_id),
                    "delivery": str(delivery.id),
                    "reason": answer.failure,
                }
                log.warning("webhook not delivered", extra=extra)
        return answer
