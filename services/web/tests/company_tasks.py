"""The company's tasks."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any

from company import CompanyDouble
from company_http import The, Who, coded, may, pages
from fastapi import APIRouter, Depends, Header, Query, Request, Response

from ates_chassis.shared.errors import ForbiddenError, InvalidError, NotFoundError
from ates_chassis.shared.reasons import Reason

router = APIRouter()


@router.post("/tasks", status_code=201)
def create_task(
    company: The, caller: Who, body: dict[str, str], idempotency_key: Annotated[str, Header()] = ""
) -> dict[str, Any]:
    if idempotency_key in company.keys:
        known: dict[str, Any] = company.keys[idempotency_key]
        return known
    if not body["title"].strip():
        raise InvalidError(Reason.of("title-missing"), field="title")
    company.file(random.Random(1), len(company.tasks))
    task = (
        company.tasks.pop()
        | {"description": None, "jira_key": None, "status": "open", "author_id": caller["id"]}
        | body
    )
    company.tasks.insert(0, task)
    company.keys[idempotency_key] = task
    return task


@router.post("/tasks/reassign")
def reassign_tasks(company: The, caller: Who) -> dict[str, int]:
    may(caller, "administrator", "manager")
    return {"reassigned": sum(task["status"] == "open" for task in company.tasks)}


@router.post("/tasks/import")
async def import_tasks(
    company: The, caller: Who, request: Request, *, dry_run: bool = False
) -> dict[str, Any]:
    head, *lines = (await request.body()).decode().splitlines()
    if "Summary" not in head:
        raise InvalidError(Reason.of("no-header"), field="body")
    reason = {"code": "title-missing", "params": {}, "reason": "a task needs a title"}
    bad = [
        {"line": at, "column": "Summary"} | reason
        for at, line in enumerate(lines, 2)
        if not line.split(",")[1]
    ]
    return {"imported": len(lines) - len(bad), "rejected": bad, "dry_run": dry_run}


@router.post("/tasks/{task_id}/complete")
def complete_task(company: The, caller: Who, task_id: str) -> dict[str, Any]:
    task = _task(company, task_id)
    if task["assignee_id"] != caller["id"]:
        raise coded(ForbiddenError, "not-yours", "this task is somebody else's")
    task |= {"status": "done", "completed_at": datetime.now(UTC).isoformat()}
    return task


def _task(company: CompanyDouble, task_id: str) -> dict[str, Any]:
    for task in company.tasks:
        if task["id"] == task_id:
            return task
    raise NotFoundError("there is no such task")


def _is_shown(
    status: str = "",
    q: str = "",
    jira_key: str = "",
    first: Annotated[str, Query(alias="from")] = "",
    last: Annotated[str, Query(alias="to")] = "9999",
) -> Callable[[dict[str, Any]], bool]:
    def fits(task: dict[str, Any]) -> bool:
        return (
            status in {"", task["status"]}
            and q.lower() in task["title"].lower()
            and jira_key in {"", task["jira_key"]}
            and first <= task["created_at"][:10] <= last
        )

    return fits


IsShown = Annotated[Callable[[dict[str, Any]], bool], Depends(_is_shown)]


def _in_order(tasks: list[Any], sort: str) -> list[Any]:
    return sorted(tasks, key=lambda task: task[sort.strip("-")], reverse=sort.startswith("-"))


@router.get("/tasks/mine")
def show_my_assigned_tasks(
    company: The,
    caller: Who,
    filters: IsShown,
    sort: str = "-created_at",
    limit: int = 50,
    after: str = "",
) -> dict[str, Any]:
    mine = [task for task in company.tasks if task["assignee_id"] == caller["id"] and filters(task)]
    return pages(_in_order(mine, sort), limit, after)


@router.get("/tasks/mine/count")
def count_my_tasks(company: The, caller: Who, filters: IsShown) -> dict[str, Any]:
    return {**_counted(company, filters, caller["id"]), "more": False}


@router.get("/tasks")
def show_all_assigned_tasks(
    company: The,
    caller: Who,
    request: Request,
    filters: IsShown,
    assignee_id: str = "",
    sort: str = "-created_at",
    limit: int = 50,
    after: str = "",
) -> Any:
    may(caller, "administrator", "manager")
    items = [
        task for task in company.tasks if assignee_id in {"", task["assignee_id"]} and filters(task)
    ]
    if request.headers.get("accept") == "text/csv":
        lines = [f"{task['id']},{task['status']}" for task in _in_order(items, sort)]
        return Response("\n".join(["id,status", *lines]), media_type="text/csv")
    return pages(_in_order(items, sort), limit, after)


@router.get("/tasks/count")
def count_all_tasks(
    company: The, caller: Who, expected: IsShown, assignee_id: str = ""
) -> dict[str, Any]:
    may(caller, "administrator", "manager")
    return {**_counted(company, expected, assignee_id), "more": company.many}


def _counted(
    company: CompanyDouble, is_shown: Callable[[dict[str, Any]], bool], assignee_id: str
) -> dict[str, int]:
    matching = (
        is_shown(task) for task in company.tasks if assignee_id in {"", task["assignee_id"]}
    )
    return {"count": sum(matching)}


@router.get("/tasks/load")
def show_load(company: The, caller: Who, limit: int = 50) -> dict[str, Any]:
    may(caller, "administrator", "manager")
    loads = Counter(task["assignee_id"] for task in company.tasks if task["status"] == "open")
    items = [{"assignee_id": user, "open": count} for user, count in loads.most_common(limit)]
    return {"open": loads.total(), "people": len(loads), "items": items}


@router.get("/tasks/{task_id}")
def show_task(company: The, caller: Who, task_id: str) -> dict[str, Any]:
    return _task(company, task_id)


@router.get("/tasks/{task_id}/log")
def show_task_log(company: The, caller: Who, task_id: str) -> dict[str, Any]:
    return {"items": company.log.get(task_id, [])}
