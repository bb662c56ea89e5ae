"""Whatever is sent to a route: a problem document says what is wrong with it, and nothing is stored."""

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio
from e2e.bad_input import CSV, FORM, JSON, SOMEBODY, VALID, bad_requests
from e2e.openapi import OPERATIONS, Operation
from e2e.staff import Hire, Staff

from ates_chassis.testing import eventually

NAMES = list(OPERATIONS)
MEMBERS = {"type", "title", "status", "detail", "code"}
TOO_BIG = 10_000_000


def problem_with(answer: httpx.Response) -> str | None:
    """What is wrong with an answer that must be a problem document; nothing where it is one."""
    if not 400 <= answer.status_code < 500:
        return f"answered {answer.status_code}: {answer.text[:200]}"
    if answer.headers.get("content-type") != "application/problem+json":
        return (
            f"{answer.status_code} with {answer.headers.get('content-type')}: {answer.text[:200]}"
        )
    document = answer.json()
    if not document.keys() >= MEMBERS or document["status"] != answer.status_code:
        return f"not a whole problem document: {answer.text[:200]}"
    if not all(document[member] for member in MEMBERS):
        return f"an empty member: {answer.text[:200]}"
    return None


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def target(staff: Staff) -> AsyncIterator[dict[str, str]]:
    """Somebody, and a task of theirs, for the parameters of paths."""
    person = await staff.hire("developer")
    task = await staff.task_of(person, author=person)
    [fee] = await eventually(lambda: staff.transfers_of(task["id"]))
    nothing = {
        name: str(uuid4())
        for name in (
            "payout_id",
            "file_id",
            "session_id",
            "correction_id",
            "notice_id",
            "token",
            "webhook_id",
            "delivery_id",
        )
    }
    yield nothing | {"user_id": person.id, "task_id": task["id"], "transfer_id": str(fee["id"])}
    await staff.dismiss(person.id)


def path_of(operation: Operation, target: dict[str, str], value: str | None = None) -> str:
    return operation.path.format(**{name: value or target[name] for name in target})


def test_every_route_with_a_body_has_an_example_to_spoil() -> None:
    assert {name for name in NAMES if OPERATIONS[name].fields} == VALID.keys()


@pytest.mark.parametrize("name", NAMES)
async def test_bad_input_is_refused_and_leaves_no_trace(
    name: str, api: httpx.AsyncClient, staff: Staff, target: dict[str, str]
) -> None:
    operation = OPERATIONS[name]
    bearer = (await staff.of("administrator")).headers if operation.is_guarded else {}
    before = await staff.quiet_contents()
    findings = []
    for bad in bad_requests(operation):
        path = path_of(operation, target, bad.path) + (f"?{bad.query}" if bad.query else "")
        content = bad.content and bad.content.replace(SOMEBODY.encode(), target["user_id"].encode())
        headers = {name.encode(): text.encode() for name, text in (bearer | bad.headers).items()}
        answer = await api.request(operation.method, path, headers=headers, content=content)
        if problem := problem_with(answer):
            findings.append(f"{bad.name}: {problem}")
        if not operation.is_guarded:
            await staff.forget_attempts()
    assert findings == []
    assert await staff.contents() == before


async def in_pieces(size: int) -> AsyncIterator[bytes]:
    for _ in range(size // 100_000):
        yield b"x" * 100_000


@pytest.mark.parametrize("length", ["announced", "unannounced"])
@pytest.mark.parametrize("name", NAMES)
async def test_a_body_of_ten_megabytes_is_too_large(
    name: str, length: str, api: httpx.AsyncClient, staff: Staff, target: dict[str, str]
) -> None:
    operation = OPERATIONS[name]
    bearer = (await staff.of("administrator")).headers
    content = b"x" * TOO_BIG if length == "announced" else in_pieces(TOO_BIG)
    types = {"text/csv": CSV, "application/json": JSON, "application/x-www-form-urlencoded": FORM}
    headers = bearer | types.get(operation.media_type or "", {})
    answer = await api.request(
        operation.method, path_of(operation, target), headers=headers, content=content
    )
    assert answer.status_code == 413, answer.text
    assert problem_with(answer) is None


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/tasks/", 404),
        ("GET", "//tasks", 404),
        ("GET", "/%2e%2e/health/live", 404),
        ("DELETE", "/tasks", 405),
        ("PATCH", "/users/me", 405),
        ("OPTIONS", "/tasks", 405),
    ],
)
async def test_what_is_no_route_is_a_problem_document_too(
    method: str, path: str, status: int, api: httpx.AsyncClient, staff: Staff
) -> None:
    url = f"{staff.company.web_url}/api/v1{path}"
    answer = await api.request(method, url, headers=(await staff.of("administrator")).headers)
    assert answer.status_code == status, answer.text
    assert problem_with(answer) is None


@pytest.mark.parametrize(
    ("path", "status"), [("/sign-in", 200), ("/api/v1/users/me", 200), ("/api/v1/nothing", 404)]
)
async def test_head_is_answered_like_get_but_for_the_body(
    path: str, status: int, api: httpx.AsyncClient, staff: Staff
) -> None:
    headers = (await staff.of("developer")).headers
    answer = await api.head(f"{staff.company.web_url}{path}", headers=headers)
    assert (answer.status_code, answer.content) == (status, b"")
    assert int(answer.headers["content-length"]) > 0


async def test_the_edges_of_time_are_periods_like_others(
    api: httpx.AsyncClient, staff: Staff
) -> None:
    headers = (await staff.of("administrator")).headers
    edges = ("0001-01-01", "1970-01-01", "2026-02-28", "9999-12-30", "9999-12-31")
    listings = [
        each.path
        for each in OPERATIONS.values()
        if {"from", "to"} <= {parameter["name"] for parameter in each.parameters}
    ]
    queries = [
        api.get(path, headers=headers, params={"from": first, "to": last})
        for path in listings
        for first in edges
        for last in edges
    ]
    answers = await asyncio.gather(*queries)
    assert [each.url for each in answers if each.status_code not in {200, 422}] == []


async def test_a_search_for_signs_of_the_query_language_finds_them_and_nothing_else(
    api: httpx.AsyncClient, staff: Staff, hire: Hire
) -> None:
    author = await hire()
    for title in ("100% sure", "under_score", "back\\slash", "quote ' and \"", "плюс ＋ עברית"):
        await api.post("/tasks", headers=author.headers, json={"title": title})
        headers = (await staff.of("administrator")).headers
        tasks = (await api.get("/tasks", headers=headers, params={"q": title})).json()["items"]
        assert {task["title"] for task in tasks} == {title}
    signs = await api.get("/tasks", headers=headers, params={"q": "%_%"})
    assert signs.json()["items"] == []
