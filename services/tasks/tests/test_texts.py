"""Text that people type into tasks: refused by its field, or stored composed, told, found and written into files."""

import csv
import io
import json
import unicodedata
from collections.abc import Awaitable, Callable
from uuid import UUID

import httpx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from tasks_service import TasksService
from texts.generated import CROWDED, FORGED_HEADER, UNSEEN, texts

from ates_chassis.shared.errors import InvalidError
from ates_chassis.testing import bearer, computed_within, published
from ates_tasks.domain.tasks import Draft

NFD_CSV = "Issue key,Summary\nAB-1,Cafe\u0301\n"
EXAMPLES = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
async def author(service: TasksService) -> UUID:
    return await service.hire("developer")


@pytest.fixture
def post(service: TasksService, author: UUID) -> Callable[..., Awaitable[httpx.Response]]:
    async def post(**body: str) -> httpx.Response:
        headers = bearer(author, "developer") | {"Content-Type": "application/json"}
        return await service.client.post("/tasks", content=json.dumps(body), headers=headers)

    return post


@pytest.fixture
def mine(service: TasksService, author: UUID) -> Callable[..., Awaitable[httpx.Response]]:
    async def mine(accept: str = "application/json", **params: int | str) -> httpx.Response:
        headers = bearer(author, "developer") | {"Accept": accept}
        answer = await service.client.get("/tasks/mine", params=params, headers=headers)
        assert answer.status_code == 200, answer.text
        return answer

    return mine


async def _titles(service: TasksService) -> list[str]:
    async with service.db.transaction() as tx:
        return [fact["title"] for fact in await published(tx, "tasks.task-added.v1")]


@EXAMPLES
@example({"title": "\uffff"})
@example({"title": FORGED_HEADER})
@given(
    st.fixed_dictionaries({"title": texts})
    | st.fixed_dictionaries({"title": st.just("t"), "description": texts})
    | st.fixed_dictionaries({"title": st.just("t"), "jira_key": texts})
)
async def test_whatever_is_typed_is_refused_by_its_field_or_stored_told_and_shown(
    service: TasksService,
    post: Callable[..., Awaitable[httpx.Response]],
    mine: Callable[..., Awaitable[httpx.Response]],
    fields: dict[str, str],
) -> None:
    before = await _titles(service)
    answer = await post(**fields)
    if answer.status_code == 422:
        assert {each["field"] for each in answer.json()["errors"]} <= fields.keys()
        assert await _titles(service) == before
        return
    assert answer.status_code == 201, answer.text
    task = answer.json()
    assert unicodedata.is_normalized("NFC", task["title"] + (task["description"] or ""))
    assert await _titles(service) == [*before, task["title"]]
    body = (await mine(q=fields["title"].strip())).json()["items"]
    assert task["id"] in {each["id"] for each in body}
    rows = list(csv.DictReader(io.StringIO((await mine("text/csv", limit=1)).text, newline="")))
    assert rows[0]["id"] == task["id"]


@pytest.mark.parametrize("field", ["title", "description", "jira_key"])
async def test_marks_without_an_end_are_refused_before_they_are_sorted(
    service: TasksService, author: UUID, field: str
) -> None:
    with computed_within(1):
        body, headers = {"title": "t"} | {field: CROWDED}, bearer(author, "developer")
        answer = await service.client.post("/tasks", json=body, headers=headers)
        assert answer.status_code == 422
        assert [each["field"] for each in answer.json()["errors"]] == [field]
        with pytest.raises(InvalidError, match="more than") as refusal:
            Draft(**body)
        assert refusal.value.field == field


async def test_so_they_are_where_they_are_sought(service: TasksService, author: UUID) -> None:
    with computed_within(1):
        for name in ("q", "jira_key"):
            params, headers = {name: CROWDED[:5_000]}, bearer(author, "developer")
            answer = await service.client.get("/tasks/mine", params=params, headers=headers)
            assert answer.status_code == 422
            assert [each["field"] for each in answer.json()["errors"]] == [name]


@pytest.mark.parametrize("cell", [CROWDED, "\u200b" * 1_500_000, "\u0301\u0327" * 1_200_000])
async def test_so_is_a_cell_of_an_import(service: TasksService, author: UUID, cell: str) -> None:
    headers = bearer(author, "developer") | {"Content-Type": "text/csv"}
    content = f"Summary,Description\n{cell},\nok,\n".encode()
    with computed_within(1):
        answer = (
            await service.client.post("/tasks/import", content=content, headers=headers)
        ).json()
        assert answer["rejected"] == [
            {
                "line": 2,
                "column": "Summary",
                "code": "too-long",
                "params": {"max": 300},
                "reason": "Summary: more than 300 characters",
            }
        ]
        assert answer["imported"] == 1


@pytest.mark.parametrize("title", ["\u034f", "\ufe0f", "\U000e0041", "\u2800", *UNSEEN])
async def test_a_title_with_nothing_to_see_is_refused(
    post: Callable[..., Awaitable[httpx.Response]], title: str
) -> None:
    answer = await post(title=title)
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {
            "field": "title",
            "code": "nothing-visible",
            "params": {},
            "reason": "needs at least one visible character",
        }
    ]


async def test_a_decomposed_title_is_found_however_it_is_sought(
    service: TasksService, author: UUID, mine: Callable[..., Awaitable[httpx.Response]]
) -> None:
    headers = bearer(author, "developer") | {"Content-Type": "text/csv"}
    await service.client.post("/tasks/import", content=NFD_CSV.encode(), headers=headers)
    for q in ("Café", "Cafe\u0301", "CAFÉ", "fe\u0301"):
        assert [task["title"] for task in (await mine(q=q)).json()["items"]] == (
            ["Café"] if "f" in q.lower() and "é" in unicodedata.normalize("NFC", q.lower()) else []
        ), q


async def test_a_row_of_an_import_is_refused_by_its_column(
    service: TasksService, author: UUID
) -> None:
    headers = bearer(author, "developer") | {"Content-Type": "text/csv"}
    content = "Summary,Description\n\uffff,\nx,\ufffe\n\u3164,\n\u202eok,\n".encode()
    answer = (await service.client.post("/tasks/import", content=content, headers=headers)).json()
    assert answer["imported"] == 1
    assert [(row["line"], row["reason"]) for row in answer["rejected"]] == [
        (2, "Summary: the character U+FFFF is not allowed"),
        (3, "Description: the character U+FFFE is not allowed"),
        (4, "Summary: a task needs a title"),
    ]


async def test_titles_of_before_are_composed_by_the_migration(service: TasksService) -> None:
    """The statements of 0004, as they meet rows of before."""
    from importlib.util import module_from_spec, spec_from_file_location
    from pathlib import Path

    path = Path(__file__).parents[1] / "migrations/versions/0004_composed.py"
    spec = spec_from_file_location("composed", path)
    assert spec is not None
    assert spec.loader is not None
    migration = module_from_spec(spec)
    spec.loader.exec_module(migration)
    task = await service.file(await service.hire())
    rows = {"title": "Cafe\u0301", "id": task["id"]}
    async with service.db.transaction() as tx:
        await tx.execute(text("UPDATE tasks SET title = :title WHERE id = :id"), rows)
        for statement in migration._UP[:2]:
            await tx.execute(text(statement))
        stored = await tx.scalar(text("SELECT title FROM tasks WHERE id = :id"), rows)
    assert stored == "Café"
