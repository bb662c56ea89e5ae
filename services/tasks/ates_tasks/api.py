"""The routes of tasks, and who may call them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Depends, HTTPException, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from ates_chassis.http.access import PEOPLE, Caller
from ates_chassis.http.app import Db, may
from ates_chassis.http.idempotency import WithIdempotency
from ates_chassis.http.paging import CSV_TOO, Page, PageWindow, WantsCsv, csv_answer, page
from ates_chassis.shared.errors import InvalidError
from ates_chassis.shared.reasons import Reason
from ates_chassis.shared.text.fields import JiraKey, Obeys, SoughtJiraKey
from ates_chassis.shared.text.rules import search
from ates_tasks import storage, use_cases
from ates_tasks.domain import (
    DESCRIPTION,
    OVERSEER_ROLES,
    TITLE,
    TITLE_MAX,
    Count,
    Draft,
    LogEntry,
    LogKind,
    Rejected,
    Spread,
    Status,
    Task,
)
from ates_tasks.storage import Sort, TaskFilter

router = APIRouter(tags=["tasks"])

LOAD_PEOPLE = 50
LOAD_PEOPLE_MAX = 200

SignedIn = Annotated[Caller, Depends(may(*PEOPLE))]
Overseer = Annotated[Caller, Depends(may(*OVERSEER_ROLES))]


Sought = Annotated[str, Obeys(search(TITLE_MAX))]


class NewTask(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: Annotated[str, Obeys(TITLE), Field(examples=["Feed the bird"])]
    description: Annotated[str, Obeys(DESCRIPTION)] | None = None
    jira_key: JiraKey | None = Field(default=None, examples=["POPUG-42"])

    def draft(self) -> Draft:
        return Draft(title=self.title, description=self.description, jira_key=self.jira_key)


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


class LogEntryAnswer(Answer):
    id: int
    occurred_at: datetime
    actor_id: UUID
    kind: LogKind
    description: str
    assignee_id: UUID | None


class CountAnswer(Answer):
    """Where there are `more`, counting stopped at `count`."""

    count: int
    more: bool


class LoadAnswer(Answer):
    assignee_id: UUID
    open: int


class SpreadAnswer(Answer):
    """How many open tasks there are, how many people have them, and the most loaded of these people."""

    open: int
    people: int
    items: list[LoadAnswer]


class LogAnswer(BaseModel):
    items: list[LogEntryAnswer]


class ReassignAnswer(BaseModel):
    reassigned: int


class RejectedAnswer(BaseModel):
    line: int
    column: str | None = Field(description="None where the row as a whole is at fault")
    code: str = Field(examples=["too-long"])
    params: dict[str, str | int] = Field(examples=[{"max": 300}])
    reason: str = Field(description="in English")

    @classmethod
    def of(cls, row: Rejected) -> Self:
        return cls(
            line=row.line,
            column=row.column,
            code=row.reason.code,
            params=dict(row.reason.params),
            reason=f"{row.column or 'row'}: {row.reason}",
        )


class ImportAnswer(BaseModel):
    imported: int
    rejected: list[RejectedAnswer]
    dry_run: bool


async def _filter(
    status: Status | None = None,
    q: Sought | None = None,
    jira_key: SoughtJiraKey | None = None,
    created_from: Annotated[date | None, Query(alias="from")] = None,
    created_to: Annotated[date | None, Query(alias="to")] = None,
) -> TaskFilter:
    if created_to == date.max:
        raise InvalidError(Reason.of("after-last-day"), field="to")
    return TaskFilter(
        status=status,
        q=q,
        jira_key=jira_key,
        created_from=created_from,
        created_to=created_to,
    )


Filter = Annotated[TaskFilter, Depends(_filter)]


async def _in_order(filters: Filter, sort: Sort = "-created_at") -> TaskFilter:
    return replace(filters, sort=sort)


FilterInOrder = Annotated[TaskFilter, Depends(_in_order)]


async def _list(
    db: Db, filters: TaskFilter, window: PageWindow, *, as_csv: bool
) -> Response | Page[TaskAnswer]:
    async with db.reading() as tx:
        rows = await use_cases.show_tasks(tx, filters=filters, window=window)
        answer = page(
            rows,
            window,
            key=lambda task: storage.page_key(task, filters.sort),
            item=TaskAnswer.model_validate,
        )
    return csv_answer(answer, "tasks", list(TaskAnswer.model_fields)) if as_csv else answer


@router.post("/tasks", status_code=201, response_model=TaskAnswer)
async def create_task(body: NewTask, caller: SignedIn, idempotency: WithIdempotency) -> Response:
    """File a task. The system draws who gets it."""
    async with idempotency.begin(caller.id) as tx:
        task = await use_cases.create_task(tx, draft=body.draft(), author_id=caller.id)
        answer = TaskAnswer.model_validate(task)
        return await idempotency.answer(tx, 201, answer)


@router.post("/tasks/reassign", response_model=ReassignAnswer)
async def reassign_tasks(caller: Overseer, idempotency: WithIdempotency) -> Response:
    """Draw the assignee of every open task anew. Each draw is an assignment and is charged."""
    async with idempotency.begin(caller.id) as tx:
        answer = ReassignAnswer(reassigned=await use_cases.reassign_tasks(tx, by=caller.id))
        return await idempotency.answer(tx, 200, answer)


def _check_is_csv(content_type: str | None) -> None:
    """A form or a JSON document would only be answered with a puzzling complaint about its first line."""
    if content_type and content_type.partition(";")[0].strip().lower() != "text/csv":
        raise HTTPException(415, "send the file itself, with Content-Type: text/csv")


@router.post(
    "/tasks/import",
    response_model=ImportAnswer,
    openapi_extra={
        "requestBody": {"required": True, "content": {"text/csv": {"schema": {"type": "string"}}}}
    },
)
async def import_tasks(
    request: Request, caller: SignedIn, idempotency: WithIdempotency, *, dry_run: bool = False
) -> Response:
    """File a task for each good row of a CSV as Jira exports it: `Issue key, Summary, Description`."""
    _check_is_csv(request.headers.get("content-type"))
    content = await request.body()
    async with idempotency.begin(caller.id) as tx:
        done = await use_cases.import_tasks(
            tx, content=content, author_id=caller.id, dry_run=dry_run
        )
        rejected = [RejectedAnswer.of(row) for row in done.rejected]
        answer = ImportAnswer(imported=done.imported, rejected=rejected, dry_run=dry_run)
        return await idempotency.answer(tx, 200, answer)


@router.post("/tasks/{task_id}/complete", response_model=TaskAnswer)
async def complete_task(task_id: UUID, caller: SignedIn, idempotency: WithIdempotency) -> Response:
    """Complete a task assigned to oneself. Completing again is the same success without a second effect."""
    async with idempotency.begin(caller.id) as tx:
        answer = TaskAnswer.model_validate(
            await use_cases.complete_task(tx, task_id=task_id, by=caller.id)
        )
        return await idempotency.answer(tx, 200, answer)


@router.get("/tasks/mine", response_model=Page[TaskAnswer], responses=CSV_TOO)
async def show_my_assigned_tasks(
    caller: SignedIn, db: Db, filters: FilterInOrder, window: PageWindow, as_csv: WantsCsv
) -> Response | Page[TaskAnswer]:
    """The tasks that the caller has."""
    return await _list(db, replace(filters, assignee_id=caller.id), window, as_csv=as_csv)


@router.get("/tasks", response_model=Page[TaskAnswer], responses=CSV_TOO)
async def show_all_assigned_tasks(
    _: Overseer,
    db: Db,
    filters: FilterInOrder,
    window: PageWindow,
    as_csv: WantsCsv,
    assignee_id: UUID | None = None,
) -> Response | Page[TaskAnswer]:
    """All tasks and who has them."""
    return await _list(db, replace(filters, assignee_id=assignee_id), window, as_csv=as_csv)


@router.get("/tasks/mine/count", response_model=CountAnswer)
async def count_my_tasks(caller: SignedIn, db: Db, filters: Filter) -> Count:
    """How many tasks the caller has, counted up to 10,000; up to 1,000 where a text is sought."""
    async with db.reading() as tx:
        return await use_cases.count_tasks(tx, filters=replace(filters, assignee_id=caller.id))


@router.get("/tasks/count", response_model=CountAnswer)
async def count_all_tasks(
    _: Overseer, db: Db, filters: Filter, assignee_id: UUID | None = None
) -> Count:
    """How many tasks there are, counted up to 10,000; up to 1,000 where a text is sought."""
    async with db.reading() as tx:
        return await use_cases.count_tasks(tx, filters=replace(filters, assignee_id=assignee_id))


@router.get("/tasks/load", response_model=SpreadAnswer)
async def show_open_tasks_by_assignee(
    _: Overseer, db: Db, limit: Annotated[int, Query(ge=1, le=LOAD_PEOPLE_MAX)] = LOAD_PEOPLE
) -> Spread:
    """How the open tasks spread over people, the most loaded first."""
    async with db.reading() as tx:
        return await use_cases.show_load(tx, limit=limit)


@router.get("/tasks/{task_id}", response_model=TaskAnswer)
async def show_task(task_id: UUID, caller: SignedIn, db: Db) -> Task:
    """One task, for its author, its assignee, and those who see all tasks."""
    async with db.reading() as tx:
        return await use_cases.show_task(tx, task_id=task_id, user_id=caller.id, role=caller.role)


@router.get("/tasks/{task_id}/log", response_model=LogAnswer)
async def show_task_log(task_id: UUID, caller: SignedIn, db: Db) -> dict[str, Sequence[LogEntry]]:
    """What happened to a task, oldest first, for whoever may see the task."""
    async with db.reading() as tx:
        entries = await use_cases.show_task_log(
            tx, task_id=task_id, user_id=caller.id, role=caller.role
        )
    return {"items": entries}
