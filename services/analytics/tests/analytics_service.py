"""The analytics service on a fresh database, and facts of other services to feed it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import asyncpg
import httpx
from sqlalchemy import text
from uuid_utils.compat import uuid7

from ates_chassis.database.engine import Database
from ates_chassis.messaging.contracts import Contracts, Envelope
from ates_chassis.messaging.inbox import Delivery, Inbox
from ates_chassis.testing import bearer

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)

TODAY = NOON.date()

ZONE = "Europe/Berlin"


def fact(
    event_type: str, data: dict[str, Any], *, event_id: UUID | None = None, at: datetime = NOON
) -> Delivery:
    values = {name: str(v) if isinstance(v, UUID | date) else v for name, v in data.items()}
    envelope = Envelope(id=event_id or uuid7(), type=event_type, subject="x", time=at, data=values)
    return Delivery(envelope, None)


def added(task: UUID, title: str = "Feed the bird", **more: Any) -> Delivery:
    data = {"task_id": task, "title": title, "jira_key": "ATES-1", "author_id": uuid7()}
    return fact("tasks.task-added.v1", data, **more)


def assigned(task: UUID, number: int = 1, cause: str = "created", **more: Any) -> Delivery:
    data = {
        "task_id": task, "assignee_id": uuid7(), "previous_assignee_id": None,
        "number": number, "cause": cause,
    }  # fmt: skip
    return fact("tasks.task-assigned.v1", data, **more)


def completed(task: UUID, **more: Any) -> Delivery:
    return fact("tasks.task-completed.v1", {"task_id": task, "completed_by": uuid7()}, **more)


def priced(task: UUID, reward: int = 3_000, fee: int = 1_000, **more: Any) -> Delivery:
    data = {"task_id": task, "fee": fee, "reward": reward, "currency": "USD"}
    return fact("accounting.task-priced.v1", data, **more)


def posted(
    user: UUID,
    kind: str,
    delta: int,
    day: date = TODAY,
    *,
    transfer: UUID | None = None,
    **more: Any,
) -> Delivery:
    data = {
        "transfer_id": transfer or uuid7(), "user_id": user, "kind": kind, "delta": delta,
        "currency": "USD", "task_id": None, "business_day": day, "balance_after": 0,
    }  # fmt: skip
    return fact("accounting.transfer-posted.v1", data, **more)


def ended(session: UUID, user: UUID) -> Delivery:
    """A session that ends now."""
    data = {"session_id": session, "user_id": user}
    return fact("auth.session-ended.v1", data, at=datetime.now(UTC))


@dataclass
class AnalyticsService:
    db: Database
    client: httpx.AsyncClient
    inbox: Inbox
    contracts: Contracts
    urls: Any
    administrator: UUID

    added = staticmethod(added)
    assigned = staticmethod(assigned)
    completed = staticmethod(completed)
    priced = staticmethod(priced)
    posted = staticmethod(posted)
    ended = staticmethod(ended)

    def finished(
        self, reward: int, at: datetime = NOON, task: UUID | None = None
    ) -> list[Delivery]:
        """All facts of a completed task."""
        task = task or uuid7()
        return [self.added(task), self.priced(task, reward), self.completed(task, at=at)]

    async def hear(self, *arrivals: Delivery) -> None:
        """One batch, as the consumer would apply it."""
        for arrival in arrivals:
            self.contracts.check(arrival.envelope.type, arrival.envelope.data)
        await self.inbox.apply(self.db, arrivals)

    async def get(self, path: str, *, accept: str = "*/*", **params: Any) -> httpx.Response:
        headers = bearer(self.administrator, "administrator") | {"Accept": accept}
        return await self.client.get(f"/analytics{path}", params=params or None, headers=headers)

    async def shown(self, path: str, **params: Any) -> Any:
        answer = await self.get(path, **params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def value(self, query: str) -> Any:
        async with self.db.transaction() as tx:
            return (await tx.execute(text(query))).scalar_one()

    async def forget(self) -> None:
        """Empties everything but the people, as for a new company."""
        async with self.db.transaction() as tx:
            await tx.execute(text("DELETE FROM inbox"))
        await self.as_owner("TRUNCATE tasks, assignments, transfers, balances, days, day_durations")

    async def as_owner(self, statement: str) -> None:
        connection = await asyncpg.connect(self.urls.owner)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()
