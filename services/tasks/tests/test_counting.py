"""How many tasks there are, and how the open ones spread over people."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from tasks_service import TasksService
from uuid_utils.compat import uuid7

from ates_chassis.testing import bearer
from ates_tasks.use_cases.lists import COUNT_MAX, SOUGHT_COUNT_MAX

_FILE = """
    INSERT INTO tasks (id, title, status, author_id, assignee_id, assigned_count, created_at)
    SELECT uuidv7(), 'Feed the bird', 'open', :id, :id, 1, now() FROM generate_series(1, CAST(:count AS integer))
"""


@pytest.fixture
async def manager(service: TasksService) -> UUID:
    return await service.hire("manager")


@pytest.fixture
def ask(service: TasksService, manager: UUID) -> Callable[..., Awaitable[dict[str, Any]]]:
    async def ask(path: str, by: UUID | None = None, **params: Any) -> dict[str, Any]:
        headers = bearer(by, "developer") if by else bearer(manager, "manager")
        params = {name.rstrip("_"): str(value) for name, value in params.items()}
        answer = await service.client.get(path, params=params, headers=headers)
        assert answer.status_code == 200, answer.text
        count: dict[str, Any] = answer.json()
        return count

    return ask


async def _give(service: TasksService, employee: UUID, count: int) -> None:
    async with service.db.transaction() as tx:
        await tx.execute(text(_FILE), {"id": employee, "count": count})


async def test_a_count_follows_the_filters_of_the_list(
    service: TasksService, ask: Callable[..., Awaitable[dict[str, Any]]]
) -> None:
    employee, other = uuid7(), uuid7()
    await _give(service, employee, 3)
    await _give(service, other, 2)
    mine = (await ask("/tasks/mine", by=employee))["items"]
    await service.client.post(
        f"/tasks/{mine[0]['id']}/complete", headers=bearer(employee, "developer")
    )
    for params, count in (
        ({}, 5),
        ({"status": "open"}, 4),
        ({"status": "done"}, 1),
        ({"assignee_id": other}, 2),
        ({"q": "BIRD"}, 5),
        ({"q": "cat"}, 0),
        ({"jira_key": "AB-1"}, 0),
        ({"to": "2020-01-01"}, 0),
    ):
        assert await ask("/tasks/count", **params) == {"count": count, "more": False}, params
    assert await ask("/tasks/mine/count", by=employee) == {"count": 3, "more": False}
    mine_open = await ask("/tasks/mine/count", by=employee, status="open", assignee_id=other)
    assert mine_open == {"count": 2, "more": False}
    assert await ask("/tasks/mine/count", by=uuid7()) == {"count": 0, "more": False}


@pytest.mark.parametrize(("filed", "more"), [(COUNT_MAX, False), (COUNT_MAX + 1, True)])
async def test_counting_stops_where_nobody_reads_the_number_any_more(
    service: TasksService, ask: Callable[..., Awaitable[dict[str, Any]]], filed: int, more: bool
) -> None:
    await _give(service, employee := uuid7(), filed)
    assert await ask("/tasks/count") == {"count": COUNT_MAX, "more": more}
    assert await ask("/tasks/mine/count", by=employee) == {"count": COUNT_MAX, "more": more}


@pytest.mark.parametrize(
    ("filed", "more"), [(SOUGHT_COUNT_MAX, False), (SOUGHT_COUNT_MAX + 1, True)]
)
async def test_counting_what_has_a_text_stops_sooner(
    service: TasksService, ask: Callable[..., Awaitable[dict[str, Any]]], filed: int, more: bool
) -> None:
    await _give(service, employee := uuid7(), filed)
    counted = {"count": SOUGHT_COUNT_MAX, "more": more}
    assert await ask("/tasks/count", q="bird") == counted
    assert await ask("/tasks/mine/count", by=employee, q="bird") == counted


async def test_the_most_loaded_come_first_and_done_tasks_are_no_load(
    service: TasksService, ask: Callable[..., Awaitable[dict[str, Any]]]
) -> None:
    assert await ask("/tasks/load") == {"open": 0, "people": 0, "items": []}
    people = sorted(uuid7() for _ in range(4))
    for employee, count in zip(people, (2, 5, 2, 1), strict=True):
        await _give(service, employee, count)
    [last] = (await ask("/tasks/mine", by=people[3]))["items"]
    await service.client.post(
        f"/tasks/{last['id']}/complete", headers=bearer(people[3], "developer")
    )
    loads = [
        {"assignee_id": str(people[1]), "open": 5},
        {"assignee_id": str(people[0]), "open": 2},
        {"assignee_id": str(people[2]), "open": 2},
    ]
    assert await ask("/tasks/load") == {"open": 9, "people": 3, "items": loads}
    assert await ask("/tasks/load", limit=1) == {"open": 9, "people": 3, "items": loads[:1]}


@pytest.mark.parametrize("path", ["/tasks/count", "/tasks/load"])
async def test_only_those_who_see_all_tasks_see_how_many_there_are(
    service: TasksService, path: str
) -> None:
    for role, status in (("manager", 200), ("administrator", 200), ("boss", 403)):
        headers = bearer(uuid7(), role)
        assert (await service.client.get(path, headers=headers)).status_code == status


@pytest.mark.parametrize(
    "query",
    ["load?limit=0", "load?limit=201", "load?limit=x", "count?status=x", "count?q=%00", "mine/count?to=9999-12-31"],
)  # fmt: skip
async def test_what_cannot_be_counted_is_a_problem_of_the_caller(
    service: TasksService, manager: UUID, query: str
) -> None:
    answer = await service.client.get(f"/tasks/{query}", headers=bearer(manager, "manager"))
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
