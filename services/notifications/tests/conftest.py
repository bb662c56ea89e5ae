"""The notifications service on a fresh database, facts of other services, a mail server and receivers in this process."""

from collections.abc import AsyncIterator

import pytest
from cryptography.fernet import Fernet
from notifications_service import NotificationsService
from receivers_doubles import ReceiverDouble, receiving

from ates_chassis.http.access import Verifier
from ates_chassis.http.app import create_service
from ates_chassis.testing import calling, free_port, keys_of_test
from ates_notifications.api import router
from ates_notifications.settings import WorkerSettings
from support.fixtures import ServiceDatabase
from support.mail_servers import MailServerDouble, serving


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
async def service(
    service_database: ServiceDatabase, port: int
) -> AsyncIterator[NotificationsService]:
    urls = await service_database("notifications")
    settings = WorkerSettings(
        database_url=urls.app, jwks_url="http://auth", port=1, company_name="Popug & Sons",
        notice_secret=Fernet.generate_key().decode(), public_url="https://ates.example/",
        smtp_host="127.0.0.1", smtp_port=port, smtp_tls="none", smtp_sender="news@company.example",
        webhook_networks=["127.0.0.0/8"], webhook_timeout_s=2,
    )  # fmt: skip
    app = create_service(settings, name="notifications", router=router)
    app.state.verifier = Verifier(audience="ates.notifications", keys=keys_of_test())
    async with calling(app) as client:
        yield NotificationsService(app, app.state.db, client, settings)


@pytest.fixture
async def mail_server() -> MailServerDouble:
    return MailServerDouble()


@pytest.fixture
async def up(mail_server: MailServerDouble, port: int) -> AsyncIterator[MailServerDouble]:
    async with serving(mail_server, port):
        yield mail_server


@pytest.fixture
async def receiver() -> AsyncIterator[ReceiverDouble]:
    async with receiving(ReceiverDouble()) as double:
        yield double
