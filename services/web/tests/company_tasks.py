"""The company's tasks."""

import random
from collections import Counter
from datetime import UTC, datetime
from typing import Annotated, Any

from company import Company
from company_http import The, Who, may, pages
from fastapi import APIRouter, Header, Request

from ates_chassis.errors import Forbidden, Invalid, NotFound

router = APIRouter()


@router.post("/tasks", status_code=201)
def create_task(
    company: The, who: Who, body: dict[str, str], idempotency_key: Annotated[str, Header()] = ""
) -> dict[str, Any]:
    if idempotency_key in company.keys:
        return company.keys[idempotency_key]
    if not body["title"].strip():
        raise Invalid("a task has a title", field="title")
    company.file(random.Random(1), len(company.tasks))
    task = (
        company.tasks.pop()
        | {"description": None, "jira_key": None, "status": "open", "author_id": who["id"]}
        | body
    )
    company.tasks.insert(0, task)
    company.keys[idempotency_key] = task
    return task


@router.post("/tasks/reassign")
def reassign_tasks(company: The, who: Who) -> dict[str, int]:
    may(who, "administrator", "manager")
    return {"reassigned": sum(task["status"] == "open" for task in company.tasks)}


@router.post("/tasks/import")
async def import_tasks(
    company: The, who: Who, request: Request, *, dry_run: bool = False
) -> dict[str, Any]:
    lines = (await request.body()).decode().splitlines()[1:]
    bad = [
        {"line": at, "reason": "a task has a title"}
        for at, line in enumerate(lines, 2)
        if not line.split(",")[1]
    ]
    return {"imported": len(lines) - len(bad), "rejected": bad, "dry_run": dry_run}


@router.post("/tasks/{task_id}/complete")
def complete_task(company: The, who: Who, task_id: str) -> dict[str, Any]:
    task = _task(company, task_id)
    if task["assignee_id"] != who["id"]:
        raise Forbidden("this task is somebody else's")
    task |= {"status": "done", "completed_at": datetime.now(UTC).isoformat()}
    return task


def _task(company: Company, task_id: str) -> dict[str, Any]:
    for task in company.tasks:
        if task["id"] == task_id:
            return task
    raise NotFound("there is no such task")


def _found(tasks: list[Any], status: str, q: str, limit: int, after: str) -> dict[str, Any]:
    fits = [
        task
        for task in tasks
        if status in {"", task["status"]} and q.lower() in task["title"].lower()
    ]
    return pages(fits, limit, after)


@router.get("/tasks/mine")
def show_my_assigned_tasks(
    company: The, who: Who, status: str = "", q: str = "", limit: int = 50, after: str = ""
) -> dict[str, Any]:
    mine = [task for task in company.tasks if task["assignee_id"] == who["id"]]
    return _found(mine, status, q, limit, after)


@router.get("/tasks/mine/count")
def count_my_tasks(company: The, who: Who, status: str = "") -> dict[str, Any]:
    mine = show_my_assigned_tasks(company, who, status, limit=len(company.tasks) + 1)
    return {"count": len(mine["items"]), "more": False}


@router.get("/tasks")
def show_all_assigned_tasks(
    company: The,
    who: Who,
    status: str = "",
    q: str = "",
    jira_key: str = "",
    assignee_id: str = "",
    limit: int = 50,
    after: str = "",
) -> dict[str, Any]:
    may(who, "administrator", "manager")
    of = [
        task
        for task in company.tasks
        if assignee_id in {"", task["assignee_id"]} and jira_key in {"", task["jira_key"]}
    ]
    return _found(of, status, q, limit, after)


@router.get("/tasks/count")
def count_tasks(
    company: The,
    who: Who,
    status: str = "",
    q: str = "",
    jira_key: str = "",
    assignee_id: str = "",
) -> dict[str, Any]:
    most = len(company.tasks)
    found = show_all_assigned_tasks(company, who, status, q, jira_key, assignee_id, most)
    return {"count": len(found["items"]), "more": False}


@router.get("/tasks/load")
def show_load(company: The, who: Who, limit: int = 50) -> dict[str, Any]:
    may(who, "administrator", "manager")
    loads = Counter(task["assignee_id"] for task in company.tasks if task["status"] == "open")
    items = [{"assignee_id": user, "open": count} for user, count in loads.most_common(limit)]
    return {"open": loads.total(), "people": len(loads), "items": items}


@router.get("/tasks/{task_id}")
def show_task(company: The, who: Who, task_id: str) -> dict[str, Any]:
    return _task(company, task_id)


@router.get("/tasks/{task_id}/log")
def show_task_log(company: The, who: Who, task_id: str) -> dict[str, Any]:
    return {"items": company.log.get(task_id, [])}
