"""Made-up facts of the usual size: who works here, and assignments of tasks to them."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from uuid_utils.compat import uuid7

ASSIGNED = "tasks.task-assigned.v1"
WORKERS = 200


@dataclass(frozen=True, slots=True)
class SampleAssignment:
    event_id: UUID
    task_id: UUID
    assignee_id: UUID
    previous_assignee_id: UUID
    happened_at: datetime

    @property
    def data(self) -> dict[str, object]:
        return {
            "task_id": str(self.task_id),
            "assignee_id": str(self.assignee_id),
            "previous_assignee_id": str(self.previous_assignee_id),
            "number": 2,
            "cause": "reassigned",
        }


def assignments(count: int) -> list[SampleAssignment]:
    workers = [uuid7() for _ in range(WORKERS)]
    now = datetime.now(UTC)
    return [
        SampleAssignment(uuid7(), uuid7(), random.choice(workers), random.choice(workers), now)
        for _ in range(count)
    ]
