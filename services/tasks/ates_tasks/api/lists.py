"""Lists of tasks."""

from dataclasses import replace
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response

from ates_chassis.http.app import Db
from ates_chassis.http.paging import CSV_TOO, Page, PageWindow, WantsCsv, csv_answer, page
from ates_chassis.shared.errors import InvalidError
from ates_chassis.shared.reasons import Reason
from ates_chassis.shared.text.fields import Obeys, SoughtJiraKey
from ates_chassis.shared.text.rules import search
from ates_tasks.api.inputs import Answer, Overseer, SignedIn, TaskAnswer
from ates_tasks.domain.lists import Count, Spread
from ates_tasks.domain.tasks import TITLE_MAX, Status
from ates_tasks.storage.lists import Sort, TaskFilter, page_key
from ates_tasks.use_cases import lists

router = APIRouter()

LOAD_PEOPLE = 50
LOAD_PEOPLE_MAX = 200

Sought = Annotated[str, Obeys(search(TITLE_MAX))]


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
        rows = await lists.show_tasks(tx, filters=filters, window=window)
        answer = page(
            rows,
            window,
            key=lambda task: page_key(task, filters.sort),
            item=TaskAnswer.model_validate,
        )
    return csv_answer(answer, "tasks", list(TaskAnswer.model_fields)) if as_csv else answer


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
        return await lists.count_tasks(tx, filters=replace(filters, assignee_id=caller.id))


@router.get("/tasks/count", response_model=CountAnswer)
async def count_all_tasks(
    _: Overseer, db: Db, filters: Filter, assignee_id: UUID | None = None
) -> Count:
    """How many tasks there are, counted up to 10,000; up to 1,000 where a text is sought."""
    async with db.reading() as tx:
        return await lists.count_tasks(tx, filters=replace(filters, assignee_id=assignee_id))


@router.get("/tasks/load", response_model=SpreadAnswer)
async def show_open_tasks_by_assignee(
    _: Overseer, db: Db, limit: Annotated[int, Query(ge=1, le=LOAD_PEOPLE_MAX)] = LOAD_PEOPLE
) -> Spread:
    """How the open tasks spread over people, the most loaded first."""
    async with db.reading() as tx:
        return await lists.show_load(tx, limit=limit)
