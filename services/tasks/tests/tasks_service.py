"""The tasks service as its tests call it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx

from ates_chassis.database.engine import Database
from ates_chassis.testing import bearer, hire


@dataclass
class TasksService:
    db: Database
    client: httpx.AsyncClient

    async def hire(self, role: str = "developer") -> UUID:
        return await hire(self.db, role)

    async def file(self, by: UUID, **fields: Any) -> dict[str, Any]:
        answer = await self.client.post(
            "/tasks", json={"title": "Feed the bird"} | fields, headers=bearer(by, "developer")
        )
        assert answer.status_code == 201, answer.text
        task: dict[str, Any] = answer.json()
        return task
