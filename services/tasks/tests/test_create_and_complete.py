"""From filing a task to completing it, over HTTP on a real database."""

import asyncio
from uuid import UUID

from tasks_service import TasksService
from uuid_utils.compat import uuid7

from ates_chassis.testing import bearer, published


async def test_a_filed_task_has_an_assignee_from_the_start(service: TasksService) -> None:
    author = await service.hire("manager")
    employee = await service.hire("developer")
    task = await service.file(author)
    assert task["assignee_id"] == str(employee)
    assert task["status"] == "open"
    async with service.db.transaction() as tx:
        [added] = await published(tx, "tasks.task-added.v1")
        [assigned] = await published(tx, "tasks.task-assigned.v1")
    assert added["author_id"] == str(author)
    assert assigned == {
        "task_id": task["id"],
        "assignee_id": str(employee),
        "previous_assignee_id": None,
        "number": 1,
        "cause": "created",
    }


async def test_without_anybody_to_assign_nothing_is_stored(service: TasksService) -> None:
    manager = await service.hire("manager")
    answer = await service.client.post(
        "/tasks", json={"title": "x"}, headers=bearer(manager, "manager")
    )
    assert answer.status_code == 409
    assert answer.json()["code"] == "nobody-to-assign"
    async with service.db.transaction() as tx:
        assert await published(tx, "tasks.task-added.v1") == []


async def test_only_the_assignee_completes_a_task_and_only_once(service: TasksService) -> None:
    employee = await service.hire("developer")
    task = await service.file(employee)
    other = await service.client.post(
        f"/tasks/{task['id']}/complete", headers=bearer(uuid7(), "developer")
    )
    assert (other.status_code, other.json()["code"]) == (403, "not-yours")
    answers = await asyncio.gather(
        *(
            service.client.post(
                f"/tasks/{task['id']}/complete", headers=bearer(employee, "developer")
            )
            for _ in range(5)
        )
    )
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["completed_at"] for answer in answers}) == 1
    async with service.db.transaction() as tx:
        assert len(await published(tx, "tasks.task-completed.v1")) == 1


async def test_an_unknown_task_is_not_found(service: TasksService) -> None:
    answer = await service.client.post(
        f"/tasks/{uuid7()}/complete", headers=bearer(uuid7(), "developer")
    )
    assert (answer.status_code, answer.json()["code"]) == (404, "no-such-task")


async def test_the_same_idempotency_key_files_one_task(service: TasksService) -> None:
    employee = await service.hire("developer")
    headers = bearer(employee, "developer") | {"Idempotency-Key": "k1"}
    answers = await asyncio.gather(
        *(service.client.post("/tasks", json={"title": "once"}, headers=headers) for _ in range(5))
    )
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    other = await service.client.post("/tasks", json={"title": "twice"}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")


async def test_the_log_tells_creation_assignment_and_completion(service: TasksService) -> None:
    employee = await service.hire("developer")
    task = await service.file(employee)
    await service.client.post(
        f"/tasks/{task['id']}/complete", headers=bearer(employee, "developer")
    )
    answer = await service.client.get(
        f"/tasks/{task['id']}/log", headers=bearer(employee, "developer")
    )
    assert [entry["kind"] for entry in answer.json()["items"]] == ["create", "assign", "complete"]
    stranger = await service.client.get(
        f"/tasks/{task['id']}/log", headers=bearer(uuid7(), "developer")
    )
    assert stranger.status_code == 403


async def test_pages_of_my_tasks_follow_each_other_without_gap_or_repeat(
    service: TasksService,
) -> None:
    employee = await service.hire("developer")
    filed = [UUID(str((await service.file(employee, title=f"task {n}"))["id"])) for n in range(7)]
    seen: list[UUID] = []
    after: dict[str, str] = {}
    while True:
        answer = await service.client.get(
            "/tasks/mine", params={"limit": 3, **after}, headers=bearer(employee, "developer")
        )
        page = answer.json()
        seen += [UUID(task["id"]) for task in page["items"]]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert seen == filed[::-1]
