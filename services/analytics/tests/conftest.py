"""The fixtures of this service's tests."""

from collections.abc import AsyncIterator

import pytest
from analytics_service import (
    ZONE,
    AnalyticsService,
)

from ates_analytics.api import router
from ates_analytics.consumers import listen
from ates_analytics.settings import Settings
from ates_chassis.http.access import Verifier
from ates_chassis.http.app import create_service
from ates_chassis.messaging.contracts import Contracts
from ates_chassis.testing import calling, hire, keys_of_test
from support.fixtures import ServiceDatabase


@pytest.fixture
async def service(service_database: ServiceDatabase) -> AsyncIterator[AnalyticsService]:
    urls = await service_database("analytics")
    settings = Settings(database_url=urls.app, jwks_url="http://auth", port=1, time_zone=ZONE)
    app = create_service(settings, name="analytics", router=router)
    app.state.verifier = Verifier(audience="ates.analytics", keys=keys_of_test())
    async with calling(app) as client:
        administrator = await hire(app.state.db, "administrator")
        contracts = Contracts(settings.schemas_dir)
        yield AnalyticsService(app.state.db, client, listen(ZONE), contracts, urls, administrator)
