"""The payments service on a fresh database, facts of other services, and a mail server in this process."""

from collections.abc import AsyncIterator

import pytest
from doubles import FakeProvider
from payments_service import IBAN, PaymentsService

from ates_chassis.database.engine import Database
from ates_chassis.http.access import Verifier
from ates_chassis.http.app import create_service
from ates_chassis.testing import calling, free_port, hire, keys_of_test
from ates_payments.api import router
from ates_payments.settings import WorkerSettings
from support.fixtures import ServiceDatabase
from support.mail_servers import MailServerDouble, serving


@pytest.fixture
async def service(service_database: ServiceDatabase) -> AsyncIterator[PaymentsService]:
    urls = await service_database("payments")
    settings = WorkerSettings(
        database_url=urls.app, jwks_url="http://auth", port=1, company_iban=IBAN, company_name="Popug & Sons",
        accounting_url="http://accounting", auth_url="http://auth", client_secret="s" * 20,
        smtp_host="127.0.0.1", smtp_port=1, smtp_tls="none", smtp_sender="payday@company.example",
        smtp_timeout_s=10, pay_lease_s=5, mail_lease_s=20,
    )  # fmt: skip
    app = create_service(settings, name="payments", router=router)
    app.state.verifier = Verifier(audience="ates.payments", keys=keys_of_test())
    async with calling(app) as client:
        db: Database = app.state.db
        accountant = await hire(db, "accountant")
        yield PaymentsService(app, db, client, urls.owner, accountant, settings)


@pytest.fixture
def provider() -> FakeProvider:
    return FakeProvider()


@pytest.fixture
async def mail_server() -> MailServerDouble:
    return MailServerDouble()


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
async def up(mail_server: MailServerDouble, port: int) -> AsyncIterator[MailServerDouble]:
    async with serving(mail_server, port):
        yield mail_server
