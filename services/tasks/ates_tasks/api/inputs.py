"""What the routes of tasks share: who may call, and a task as it is answered."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends
from pydantic import BaseModel, ConfigDict

from ates_chassis.http.access import PEOPLE, Caller
from ates_chassis.http.app import may
from ates_tasks.domain.tasks import OVERSEER_ROLES, Status

SignedIn = Annotated[Caller, Depends(may(*PEOPLE))]
Overseer = Annotated[Caller, Depends(may(*OVERSEER_ROLES))]


class Answer(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class TaskAnswer(Answer):
    id: UUID
    title: str
    description: str | None
    jira_key: str | None
    status: Status
    author_id: UUID
    assignee_id: UUID
    assigned_count: int
    created_at: datetime
    completed_at: datetime | None
