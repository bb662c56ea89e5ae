"""The payments service as its tests call it, and the facts of other services that it hears of."""

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
from ates_chassis.messaging.contracts import Envelope
from ates_chassis.messaging.inbox import Delivery
from ates_chassis.observability.tracing import new_traceparent
from ates_chassis.testing import bearer, published
from ates_payments.adapters.providers import providers_of
from ates_payments.consumers import inbox
from ates_payments.domain import Providers
from ates_payments.domain.payout_ids import payout_id_of_close
from ates_payments.jobs.bank_files import Filing
from ates_payments.jobs.mails import Mailing
from ates_payments.jobs.payouts import Paying
from ates_payments.settings import WorkerSettings

LONG_AGO = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
DAY = "2026-11-19"
IBAN = "DE89370400440532013000"


@dataclass
class PaymentsService:
    app: FastAPI
    db: Database
    client: httpx.AsyncClient
    owner_url: str
    accountant: UUID
    settings: WorkerSettings

    async def hear(self, *arrivals: Delivery) -> None:
        """One batch, as the consumer would apply it."""
        await inbox.apply(self.db, arrivals)

    @staticmethod
    def due(
        amount: int = 1_250,
        *,
        user_id: UUID | None = None,
        payout_id: UUID | None = None,
        **more: Any,
    ) -> Delivery:
        """Of the day's close to somebody who has no other; to `user_id`, who may have several, one that is paid again."""
        day = more.pop("day", DAY)
        if user_id is None:
            user_id = uuid7()
            payout_id = payout_id or payout_id_of_close(date.fromisoformat(day), user_id)
        data = {
            "payout_id": str(payout_id or uuid7()),
            "user_id": str(user_id),
            "amount": amount,
            "currency": "USD",
            "business_day": day,
        }
        at = more.pop("at", LONG_AGO)
        return _arrival("accounting.payout-due.v1", data, data["payout_id"], at)

    @staticmethod
    def followed(payout_id: UUID, followed_by: UUID) -> Delivery:
        data = {"payout_id": str(payout_id), "followed_by": str(followed_by)}
        return _arrival("accounting.payout-followed.v1", data, str(payout_id))

    @staticmethod
    def user(
        user_id: UUID, *, email: str = "ada@example.com", version: int = 1, **more: Any
    ) -> Delivery:
        data = {
            "user_id": str(user_id),
            "login": "ada",
            "email": email,
            "full_name": "Ada <b>Lovelace</b>",
            "role": "developer",
            "active": True,
            "version": version,
        } | more
        return _arrival("auth.user-registered.v1", data, str(user_id))

    @staticmethod
    def erased(user_id: UUID, version: int = 2) -> Delivery:
        data = {"user_id": str(user_id), "version": version}
        return _arrival("auth.user-erased.v1", data, str(user_id))

    async def employee(self, email: str = "ada@example.com") -> UUID:
        """Somebody with an address."""
        user_id = uuid7()
        await self.hear(self.user(user_id, email=email))
        return user_id

    async def payout(self, amount: int = 1_250, **more: Any) -> UUID:
        arrival = self.due(amount, **more)
        await self.hear(arrival)
        return UUID(arrival.envelope.subject)

    def paying(self, provider: Any, *others: Any, **changes: Any) -> Paying:
        """With `provider` chosen, and `others` that can still be asked."""
        providers = Providers(chosen=provider, known=(provider, *others))
        return Paying(self.settings.model_copy(update=changes), lambda _: providers)

    def paying_as_set(self, **changes: Any) -> Paying:
        """With the providers that the settings give."""
        settings = self.settings.model_copy(update={"simulated_settles_after_s": 0} | changes)
        return Paying(settings, lambda db: providers_of(settings, db))

    def mailing(self, **changes: Any) -> Mailing:
        return Mailing(self.settings.model_copy(update=changes))

    async def file(self, lines: int = 10_000, **changes: Any) -> None:
        """Makes bank files of what is there, without waiting for the rest of its day."""
        changes = {"file_lines_max": lines, "file_wait_s": 0} | changes
        settings = self.settings.model_copy(update=changes)
        await Filing(settings.file_rules, settings.payer).file(self.db)

    @staticmethod
    def closed(payouts: int, amount: int, day: str = DAY) -> Delivery:
        """Accounting's fact about a day."""
        data = {"business_day": day, "payouts": payouts, "amount": amount, "currency": "USD"}
        return _arrival("accounting.day-closed.v1", data, day)

    async def rows(self, query: str, **values: object) -> Sequence[Any]:
        async with self.db.transaction() as tx:
            return (await tx.execute(text(query), values)).all()

    async def value(self, query: str, **values: object) -> Any:
        [[value]] = await self.rows(query, **values)
        return value

    async def later(self) -> None:
        """All waiting is over."""
        async with self.db.transaction() as tx:
            for table in ("payouts", "mails"):
                statement = f"UPDATE {table} SET next_at = now() WHERE next_at < 'infinity'"
                await tx.execute(text(statement))

    async def published(self, event: str) -> list[dict[str, Any]]:
        async with self.db.transaction() as tx:
            return await published(tx, f"payments.{event}.v1")

    async def get(self, path: str, *, accept: str = "*/*", **params: Any) -> httpx.Response:
        headers = bearer(self.accountant, "accountant") | {"Accept": accept}
        return await self.client.get(path, params=params or None, headers=headers)

    async def post(
        self, path: str, body: Any = None, *, key: str | None = None, by: UUID | None = None
    ) -> httpx.Response:
        headers = bearer(by or self.accountant, "accountant")
        headers |= {"Idempotency-Key": key} if key else {}
        return await self.client.post(path, json=body, headers=headers)

    async def shown(self, payout_id: UUID) -> dict[str, Any]:
        items = (await self.get("/payouts", limit=500)).json()["items"]
        return next(item for item in items if item["id"] == str(payout_id))

    async def as_owner(self, statement: str) -> None:
        connection = await asyncpg.connect(self.owner_url)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


def _arrival(
    event_type: str, data: dict[str, Any], subject: str, at: datetime = LONG_AGO
) -> Delivery:
    envelope = Envelope(id=uuid7(), type=event_type, subject=subject, time=at, data=data)
    return Delivery(envelope, new_traceparent())
