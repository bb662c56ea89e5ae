"""The notifications service as its tests call it, and the facts of other services that it hears of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
from fastapi import FastAPI
from sqlalchemy import text
from uuid_utils.compat import uuid7

from ates_chassis.database.engine import Database
from ates_chassis.messaging.contracts import Envelope
from ates_chassis.messaging.inbox import Delivery
from ates_chassis.observability.tracing import new_traceparent
from ates_chassis.testing import bearer, published
from ates_notifications.adapters.receivers import Receivers
from ates_notifications.consumers import listen
from ates_notifications.jobs.emails import Emailing
from ates_notifications.jobs.webhooks import Announcing
from ates_notifications.settings import WorkerSettings

DAY = "2026-11-19"
ALL_MODES = {
    "task_given": "at-once",
    "task_taken": "at-once",
    "reward": "at-once",
    "correction": "at-once",
    "payout_due": "at-once",
    "payout_settled": "at-once",
    "payout_failed": "at-once",
}


@dataclass
class NotificationsService:
    app: FastAPI
    db: Database
    client: httpx.AsyncClient
    settings: WorkerSettings

    async def hear(self, *deliveries: Delivery) -> None:
        """One batch, as the consumer would apply it."""
        await listen(self.settings.company).apply(self.db, deliveries)

    @staticmethod
    def assigned(
        user_id: UUID,
        *,
        task_id: UUID | None = None,
        number: int = 1,
        cause: str = "created",
        before: UUID | None = None,
        **more: Any,
    ) -> Delivery:
        data = {
            "task_id": str(task_id or uuid7()),
            "assignee_id": str(user_id),
            "previous_assignee_id": str(before) if before else None,
            "number": number,
            "cause": cause,
        }
        return delivery("tasks.task-assigned.v1", data, str(data["task_id"]), **more)

    @staticmethod
    def added(task_id: UUID, title: str = "Feed the bird") -> Delivery:
        data = {
            "task_id": str(task_id),
            "title": title,
            "jira_key": "POPUG-42",
            "author_id": str(uuid7()),
        }
        return delivery("tasks.task-added.v1", data, str(task_id))

    @staticmethod
    def posted(
        user_id: UUID,
        delta: int = 2_500,
        *,
        kind: str = "reward",
        transfer_id: UUID | None = None,
        **more: Any,
    ) -> Delivery:
        data = {
            "transfer_id": str(transfer_id or uuid7()),
            "user_id": str(user_id),
            "kind": kind,
            "delta": delta,
            "currency": "USD",
            "task_id": None,
            "business_day": DAY,
            "balance_after": 0,
        }
        return delivery("accounting.transfer-posted.v1", data, str(data["transfer_id"]), **more)

    @staticmethod
    def due(user_id: UUID, payout_id: UUID, amount: int = 12_345) -> Delivery:
        data = {
            "payout_id": str(payout_id),
            "user_id": str(user_id),
            "amount": amount,
            "currency": "USD",
            "business_day": DAY,
        }
        return delivery("accounting.payout-due.v1", data, str(payout_id))

    @staticmethod
    def settled(payout_id: UUID) -> Delivery:
        data = {"payout_id": str(payout_id), "reference": "SIM-1"}
        return delivery("payments.payment-settled.v1", data, str(payout_id))

    @staticmethod
    def failed(payout_id: UUID) -> Delivery:
        data = {"payout_id": str(payout_id), "reason": "the account of Ada is closed"}
        return delivery("payments.payment-failed.v1", data, str(payout_id))

    @staticmethod
    def user(user_id: UUID, *, version: int = 1, **more: Any) -> Delivery:
        data = {
            "user_id": str(user_id),
            "login": "ada",
            "email": "ada@example.com",
            "full_name": "Ada <b>Lovelace</b>",
            "role": "developer",
            "active": True,
            "version": version,
        } | more
        return delivery("auth.user-changed.v1", data, str(user_id))

    @staticmethod
    def erased(user_id: UUID, version: int = 2) -> Delivery:
        data = {"user_id": str(user_id), "version": version}
        return delivery("auth.user-erased.v1", data, str(user_id))

    async def person(self, email: str = "ada@example.com", **more: Any) -> UUID:
        """Somebody with an address."""
        user_id = uuid7()
        await self.hear(self.user(user_id, email=email, **more))
        return user_id

    async def prefer(self, user_id: UUID, **changes: Any) -> httpx.Response:
        body = {
            "language": None,
            "time_zone": None,
            "quiet_hours": None,
            "email": ALL_MODES | changes.pop("email", {}),
        } | changes
        answer = await self.client.put(
            "/notices/preferences", json=body, headers=bearer(user_id, "developer")
        )
        assert answer.status_code == 200, answer.text
        return answer

    async def get(
        self, path: str, user_id: UUID, role: str = "developer", **params: Any
    ) -> httpx.Response:
        return await self.client.get(path, params=params or None, headers=bearer(user_id, role))

    async def post(
        self, path: str, user_id: UUID, body: Any = None, *, role: str = "developer", key: str = ""
    ) -> httpx.Response:
        headers = bearer(user_id, role) | ({"Idempotency-Key": key} if key else {})
        return await self.client.post(path, json=body, headers=headers)

    async def notices(self, user_id: UUID) -> dict[str, Any]:
        """How many facts the notices of each kind tell of, newest notice last."""
        items = (await self.get("/notices", user_id, limit=500)).json()["items"]
        counts: dict[str, list[int]] = {}
        for item in reversed(items):
            counts.setdefault(item["kind"], []).append(item["count"])
        return counts

    def emailing(self, **changes: Any) -> Emailing:
        return Emailing(self.settings.model_copy(update=changes))

    def announcing(self, receivers: Receivers, **changes: Any) -> Announcing:
        return Announcing(self.settings.model_copy(update=changes), receivers)

    async def rows(self, query: str, **values: object) -> Sequence[Any]:
        async with self.db.transaction() as tx:
            return (await tx.execute(text(query), values)).all()

    async def execute(self, query: str, **values: object) -> None:
        async with self.db.transaction() as tx:
            await tx.execute(text(query), values)

    async def value(self, query: str, **values: object) -> Any:
        [[value]] = await self.rows(query, **values)
        return value

    async def later(self) -> None:
        """All waiting is over."""
        await self.execute("UPDATE emails SET next_at = now()")
        await self.execute("UPDATE webhook_deliveries SET next_at = now()")
        await self.execute("UPDATE webhooks SET held_until = '-infinity'")

    async def age(self, by: timedelta) -> None:
        """As if all that is there had happened so much earlier."""
        for table, column in (("notices", "created_at"), ("emails", "due_since"), ("emails", "next_at")):  # fmt: skip
            await self.execute(
                f"UPDATE {table} SET {column} = {column} - CAST(:by AS interval)", by=by
            )

    async def published(self, event: str) -> list[dict[str, Any]]:
        async with self.db.transaction() as tx:
            return await published(tx, f"notifications.{event}.v1")


def delivery(
    event_type: str, data: dict[str, Any], subject: str, at: datetime | None = None
) -> Delivery:
    time = at or datetime.now(UTC)
    envelope = Envelope(id=uuid7(), type=event_type, subject=subject, time=time, data=data)
    return Delivery(envelope, new_traceparent())
