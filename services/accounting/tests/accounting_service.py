"""The accounting service on a fresh database, and facts of other services to feed it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import asyncpg
import httpx
from fastapi import FastAPI
from sqlalchemy import text
from uuid_utils.compat import uuid7

from ates_chassis.database.engine import Database
from ates_chassis.http.access import ROLES
from ates_chassis.messaging.contracts import Envelope
from ates_chassis.messaging.inbox import Delivery, Inbox
from ates_chassis.observability.tracing import new_traceparent
from ates_chassis.testing import bearer, hire, published

LONG_AGO = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
USD = "USD"
PEOPLE = ROLES - {"internalservice"}
BOOKKEEPERS = {"administrator", "accountant"}


def code_of(answer: httpx.Response) -> tuple[int, str]:
    """The status and the code of a refusal."""
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()["code"]


@dataclass
class AccountingService:
    app: FastAPI
    db: Database
    client: httpx.AsyncClient
    inbox: Inbox
    owner_url: str
    accountant: UUID

    async def hire(self, role: str = "developer") -> UUID:
        return await hire(self.db, role)

    @staticmethod
    def added(
        task_id: UUID, title: str = "Feed the bird", jira_key: str | None = None, **more: Any
    ) -> Delivery:
        data = {
            "task_id": str(task_id),
            "title": title,
            "jira_key": jira_key,
            "author_id": str(uuid7()),
        }
        return _arrival("tasks.task-added.v1", data, **more)

    @staticmethod
    def assigned(task_id: UUID, employee: UUID, number: int = 1, **more: Any) -> Delivery:
        data = {
            "task_id": str(task_id),
            "assignee_id": str(employee),
            "previous_assignee_id": None,
            "number": number,
            "cause": "created",
        }
        return _arrival("tasks.task-assigned.v1", data, **more)

    @staticmethod
    def completed(task_id: UUID, employee: UUID, **more: Any) -> Delivery:
        data = {"task_id": str(task_id), "completed_by": str(employee)}
        return _arrival("tasks.task-completed.v1", data, **more)

    async def hear(self, *arrivals: Delivery) -> None:
        """One batch, as the consumer would apply it."""
        await self.inbox.apply(self.db, arrivals)

    async def rows(self, query: str, **values: object) -> Sequence[Any]:
        async with self.db.transaction() as tx:
            return (await tx.execute(text(query), values)).all()

    async def value(self, query: str, **values: object) -> Any:
        [[value]] = await self.rows(query, **values)
        return value

    async def published(self, event: str) -> list[dict[str, Any]]:
        async with self.db.transaction() as tx:
            return await published(tx, f"accounting.{event}.v1")

    async def price(self, task_id: UUID) -> tuple[int, int]:
        [row] = await self.rows("SELECT fee, reward FROM tasks WHERE id = :id", id=task_id)
        return row.fee, row.reward

    async def balance(self, employee: UUID) -> int:
        answer = await self.get("/accounts/me", by=employee)
        assert answer.status_code == 200, answer.text
        cents: int = answer.json()["balance"]["amount"]
        return cents

    async def get(
        self, path: str, *, by: UUID, role: str = "developer", accept: str = "*/*", **params: Any
    ) -> httpx.Response:
        headers = bearer(by, role) | {"Accept": accept}
        return await self.client.get(path, params=params or None, headers=headers)

    async def ledger(self, path: str = "/transfers", **params: Any) -> httpx.Response:
        return await self.get(path, by=self.accountant, role="accountant", **params)

    async def correct(
        self, key: str | None = None, by: UUID | None = None, **body: Any
    ) -> httpx.Response:
        body = {"reason": "charged by mistake"} | body
        return await self.post("/transfers/corrections", by=by, key=key, json=body)

    async def post(
        self,
        path: str,
        *,
        by: UUID | None = None,
        role: str = "accountant",
        key: str | None = None,
        json: Any = None,
    ) -> httpx.Response:
        headers = bearer(by or self.accountant, role)
        headers |= {"Idempotency-Key": key} if key else {}
        return await self.client.post(path, json=json, headers=headers)

    async def work(self, employee: UUID, **task: Any) -> UUID:
        """A task that was added, given to the employee, and completed by them."""
        task_id = uuid7()
        await self.hear(
            self.added(task_id, **task),
            self.assigned(task_id, employee),
            self.completed(task_id, employee),
        )
        return task_id

    async def give(self, employee: UUID, cents: int) -> dict[str, Any]:
        """A correction in the employee's favour, or against."""
        delta = {"amount": cents, "currency": "USD"}
        answer = await self.correct(user_id=str(employee), delta=delta)
        assert answer.status_code == 201, answer.text
        transfer: dict[str, Any] = answer.json()
        return transfer

    async def as_owner(self, statement: str, *values: object) -> None:
        """Runs as the role that owns the tables, which the service itself never is."""
        connection = await asyncpg.connect(self.owner_url)
        try:
            await connection.execute(statement, *values)
        finally:
            await connection.close()

    async def set_clock(self, moment: str) -> None:
        """From now on the ledger's clock stands still at `moment`."""
        await self.as_owner(
            "CREATE OR REPLACE FUNCTION ledger_now() RETURNS timestamptz LANGUAGE sql STABLE"
            f" AS $$SELECT timestamptz '{moment}'$$"
        )

    async def close(self, day: str, role: str = "internalservice", **more: Any) -> httpx.Response:
        body = {"business_day": day} | more
        return await self.client.post("/payouts", json=body, headers=bearer(uuid7(), role))

    async def day_before(self, day: date, transfers: dict[UUID, tuple[str, int]]) -> None:
        """A business day of the past, UTC, with one transfer per employee: its kind and signed amount."""
        await self.as_owner(
            "INSERT INTO business_days VALUES"
            " ($1, $1::date::timestamp AT TIME ZONE 'UTC', ($1::date + 1)::timestamp AT TIME ZONE 'UTC')",
            day,
        )
        for employee, (kind, delta) in transfers.items():
            await self.as_owner("INSERT INTO accounts VALUES ($1) ON CONFLICT DO NOTHING", employee)
            await self.as_owner(
                """
                WITH moved AS (
                    UPDATE accounts SET balance = balance + $2::bigint WHERE id = $1 RETURNING balance
                )
                INSERT INTO transfers (id, source_id, kind, debited, credited, amount, user_id, balance_after,
                    business_day, occurred_at, description)
                SELECT uuidv7(), uuidv7(), $3, CASE WHEN $2 < 0 THEN $1 ELSE company END,
                    CASE WHEN $2 < 0 THEN company ELSE $1 END, abs($2), $1, balance, $4, now(), 'long ago'
                FROM moved, (SELECT '00000000-0000-0000-0000-000000000001'::uuid AS company) AS c
                """,
                employee, delta, kind, day,
            )  # fmt: skip


def _arrival(
    event_type: str, data: dict[str, Any], *, event_id: UUID | None = None, trace: str | None = None
) -> Delivery:
    envelope = Envelope(
        id=event_id or uuid7(),
        type=event_type,
        subject=str(data["task_id"]),
        time=LONG_AGO,
        data=data,
    )
    return Delivery(envelope, trace or new_traceparent())
