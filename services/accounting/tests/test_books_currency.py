"""Books are kept in one currency for ever, whatever a process believes that works on them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from accounting_service import AccountingService
from sqlalchemy.exc import DBAPIError
from uuid_utils.compat import uuid7

from ates_accounting.api import router
from ates_accounting.consumers import listen
from ates_accounting.settings import Settings
from ates_chassis.database.engine import Database
from ates_chassis.database.outages import is_transient
from ates_chassis.http.access import Verifier
from ates_chassis.http.app import create_service
from ates_chassis.messaging.inbox import Inbox
from ates_chassis.testing import AppClient, bearer, calling, keys_of_test


@asynccontextmanager
async def other_process(
    service: AccountingService, currency: str
) -> AsyncIterator[tuple[Database, AppClient, Inbox]]:
    """Accounting's API of this very database, in another currency."""
    url = service.db.engine.url.render_as_string(hide_password=False)
    url = url.replace("postgresql+asyncpg", "postgresql")
    settings = Settings(database_url=url, jwks_url="http://auth", port=1, currency=currency)
    app = create_service(settings, name="accounting", router=router)
    app.state.verifier = Verifier(audience="ates.accounting", keys=keys_of_test())
    try:
        async with calling(app) as client:
            yield app.state.db, client, listen(settings.books)
    finally:
        await app.state.db.close()


async def currency(service: AccountingService) -> str | None:
    in_force: str | None = await service.value("SELECT max(currency) FROM books")
    return in_force


async def test_the_first_price_makes_the_currency_that_of_the_books(
    service: AccountingService,
) -> None:
    assert await currency(service) is None
    await service.hear(service.added(uuid7()))
    assert await currency(service) == "USD"


async def test_a_consumer_in_another_currency_posts_nothing_and_waits(
    service: AccountingService,
) -> None:
    employee, task = await service.hire(), uuid7()
    await service.hear(service.assigned(task, employee))
    before = await service.rows("SELECT * FROM transfers")
    async with other_process(service, "EUR") as (db, _, inbox):
        for fact in (service.completed(task, employee), service.added(uuid7())):
            with pytest.raises(DBAPIError, match="the books are kept in USD") as refused:
                await inbox.apply(db, [fact])
            assert is_transient(refused.value)
    assert await service.rows("SELECT * FROM transfers") == before
    assert await service.value("SELECT count(*) FROM tasks") == 1
    await service.hear(service.completed(task, employee))
    assert await service.value("SELECT count(*) FROM transfers") == 2


async def test_an_api_in_another_currency_is_not_ready_and_posts_nothing(
    service: AccountingService,
) -> None:
    employee = await service.hire()
    await service.give(employee, 500)
    body = {
        "user_id": str(employee),
        "delta": {"amount": 100, "currency": "EUR"},
        "reason": "a gift",
    }
    headers = bearer(service.accountant, "accountant")
    async with other_process(service, "EUR") as (_, client, _):
        assert (await client.get("/health/ready")).status_code == httpx.codes.SERVICE_UNAVAILABLE
        answer = await client.post("/transfers/corrections", json=body, headers=headers)
        assert answer.status_code == httpx.codes.SERVICE_UNAVAILABLE, answer.text
    assert (await service.client.get("/health/ready")).status_code == httpx.codes.OK
    assert await service.value("SELECT count(*) FROM transfers") == 1


async def test_while_the_books_are_empty_the_currency_may_still_be_chosen(
    service: AccountingService,
) -> None:
    today = str(await service.value("SELECT ledger_now()::date"))
    assert (await service.close(today, "administrator", open_day=True)).status_code in {200, 201}
    async with other_process(service, "EUR") as (db, client, inbox):
        assert (await client.get("/health/ready")).status_code == httpx.codes.OK
        await inbox.apply(db, [service.added(uuid7())])
    assert await currency(service) == "EUR"
    with pytest.raises(DBAPIError, match="the books are kept in EUR"):
        await service.hear(service.added(uuid7()))


async def test_the_service_itself_cannot_change_the_currency(service: AccountingService) -> None:
    await service.hear(service.added(uuid7()))
    with pytest.raises(DBAPIError, match="permission denied"):
        await service.rows("UPDATE books SET currency = 'EUR' RETURNING id")
