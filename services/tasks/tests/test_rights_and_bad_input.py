"""Who may what with whose task, and what is answered to input that cannot be right: never 500, nothing stored."""

import base64
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import orjson
import pytest
from sqlalchemy import text
from tasks_service import TasksService
from uuid_utils.compat import uuid7

from ates_chassis.http.access import ROLES
from ates_chassis.testing import bearer

PEOPLE = ROLES - {"internalservice"}
OVERSEERS = {"administrator", "manager"}
JSON = {"Content-Type": "application/json"}
CSV = {"Content-Type": "text/csv"}


def _code(answer: httpx.Response) -> tuple[Any, ...]:
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    problem = answer.json()
    assert problem["status"] == answer.status_code
    assert problem["instance"].startswith("urn:ates:trace:")
    return answer.status_code, problem["code"]


async def _stored(service: TasksService) -> list[int]:
    tables = ("tasks", "task_log", "outbox", "idempotency_keys")
    async with service.db.transaction() as tx:
        return [await tx.scalar(text(f"SELECT count(*) FROM {table}")) for table in tables]


# Rights


@pytest.mark.parametrize(
    ("method", "path", "body", "roles"),
    [
        ("POST", "/tasks", b'{"title": "x"}', PEOPLE),
        ("POST", "/tasks/import", b"Summary\nx\n", PEOPLE),
        ("GET", "/tasks/mine", None, PEOPLE),
        ("GET", "/tasks", None, OVERSEERS),
        ("POST", "/tasks/reassign", None, OVERSEERS),
    ],
)
async def test_who_may_what(
    service: TasksService,
    method: str,
    path: str,
    body: bytes | None,
    roles: frozenset[str] | set[str],
) -> None:
    await service.hire()
    kind = (CSV if path.endswith("import") else JSON) if body else {}
    anonymous = await service.client.request(method, path, content=body, headers=kind)
    assert _code(anonymous) == (401, "unauthenticated")
    for role in ROLES - roles:
        headers = bearer(await service.hire(role), role) | kind
        answer = await service.client.request(method, path, content=body, headers=headers)
        assert _code(answer) == (403, "forbidden"), role
    assert await _stored(service) == [0, 0, 0, 0]
    for role in roles:
        headers = bearer(await service.hire(role), role) | kind
        answer = await service.client.request(method, path, content=body, headers=headers)
        assert answer.is_success, role


@pytest.mark.parametrize("path", ["/tasks/{id}", "/tasks/{id}/log"])
async def test_who_sees_a_task_and_its_log(service: TasksService, path: str) -> None:
    assignee = await service.hire()
    author = uuid7()
    task = await service.file(author)
    own = path.format(id=task["id"])

    async def look(person: UUID, role: str) -> httpx.Response:
        return await service.client.get(own, headers=bearer(person, role))

    for person, role in ((assignee, "developer"), (author, "boss"), (author, "other")):
        assert (await look(person, role)).status_code == 200
    for role in PEOPLE - OVERSEERS:
        assert _code(await look(uuid7(), role)) == (403, "not-yours"), role
    for role in OVERSEERS:
        assert (await look(uuid7(), role)).status_code == 200, role
    assert _code(await look(uuid7(), "internalservice")) == (403, "forbidden")
    assert _code(await service.client.get(own)) == (401, "unauthenticated")
    unknown = await service.client.get(
        path.format(id=uuid7()), headers=bearer(assignee, "developer")
    )
    assert _code(unknown) == (404, "no-such-task")


async def test_nobody_but_the_assignee_completes_not_even_who_sees_all(
    service: TasksService,
) -> None:
    assignee = await service.hire()
    author = await service.hire("manager")
    task = await service.file(author)
    before = await _stored(service)
    path = f"/tasks/{task['id']}/complete"
    for role in PEOPLE:
        answer = await service.client.post(path, headers=bearer(await service.hire(role), role))
        assert _code(answer) == (403, "not-yours"), role
    answer = await service.client.post(path, headers=bearer(author, "manager"))
    assert _code(answer) == (403, "not-yours")
    answer = await service.client.post(path, headers=bearer(uuid7(), "internalservice"))
    assert _code(answer) == (403, "forbidden")
    assert _code(await service.client.post(path)) == (401, "unauthenticated")
    assert await _stored(service) == before
    assert (await service.client.post(path, headers=bearer(assignee, "boss"))).status_code == 200


