"""Importing a Jira export: dry run, rejected rows, once per key, and the whole backlog of a real team."""

import asyncio
import csv
import io
import re
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text
from tasks_service import TasksService

from ates_chassis.testing import bearer, published
from support.backlog import backlog

SMALL = b"Issue key,Summary,Description\nAB-1,one,\nno,two,\nAB-3,three,why\n"
COLUMNS = ("Issue key", "Summary", "Description")


async def _import(
    service: TasksService,
    content: bytes,
    by: UUID,
    *,
    dry_run: bool = False,
    key: str | None = None,
    kind: str | None = "text/csv",
) -> httpx.Response:
    headers = bearer(by, "developer") | ({"Content-Type": kind} if kind else {})
    headers |= {"Idempotency-Key": key} if key else {}
    params = {"dry_run": "true"} if dry_run else None
    return await service.client.post(
        "/tasks/import", content=content, params=params, headers=headers
    )


async def _count(service: TasksService, table: str = "tasks") -> int:
    async with service.db.transaction() as tx:
        return int(await tx.scalar(text(f"SELECT count(*) FROM {table}")) or 0)


async def _nothing_stored(service: TasksService) -> bool:
    return [await _count(service, table) for table in ("tasks", "task_log", "outbox")] == [0, 0, 0]


def _lines_of(content: str) -> list[tuple[int, dict[str, str]]]:
    """Each row with the line on which it starts, found without the reader under test."""
    line, rows = 2, []
    for row in csv.DictReader(io.StringIO(content, newline="")):
        rows.append((line, {name: row[name] for name in COLUMNS}))
        line += 1 + sum(cell.count("\n") for cell in row.values())
    return rows


async def test_the_whole_backlog_of_a_team(service: TasksService) -> None:
    content = backlog()
    employee = await service.hire()
    good, bad = [], []
    for line, row in _lines_of(content.decode("utf-8-sig")):
        title, key = row["Summary"].strip(), row["Issue key"].strip()
        if len(title) > 300:
            bad.append((line, f"Summary: {len(title)} characters; 300 are allowed"))
        elif not title:
            bad.append((line, "Summary: a task needs a title"))
        elif key and not re.fullmatch("[A-Z][A-Z0-9]+-[0-9]+", key):
            bad.append((line, "Issue key: must look like ABC-123"))
        else:
            good.append((title, key or None, row["Description"].strip() or None))
    assert (len(good), len(bad)) == (1_998, 2)
    answer = await _import(service, content, employee)
    report = answer.json()
    assert [(row["line"], row["reason"]) for row in report["rejected"]] == bad
    assert (report["imported"], report["dry_run"]) == (len(good), False)
    async with service.db.transaction() as tx:
        query = text("SELECT title, jira_key, description FROM tasks ORDER BY id")
        stored = [tuple(row) for row in (await tx.execute(query)).all()]
        added = await published(tx, "tasks.task-added.v1")
    assert stored == good
    assert [event["title"] for event in added] == [title for title, _, _ in good]


async def test_a_dry_run_tells_the_same_and_stores_nothing(service: TasksService) -> None:
    employee = await service.hire()
    dry = (await _import(service, SMALL, employee, dry_run=True)).json()
    assert await _nothing_stored(service)
    wet = (await _import(service, SMALL, employee)).json()
    assert dry == wet | {"dry_run": True}
    assert wet["imported"] == 2
    assert wet["rejected"] == [
        {
            "line": 3,
            "column": "Issue key",
            "code": "not-a-jira-key",
            "params": {},
            "reason": "Issue key: must look like ABC-123",
        }
    ]
    assert await _count(service) == 2


async def test_the_same_file_with_the_same_key_changes_nothing(service: TasksService) -> None:
    employee = await service.hire()
    first = await _import(service, SMALL, employee, key="k")
    again = await _import(service, SMALL, employee, key="k")
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert await _count(service) == 2
    other = await _import(service, SMALL + b",four,\n", employee, key="k")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
    assert (await _import(service, SMALL, employee, key="k2")).json()["imported"] == 2
    assert await _count(service) == 4


async def test_a_dry_run_does_not_stand_for_the_import(service: TasksService) -> None:
    employee = await service.hire()
    await _import(service, SMALL, employee, key="k", dry_run=True)
    answer = await _import(service, SMALL, employee, key="k")
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency-key-reused")


async def test_two_imports_at_once_with_one_key_have_one_effect(service: TasksService) -> None:
    employee = await service.hire()
    answers = await asyncio.gather(*(_import(service, SMALL, employee, key="k") for _ in range(4)))
    assert {answer.content for answer in answers} == {answers[0].content}
    assert await _count(service) == 2


async def test_one_person_s_key_is_not_another_s(service: TasksService) -> None:
    for _ in range(2):
        await _import(service, SMALL, await service.hire(), key="k")
    assert await _count(service) == 4


async def test_with_nobody_to_assign_a_dry_run_refuses_as_the_import_would(
    service: TasksService,
) -> None:
    manager = await service.hire("manager")
    for dry_run in (True, False):
        answer = await _import(service, SMALL, manager, dry_run=dry_run, key=f"{dry_run}")
        assert (answer.status_code, answer.json()["code"]) == (409, "nobody-to-assign")
    assert await _nothing_stored(service)
    await service.hire()
    assert (await _import(service, SMALL, manager, key="False")).json()["imported"] == 2


async def test_a_file_without_a_good_row_imports_nothing(service: TasksService) -> None:
    employee = await service.hire()
    answer = await _import(service, b"Summary\n" + b"x" * 301 + b"\n", employee)
    assert answer.json()["imported"] == 0
    assert await _nothing_stored(service)


async def test_what_is_no_csv_at_all(service: TasksService) -> None:
    employee = await service.hire()
    for kind in ("application/json", "multipart/form-data; boundary=x", "text/html"):
        answer = await _import(service, SMALL, employee, kind=kind)
        assert answer.status_code == 415, kind
        assert answer.headers["content-type"] == "application/problem+json"
    for content in (
        b"",
        b"Issue key\nAB-1\n",
        b"Summary\n\xff\n",
        b'Summary\n"open\n',
        b"Summary\n" + b"x\n" * 10_001,
    ):
        answer = await _import(service, content, employee)
        assert (answer.status_code, answer.json()["code"]) == (422, "not-a-backlog")
        assert answer.json()["errors"][0]["field"] == "body"
    assert await _nothing_stored(service)


@pytest.mark.parametrize("kind", ["text/csv; charset=utf-8", "TEXT/CSV", None])
async def test_what_is_csv(service: TasksService, kind: str | None) -> None:
    assert (await _import(service, SMALL, await service.hire(), kind=kind)).status_code == 200


async def test_a_file_of_five_megabytes_is_the_most(service: TasksService) -> None:
    employee = await service.hire()
    head = b"Summary,Description\n"
    body = head + b"x,\n" * ((5_000_000 - len(head)) // 3)
    too_many_rows = await _import(service, body, employee)
    assert too_many_rows.json()["code"] == "not-a-backlog"
    answer = await _import(service, body + b"x,\n", employee)
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")
    assert await _nothing_stored(service)
