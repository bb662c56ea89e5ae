"""Accounting and payments in one process on a clock of the test, with events carried by hand and a moody mail server."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from email import message_from_bytes
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
import httpx
from aiosmtpd import smtp
from fastapi import FastAPI
from sqlalchemy import text
from uuid_utils.compat import uuid7

from ates_accounting.api import router as accounting_router
from ates_accounting.consumers import listen
from ates_accounting.domain.books import Books
from ates_accounting.settings import Settings as AccountingSettings
from ates_chassis.database.engine import Database
from ates_chassis.database.provisioning import DatabaseUrls
from ates_chassis.http.access import Verifier
from ates_chassis.http.app import create_service
from ates_chassis.messaging.contracts import Contracts, Envelope
from ates_chassis.messaging.inbox import Delivery, Inbox
from ates_chassis.testing import bearer, calling, hire, keys_of_test, token
from ates_payments.adapters.accounting import Accounting
from ates_payments.adapters.providers import providers_of
from ates_payments.consumers import inbox as payments_inbox
from ates_payments.jobs.closing import Closing
from ates_payments.jobs.mails import Mailing
from ates_payments.jobs.payouts import Paying
from ates_payments.settings import WorkerSettings

ZONE = "Europe/Berlin"
WORKERS = 12

_UNPUBLISHED = "SELECT * FROM outbox WHERE published_at IS NULL ORDER BY id"
_PUBLISHED = "UPDATE outbox SET published_at = now() WHERE id = ANY(:ids)"


class MonthMailServer:
    """Takes mails; refuses some addresses for ever and others for now."""

    def __init__(self) -> None:
        self.taken: Counter[str] = Counter()
        self.refuses: dict[str, str] = {}

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's names and arguments
        self, _server: object, _session: object, envelope: Any, address: str, _options: object
    ) -> str:
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802
        self.taken[str(message_from_bytes(envelope.content)["Message-ID"])] += 1
        return "250 taken"


@asynccontextmanager
async def serving_mail(server: MonthMailServer) -> AsyncIterator[int]:
    loop = asyncio.get_running_loop()
    listening = await loop.create_server(
        lambda: smtp.SMTP(server, loop=loop, enable_SMTPUTF8=True), "127.0.0.1", 0
    )
    try:
        yield listening.sockets[0].getsockname()[1]
    finally:
        listening.close()


class Network(httpx.AsyncBaseTransport):
    """What payments reaches over HTTP: accounting in this process, and an auth that knows it."""

    def __init__(self, accounting: FastAPI) -> None:
        self._accounting = httpx.ASGITransport(accounting)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.host == "auth":
            answer = {"access_token": token(uuid7(), "internalservice"), "expires_in": 600}
            return httpx.Response(200, json=answer)
        return await self._accounting.handle_async_request(request)


@dataclass
class Month:
    """The two services and their people. A day is one step: people work, the day ends, payments does its jobs."""

    accounting: Database
    payments: Database
    client: httpx.AsyncClient
    owner_url: str
    settings: WorkerSettings
    network: Network
    mails: MonthMailServer
    accountant: UUID
    rng: Random
    contracts: Contracts
    employees: list[UUID] = field(default_factory=list)
    inbox: Inbox = field(default_factory=lambda: listen(Books(currency="USD", zone=ZONE)))

    async def hire_all(self) -> None:
        self.employees = [await hire(self.accounting, "developer") for _ in range(WORKERS)]
        arrivals = [
            _fact(
                "auth.user-registered.v1",
                user_id=str(employee), login=f"w{n}", email=f"w{n}@example.com", full_name=f"Worker {n}",
                role="developer", active=True, version=1,
            )
            for n, employee in enumerate(self.employees)
        ]  # fmt: skip
        await payments_inbox.apply(self.payments, arrivals)

    async def set_clock(self, day: date, at: str) -> None:
        """The ledger's clock stands still at this local time."""
        moment = datetime.combine(day, time.fromisoformat(at), ZoneInfo(ZONE)).isoformat()
        connection = await asyncpg.connect(self.owner_url)
        try:
            await connection.execute(
                "CREATE OR REPLACE FUNCTION ledger_now() RETURNS timestamptz LANGUAGE sql STABLE"
                f" AS $$SELECT timestamptz '{moment}'$$"
            )
        finally:
            await connection.close()

    async def work(self, day: date) -> None:
        """Tasks and corrections from the first minute of the day to the last."""
        for at in ("00:20", "11:00", "23:40"):
            await self.set_clock(day, at)
            arrivals = [each for _ in range(self.rng.randint(1, 4)) for each in self._task()]
            await self.inbox.apply(self.accounting, arrivals)
            for employee in self.rng.sample(self.employees, 2):
                await self.correct(employee, self.rng.choice([-3_000, -900, 2_700, 4_500]))

    def _task(self) -> list[Delivery]:
        task, employee = str(uuid7()), str(self.rng.choice(self.employees))
        facts = [
            _fact("tasks.task-added.v1", task_id=task, title="Feed the bird", jira_key=None, author_id=employee),
            _fact("tasks.task-assigned.v1", task_id=task, assignee_id=employee, previous_assignee_id=None,
                  number=1, cause="created"),
        ]  # fmt: skip
        if self.rng.random() < 0.75:
            facts.append(_fact("tasks.task-completed.v1", task_id=task, completed_by=employee))
        return facts

    async def correct(self, employee: UUID, cents: int) -> None:
        body = {
            "user_id": str(employee),
            "delta": {"amount": cents, "currency": "USD"},
            "reason": "as agreed",
        }
        headers = bearer(self.accountant, "accountant")
        answer = await self.client.post("/transfers/corrections", json=body, headers=headers)
        assert answer.status_code == 201, answer.text

    async def retry_some(self) -> list[str]:
        """An accountant tries to pay again whatever came back; returns what was answered."""
        rows = await rows_of(
            self.accounting, "SELECT source_id FROM transfers WHERE kind = 'payout-returned'"
        )
        messages = []
        for row in self.rng.sample(list(rows), min(2, len(rows))):
            answer = await self.client.post(
                f"/payouts/{row.source_id}/retry", headers=bearer(self.accountant, "accountant")
            )
            messages.append(answer.json().get("code", "paid again"))
        return messages

    async def close(self) -> None:
        closing = Closing(Accounting(self.settings, self.network), steps_max=100, lease_s=20)
        await asyncio.gather(*(closing.close_days(self.payments) for _ in range(2)))

    async def pay(self, *, fails_for: Sequence[UUID] = ()) -> None:
        settings = self.settings.model_copy(update={"simulated_fails_for": frozenset(fails_for)})
        paying = Paying(settings, lambda db: providers_of(settings, db))
        await self.carry()
        await asyncio.gather(*(paying.send(self.payments) for _ in range(2)))
        await self._waiting_is_over()
        await paying.reconcile(self.payments)
        await self.carry()

    async def mail(self, *, port: int | None = None) -> None:
        """`port` of a server that is not there stands for one that is down."""
        await self._waiting_is_over()
        settings = self.settings.model_copy(update={"smtp_port": port or self.settings.smtp_port})
        await Mailing(settings).send(self.payments)

    async def _waiting_is_over(self) -> None:
        async with self.payments.transaction() as tx:
            for table in ("payouts", "mails"):
                await tx.execute(
                    text(f"UPDATE {table} SET next_at = now() WHERE next_at < 'infinity'")
                )

    async def carry(self) -> None:
        """What each outbox holds reaches the other service, all of it twice and shuffled."""
        await self._carry(self.accounting, self.payments, payments_inbox)
        await self._carry(self.payments, self.accounting, self.inbox)

    async def _carry(self, source: Database, target: Database, inbox: Inbox) -> None:
        async with source.transaction() as tx:
            rows = (await tx.execute(text(_UNPUBLISHED))).all()
            for row in rows:
                self.contracts.check(row.type, row.data)
            await tx.execute(text(_PUBLISHED), {"ids": [row.id for row in rows]})
        arrivals = [_arrival(row) for row in rows if row.type in inbox.types]
        for _ in range(2):
            self.rng.shuffle(arrivals)
            await inbox.apply(target, arrivals)


