"""The tasks service on a fresh database, and people to give tasks to."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

import httpx
import pytest

from ates_chassis.database.engine import Database
from ates_chassis.http.access import Verifier
from ates_chassis.http.app import create_service
from ates_chassis.testing import bearer, calling, hire, keys_of_test
from ates_tasks.api import router
from ates_tasks.settings import Settings
from support.fixtures import ServiceDatabase


@dataclass
class TasksService:
    db: Database
    client: httpx.AsyncClient

    async def hire(self, role: str = "developer") -> UUID:
        return await hire(self.db, role)

    async def file(self, by: UUID, **fields: object) -> dict[str, object]:
        answer = await self.client.post(
            "/tasks", json={"title": "Feed the bird"} | fields, headers=bearer(by, "developer")
        )
        assert answer.status_code == 201, answer.text
        task: dict[str, object] = answer.json()
        return task


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
