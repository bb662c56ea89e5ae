"""While somebody outside is asked no transaction is open, and no lock is held."""

from collections.abc import AsyncIterator, Awaitable, Callable

import asyncpg
import httpx
import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from doubles import FakeProvider
from ledger_double import LedgerDouble
from payments_service import PaymentsService
from sqlalchemy import text
from sqlalchemy.engine import make_url

from ates_chassis.database.engine import OpenTransactionError
from ates_payments.adapters.accounting import Accounting
from ates_payments.domain import Answer, Order
from ates_payments.jobs.closing import Closing
from support.mail_servers import MailServerDouble, serving
from support.postgres_server import PostgresServer

# Whoever looks has a transaction of their own; the relay's lock is one of a session, and no relay runs here.
_HELD = """
    SELECT count(*) FILTER (WHERE state LIKE 'idle in transaction%' OR state = 'active' AND xact_start IS NOT NULL),
        (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory')
    FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""

Look = Callable[[], Awaitable[None]]


@pytest.fixture
def seen() -> list[tuple[int, int]]:
    return []


@pytest.fixture
async def look(
    service: PaymentsService, postgres: PostgresServer, seen: list[tuple[int, int]]
) -> AsyncIterator[Look]:
    """What the outside does when it is asked: it looks into the database of whoever asks, where it sees all sessions."""
    database = make_url(service.owner_url).database
    connection = await asyncpg.connect(postgres.admin_url, database=database)

    async def look() -> None:
        [[held, waiting]] = await connection.fetch(_HELD)
        seen.append((held, waiting))

    yield look
    await connection.close()


async def test_an_open_transaction_is_seen(
    service: PaymentsService, look: Look, seen: list[tuple[int, int]]
) -> None:
    async with service.db.transaction() as tx:
        await tx.execute(text("SELECT pg_advisory_xact_lock(1)"))
        await look()
    await look()
    assert seen == [(1, 1), (0, 0)]


async def test_while_accounting_closes_a_day(
    service: PaymentsService, look: Look, seen: list[tuple[int, int]]
) -> None:
    ledger = LedgerDouble("2026-03-28")

    async def looking(request: httpx.Request) -> httpx.Response:
        await look()
        return await ledger(request)

    accounting = Accounting(service.settings, httpx.MockTransport(looking))
    await Closing(accounting, steps_max=10, lease_s=20).close_days(service.db)
    assert ledger.closed == ["2026-03-28"]
    assert len(seen) > 4
    assert set(seen) == {(0, 0)}


async def test_while_a_provider_pays_and_is_asked_what_it_did(
    service: PaymentsService, look: Look, seen: list[tuple[int, int]]
) -> None:
    class Looking(FakeProvider):
        async def pay(self, order: Order) -> Answer:
            await look()
            return await super().pay(order)

        async def look_up(self, order: Order) -> Answer | None:
            await look()
            return await super().look_up(order)

    provider = Looking(fails=True)
    await service.payout()
    job = service.paying(provider, pay_concurrency=1)
    await job.send(service.db)
    provider.fails = False
    await service.later()
    await job.reconcile(service.db)
    assert len(provider.paid) == 1
    assert len(seen) == 3
    assert set(seen) == {(0, 0)}


async def test_while_the_mail_server_takes_a_mail(
    service: PaymentsService, look: Look, seen: list[tuple[int, int]], port: int
) -> None:
    class Looking(MailServerDouble):
        async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
            await look()
            return await super().handle_DATA(server, session, envelope)

    mail_server = Looking()
    await service.payout(user_id=await service.employee())
    async with serving(mail_server, port):
        await service.mailing(smtp_port=port, mail_connections=1).send(service.db)
    assert len(mail_server.mails) == 1
    assert seen == [(0, 0)]


async def test_accounting_is_not_asked_within_a_transaction(service: PaymentsService) -> None:
    accounting = Accounting(service.settings, httpx.MockTransport(LedgerDouble()))
    async with service.db.transaction():
        with pytest.raises(OpenTransactionError):
            await accounting.next_due_day()
    assert await accounting.next_due_day() is None