async def test_somebody_deactivated_can_do_nothing_from_that_moment(service: TasksService) -> None:
    person = await service.hire()
    task = await service.file(person)
    async with service.db.transaction() as tx:
        await tx.execute(text("UPDATE user_directory SET active = false, version = 2"))
    headers = bearer(person, "developer")
    for method, path in (
        ("POST", "/tasks"), ("POST", "/tasks/import"), ("GET", "/tasks/mine"), ("GET", f"/tasks/{task['id']}"),
        ("GET", f"/tasks/{task['id']}/log"), ("POST", f"/tasks/{task['id']}/complete"),
    ):  # fmt: skip
        answer = await service.client.request(method, path, headers=headers)
        assert _code(answer) == (401, "unauthenticated"), path


# Bad input

_BAD_BODIES = {
    "empty": b"",
    "no json": b"{",
    "array": b"[]",
    "null": b"null",
    "not utf-8": b'{"title": "\xff"}',
    "deep": b"[" * 100_000,
    "huge number": b'{"title": ' + b"9" * 6_000 + b"}",
    "nan": b'{"title": NaN}',
    "number as title": b'{"title": 1}',
    "null title": b'{"title": null}',
    "no title": b"{}",
    "empty title": b'{"title": ""}',
    "blank title": b'{"title": " \\u3000 "}',
    "invisible title": b'{"title": "\\u200b"}',
    "long title": b'{"title": "' + b"x" * 301 + b'"}',
    "title of two lines": b'{"title": "a\\nb"}',
    "nul in title": b'{"title": "a\\u0000b"}',
    "lone surrogate in title": b'{"title": "\\ud800"}',
    "lone surrogate as name": b'{"title": "x", "\\udfff": 1}',
    "long description": b'{"title": "x", "description": "' + b"x" * 10_001 + b'"}',
    "nul in description": b'{"title": "x", "description": "\\u0000"}',
    "lone surrogate in description": b'{"title": "x", "description": "\\udc00"}',
    "list as description": b'{"title": "x", "description": []}',
    "no jira key": b'{"title": "x", "jira_key": "x-1"}',
    "empty jira key": b'{"title": "x", "jira_key": ""}',
    "long jira key": b'{"title": "x", "jira_key": "AB-' + b"1" * 48 + b'"}',
    "assignee chosen": b'{"title": "x", "assignee_id": "01a1fb1c-2e5a-7404-9c33-0ecffe9f64ee"}',
    "status chosen": b'{"title": "x", "status": "done"}',
}


async def test_a_body_that_is_no_task_is_a_problem_of_the_caller(service: TasksService) -> None:
    headers = bearer(await service.hire(), "developer") | JSON | {"Idempotency-Key": "k"}
    for name, body in _BAD_BODIES.items():
        answer = await service.client.post("/tasks", content=body, headers=headers)
        assert _code(answer)[0] in (400, 422), name
    assert await _stored(service) == [0, 0, 0, 0]


async def test_what_is_not_sent_as_json_is_no_task(service: TasksService) -> None:
    person = bearer(await service.hire(), "developer")
    for kind in ("text/plain", "application/x-www-form-urlencoded", "text/csv"):
        headers = person | {"Content-Type": kind}
        answer = await service.client.post("/tasks", content=b'{"title": "x"}', headers=headers)
        assert _code(answer)[0] in (415, 422), kind
    assert await _stored(service) == [0, 0, 0, 0]


async def test_a_body_that_is_too_large(service: TasksService) -> None:
    headers = bearer(await service.hire(), "developer") | JSON
    body = b'{"title": "' + b"x" * 1_000_000 + b'"}'

    async def in_pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(body), 65_536):
            yield body[start : start + 65_536]

    for content in (body, in_pieces()):
        answer = await service.client.post("/tasks", content=content, headers=headers)
        assert _code(answer) == (413, "too-large")
    assert await _stored(service) == [0, 0, 0, 0]


