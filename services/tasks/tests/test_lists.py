"""Finding tasks: filters, order, pages that stay stable, and the same as CSV."""

import csv
import io
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from tasks_service import TasksService
from uuid_utils.compat import uuid7

from ates_chassis.testing import bearer


@pytest.fixture
async def manager(service: TasksService) -> UUID:
    return await service.hire("manager")


@pytest.fixture
def find(service: TasksService, manager: UUID) -> Callable[..., Awaitable[dict[str, Any]]]:
    async def find(path: str = "/tasks", by: UUID | None = None, **params: Any) -> dict[str, Any]:
        headers = bearer(by, "developer") if by else bearer(manager, "manager")
        params = {name.rstrip("_"): str(value) for name, value in params.items()}
        answer = await service.client.get(path, params=params, headers=headers)
        assert answer.status_code == 200, answer.text
        page: dict[str, Any] = answer.json()
        return page

    return find


@pytest.fixture
def titles(find: Callable[..., Awaitable[dict[str, Any]]]) -> Callable[..., Awaitable[list[str]]]:
    async def titles(**params: Any) -> list[str]:
        return [task["title"] for task in (await find(**params))["items"]]

    return titles


async def test_text_is_found_as_it_is_written(
    service: TasksService, titles: Callable[..., Awaitable[list[str]]]
) -> None:
    employee = await service.hire()
    written = ["100% done", "100 done", "a_b", "axb", "say \"hi\" 'now'", "back\\slash", "GRÖSSE", "x;DROP TABLE tasks"]  # fmt: skip
    for title in written:
        await service.file(employee, title=title)
    for q, expected in {
        "100%": ["100% done"],
        "%": ["100% done"],
        "_": ["a_b"],
        "A_B": ["a_b"],
        '"hi"': ["say \"hi\" 'now'"],
        "'": ["say \"hi\" 'now'"],
        "\\": ["back\\slash"],
        "/": [],
        "größe": [],
        "grösse": ["GRÖSSE"],
        ";drop": ["x;DROP TABLE tasks"],
        "done": ["100 done", "100% done"],
        "": written[::-1],
    }.items():
        assert await titles(q=q) == expected, q


async def test_status_assignee_and_jira_key_narrow_a_list(
    service: TasksService,
    titles: Callable[..., Awaitable[list[str]]],
    find: Callable[..., Awaitable[dict[str, Any]]],
) -> None:
    first = await service.hire()
    done = await service.file(first, title="done", jira_key="AB-1")
    await service.client.post(f"/tasks/{done['id']}/complete", headers=bearer(first, "developer"))
    await service.file(first, title="open", jira_key="AB-10")
    assert await titles(status="done") == ["done"]
    assert await titles(status="open") == ["open"]
    assert await titles(jira_key="AB-1") == ["done"]
    assert await titles(jira_key="AB-2") == []
    assert await titles(assignee_id=first) == ["open", "done"]
    assert await titles(assignee_id=uuid7()) == []
    assert await titles(assignee_id=first, status="open", q="OP", jira_key="AB-10") == ["open"]
    mine = await find("/tasks/mine", by=first, status="open")
    assert [task["title"] for task in mine["items"]] == ["open"]
    others = await find("/tasks/mine", by=uuid7(), assignee_id=first)
    assert others["items"] == []


async def test_periods_are_days_of_creation_both_inclusive(
    service: TasksService, titles: Callable[..., Awaitable[list[str]]]
) -> None:
    employee = await service.hire()
    for title in ("old", "new"):
        await service.file(employee, title=title)
    moment = datetime(2026, 3, 1, 23, 59, 59, 999_999, tzinfo=UTC)
    async with service.db.transaction() as tx:
        await tx.execute(
            text("UPDATE tasks SET created_at = :at WHERE title = 'old'"), {"at": moment}
        )
    today = datetime.now(UTC).date()
    assert await titles(from_="2026-03-01", to="2026-03-01") == ["old"]
    assert await titles(from_="2026-03-02") == ["new"]
    assert await titles(to="2026-02-28") == []
    assert await titles(to="2026-03-01") == ["old"]
    assert await titles(from_=today - timedelta(days=1), to=today) == ["new"]
    assert await titles(from_="0001-01-01") == ["new", "old"]


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("created_at", ["b", "A", "a", "Ä", "a"]),
        ("-created_at", ["a", "Ä", "a", "A", "b"]),
    ],
)
async def test_order_of_creation(
    service: TasksService,
    titles: Callable[..., Awaitable[list[str]]],
    sort: str,
    expected: list[str],
) -> None:
    employee = await service.hire()
    for title in ("b", "A", "a", "Ä", "a"):
        await service.file(employee, title=title)
    assert await titles(sort=sort) == expected


@pytest.mark.parametrize("limit", [1, 2, 3, 50])
async def test_titles_sort_both_ways_and_pages_agree_with_the_whole(
    service: TasksService, find: Callable[..., Awaitable[dict[str, Any]]], limit: int
) -> None:
    employee = await service.hire()
    for title in ("b", "A", "a", "ä", "a", "Z", "[x]", "a b", "ab", "б", "100", "a"):
        await service.file(employee, title=title)
    whole = [task["id"] for task in (await find(sort="title"))["items"]]
    assert len(set(whole)) == 12
    for sort, expected in (("title", whole), ("-title", whole[::-1])):
        seen: list[str] = []
        after: dict[str, str] = {}
        while True:
            page = await find(sort=sort, limit=limit, **after)
            seen += [task["id"] for task in page["items"]]
            if page["next"] is None:
                break
            after = {"after": page["next"]}
        assert seen == expected


@pytest.mark.parametrize("sort", ["title", "-title"])
async def test_the_tasks_of_one_person_sort_by_title_like_all(
    service: TasksService, find: Callable[..., Awaitable[dict[str, Any]]], sort: str
) -> None:
    employee = await service.hire()
    for title in ("b", "A", "a", "ä", "a"):
        await service.file(employee, title=title)
    whole = (await find(sort=sort))["items"]
    first = await find("/tasks/mine", by=employee, sort=sort, limit=2)
    rest = await find("/tasks/mine", by=employee, sort=sort, after=first["next"])
    assert first["items"] + rest["items"] == whole


@pytest.mark.parametrize("sort", ["-created_at", "created_at", "title", "-title"])
async def test_pages_show_each_task_once_while_tasks_are_being_added(
    service: TasksService, find: Callable[..., Awaitable[dict[str, Any]]], sort: str
) -> None:
    employee = await service.hire()
    old = {(await service.file(employee, title=f"t{n % 4}"))["id"] for n in range(12)}
    seen: list[str] = []
    after: dict[str, str] = {}
    for turn in range(40):
        page = await find(sort=sort, limit=3, **after)
        seen += [task["id"] for task in page["items"]]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
        if turn < 5:
            await service.file(employee, title=f"t{turn % 4}")
    assert len(seen) == len(set(seen))
    assert old <= set(seen)


async def test_a_list_comes_as_csv_too(service: TasksService, manager: UUID) -> None:
    employee = await service.hire()
    task = await service.file(
        employee, title='=cmd("x")', description="two\nlines", jira_key="AB-1"
    )
    for path, headers in (
        ("/tasks", bearer(manager, "manager")),
        ("/tasks/mine", bearer(employee, "developer")),
    ):
        answer = await service.client.get(path, headers=headers | {"Accept": "text/csv"})
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        [row] = csv.DictReader(io.StringIO(answer.text, newline=""))
        assert row == {
            name: "" if value is None else str(value) for name, value in task.items()
        } | {"title": '\'=cmd("x")'}
