"""Filing, completing and seeing a task."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from ates_chassis.http.app import Db
from ates_chassis.http.idempotency import WithIdempotency
from ates_chassis.shared.text.fields import JiraKey, Obeys
from ates_tasks.api.inputs import Answer, SignedIn, TaskAnswer
from ates_tasks.domain.tasks import DESCRIPTION, TITLE, Draft, LogEntry, LogKind, Task
from ates_tasks.use_cases import tasks

router = APIRouter()


class NewTask(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: Annotated[str, Obeys(TITLE), Field(examples=["Feed the bird"])]
    description: Annotated[str, Obeys(DESCRIPTION)] | None = None
    jira_key: JiraKey | None = Field(default=None, examples=["POPUG-42"])

    def draft(self) -> Draft:
        return Draft(title=self.title, description=self.description, jira_key=self.jira_key)


class LogEntryAnswer(Answer):
    id: int
    occurred_at: datetime
    actor_id: UUID
    kind: LogKind
    description: str
    assignee_id: UUID | None


class LogAnswer(BaseModel):
    items: list[LogEntryAnswer]


@router.post("/tasks", status_code=201, response_model=TaskAnswer)
async def create_task(body: NewTask, caller: SignedIn, idempotency: WithIdempotency) -> Response:
    """File a task. The system draws who gets it."""
    async with idempotency.begin(caller.id) as tx:
        task = await tasks.create_task(tx, draft=body.draft(), author_id=caller.id)
        answer = TaskAnswer.model_validate(task)
        return await idempotency.answer(tx, 201, answer)


@router.post("/tasks/{task_id}/complete", response_model=TaskAnswer)
async def complete_task(task_id: UUID, caller: SignedIn, idempotency: WithIdempotency) -> Response:
    """Complete a task assigned to oneself. Completing again is the same success without a second effect."""
    async with idempotency.begin(caller.id) as tx:
        answer = TaskAnswer.model_validate(
            await tasks.complete_task(tx, task_id=task_id, by=caller.id)
        )
        return await idempotency.answer(tx, 200, answer)


@router.get("/tasks/{task_id}", response_model=TaskAnswer)
async def show_task(task_id: UUID, caller: SignedIn, db: Db) -> Task:
    """One task, for its author, its assignee, and those who see all tasks."""
    async with db.reading() as tx:
        return await tasks.show_task(tx, task_id=task_id, user_id=caller.id, role=caller.role)


@router.get("/tasks/{task_id}/log", response_model=LogAnswer)
async def show_task_log(task_id: UUID, caller: SignedIn, db: Db) -> dict[str, Sequence[LogEntry]]:
    """What happened to a task, oldest first, for whoever may see the task."""
    async with db.reading() as tx:
        entries = await tasks.show_task_log(
            tx, task_id=task_id, user_id=caller.id, role=caller.role
        )
    return {"items": entries}