def _fact(event_type: str, **data: Any) -> Delivery:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    envelope = Envelope(id=uuid7(), type=event_type, subject="x", time=now, data=data)
    return Delivery(envelope, None)


def _arrival(row: Any) -> Delivery:
    envelope = Envelope(
        id=row.event_id, type=row.type, subject=row.subject, time=row.occurred_at, data=row.data
    )
    return Delivery(envelope, row.traceparent)


async def rows_of(db: Database, query: str) -> Sequence[Any]:
    async with db.transaction() as tx:
        return (await tx.execute(text(query))).all()


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


@asynccontextmanager
async def beginning(urls: Callable[[str], Any], seed: int) -> AsyncIterator[Month]:
    books: DatabaseUrls = await urls("accounting")
    pays: DatabaseUrls = await urls("payments")
    settings = AccountingSettings(
        database_url=books.app, jwks_url="http://auth", port=1, time_zone=ZONE
    )
    app = create_service(settings, name="accounting", router=accounting_router)
    app.state.verifier = Verifier(audience="ates.accounting", keys=keys_of_test())
    server, contracts = MonthMailServer(), Contracts(settings.schemas_dir)
    payments = Database(pays.app, check_event=contracts.check)
    async with serving_mail(server) as port, calling(app) as client:
        employee = WorkerSettings(
            database_url=pays.app, jwks_url="http://auth", port=1, accounting_url="http://accounting",
            auth_url="http://auth", client_secret="s" * 20, smtp_host="127.0.0.1", smtp_port=port, smtp_tls="none",
            smtp_sender="payday@company.example", smtp_timeout_s=2, simulated_settles_after_s=0,
        )  # fmt: skip
        month = Month(
            app.state.db, payments, client, books.owner, employee, Network(app), server,
            await hire(app.state.db, "accountant"), Random(seed), contracts,
        )  # fmt: skip
        yield month
        await payments.close()
