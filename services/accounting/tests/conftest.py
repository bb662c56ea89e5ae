"""The fixtures of this service's tests."""

from collections.abc import AsyncIterator

import pytest
from accounting_service import AccountingService

from ates_accounting.api import router
from ates_accounting.consumers import listen
from ates_accounting.domain.books import Books
from ates_accounting.settings import Settings
from ates_chassis.database.engine import Database
from ates_chassis.http.access import Verifier
from ates_chassis.http.app import create_service
from ates_chassis.testing import calling, hire, keys_of_test
from support.fixtures import ServiceDatabase


@pytest.fixture
def time_zone() -> str:
    """A test in another time zone parametrizes this fixture."""
    return "UTC"


@pytest.fixture
async def service(
    service_database: ServiceDatabase, time_zone: str
) -> AsyncIterator[AccountingService]:
    urls = await service_database("accounting")
    settings = Settings(database_url=urls.app, jwks_url="http://auth", port=1, time_zone=time_zone)
    app = create_service(settings, name="accounting", router=router)
    app.state.verifier = Verifier(audience="ates.accounting", keys=keys_of_test())
    async with calling(app) as client:
        db: Database = app.state.db
        accountant = await hire(db, "accountant")
        inbox = listen(Books(currency="USD", zone=time_zone))
        yield AccountingService(app, db, client, inbox, urls.owner, accountant)
