"""The tasks service on a fresh database, and people to give tasks to."""

from collections.abc import AsyncIterator

import pytest
from tasks_service import TasksService

from ates_chassis.http.access import Verifier
from ates_chassis.http.app import create_service
from ates_chassis.testing import calling, keys_of_test
from ates_tasks.api import router
from ates_tasks.settings import Settings
from support.fixtures import ServiceDatabase


@pytest.fixture
async def service(service_database: ServiceDatabase) -> AsyncIterator[TasksService]:
    urls = await service_database("tasks")
    settings = Settings(database_url=urls.app, jwks_url="http://auth", port=1)
    app = create_service(
        settings,
        name="tasks",
        router=router,
        body_limits={"/tasks/import": settings.import_limit_bytes},
    )
    app.state.verifier = Verifier(audience="ates.tasks", keys=keys_of_test())
    async with calling(app) as client:
        yield TasksService(app.state.db, client)