def _cursor(*parts: int | str) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(parts)).decode()


_BAD_QUERIES = [
    "from=0000-00-00", "from=2026-02-30", "to=10000-01-01", "to=9999-12-31", "to=yesterday", "from=", "from=NaN",
    "limit=0", "limit=-1", "limit=501", "limit=x", "limit=99999999999999999999", "limit=1.5",
    "after=x", "after=W10=", "after=eyJhIjoxfQ==", "after=%ff%00", f"after={_cursor('x')}", f"after={_cursor(1)}",
    f"after={_cursor('a', 'b')}", f"after={'x' * 501}", f"sort=title&after={_cursor(str(uuid7()))}",
    f"sort=title&after={_cursor(chr(0), str(uuid7()))}", f"sort=title&after={_cursor('x', 'y')}",
    "sort=id", "sort=title;drop", "status=closed", "status=%00", "q=%00", "q=a%00b", "q=" + "x" * 301,
    "jira_key=x", "jira_key=AB-1%0A", "jira_key=AB-1%00", "jira_key=AB-" + "1" * 48,
]  # fmt: skip


@pytest.mark.parametrize("path", ["/tasks", "/tasks/mine"])
async def test_a_list_that_cannot_be_asked_for(service: TasksService, path: str) -> None:
    headers = bearer(await service.hire("manager"), "manager")
    for query in _BAD_QUERIES:
        answer = await service.client.get(f"{path}?{query}", headers=headers)
        assert _code(answer) == (422, "invalid"), query
    answer = await service.client.get("/tasks?assignee_id=me", headers=headers)
    assert _code(answer) == (422, "invalid")


async def test_odd_but_harmless_queries_are_answered(service: TasksService) -> None:
    headers = bearer(await service.hire("manager"), "manager")
    for query in ("q=%ff", "q=%ed%a0%80", "q=%F0%9F%98%80", "from=0001-01-01", "to=0001-01-01", "from=9999-12-31",
                  "to=9999-12-30", "from=2026-02-02&to=2026-02-01", f"after={_cursor(str(uuid7()))}", "surprise=1"):  # fmt: skip
        answer = await service.client.get(f"/tasks?{query}", headers=headers)
        assert answer.json() == {"items": [], "next": None}, query


async def test_ids_that_are_none(service: TasksService) -> None:
    headers = bearer(await service.hire(), "developer")
    for wrong in ("x", "%00", "1", "01a1fb1c-2e5a-7404-9c33-0ecffe9f64e", "%ed%a0%80", "9" * 400):
        for method, path in (("GET", ""), ("GET", "/log"), ("POST", "/complete")):
            answer = await service.client.request(method, f"/tasks/{wrong}{path}", headers=headers)
            assert _code(answer) == (422, "invalid"), (wrong, path)


async def test_an_import_that_cannot_be_asked_for(service: TasksService) -> None:
    headers = bearer(await service.hire(), "developer") | CSV
    answer = await service.client.post(
        "/tasks/import?dry_run=maybe", content=b"Summary\nx\n", headers=headers
    )
    assert _code(answer) == (422, "invalid")
    assert await _stored(service) == [0, 0, 0, 0]


async def test_idempotency_keys_are_bounded(service: TasksService) -> None:
    person = bearer(await service.hire(), "developer")
    for key in ("", "k" * 201):
        headers = person | {"Idempotency-Key": key}
        answer = await service.client.post("/tasks", json={"title": "x"}, headers=headers)
        assert _code(answer) == (422, "invalid")
    assert await _stored(service) == [0, 0, 0, 0]


async def test_unknown_paths_and_methods_are_problems_too(service: TasksService) -> None:
    headers = bearer(await service.hire(), "developer")
    assert _code(await service.client.get("/nowhere", headers=headers)) == (404, "not-found")
    deleted = await service.client.delete("/tasks", headers=headers)
    assert _code(deleted) == (405, "method-not-allowed")
