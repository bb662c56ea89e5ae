"""Whatever happens, the answer is a problem document with the trace id under which the logs tell more."""

import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

import httpx
import pytest
from fastapi import APIRouter, Body, Depends, Request
from pydantic import BaseModel

from ates_chassis.database.provisioning import DatabaseUrls
from ates_chassis.http.access import Caller, Keys, Verifier
from ates_chassis.http.app import create_service, may
from ates_chassis.settings import ServiceSettings
from ates_chassis.shared.errors import TooManyError
from ates_chassis.testing import AppClient, bearer, calling, eventually, hire, keys_of_test
from support.postgres_server import PostgresServer

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
LIMIT = 2_000
JSON = {"Content-Type": "application/json"}


class Thing(BaseModel):
    n: int


def router() -> APIRouter:
    routes = APIRouter()

    @routes.post("/things")
    async def make(thing: Thing) -> Thing:
        return thing

    @routes.post("/raw")
    async def raw(request: Request) -> int:
        return len(await request.body())

    @routes.post("/large")
    async def large(body: Annotated[bytes, Body(media_type="text/csv")]) -> int:
        return len(body)

    @routes.get("/mine")
    async def mine(caller: Annotated[Caller, Depends(may("developer", "manager"))]) -> str:
        return caller.role

    @routes.get("/broken")
    async def broken() -> None:
        raise ZeroDivisionError("secret of the inside")

    @routes.get("/lost-file")
    async def lost_file() -> None:
        raise FileNotFoundError(2, "no such file", "/does/not/exist")

    @routes.get("/busy")
    async def busy() -> None:
        raise TooManyError("slowly", retry_after_s=7)

    return routes


@pytest.fixture
async def client(tasks_urls: DatabaseUrls, schemas: Path) -> AsyncIterator[AppClient]:
    settings = ServiceSettings(
        database_url=tasks_urls.app,
        jwks_url="http://auth",
        port=1,
        schemas_dir=schemas,
        body_limit_bytes=LIMIT,
    )
    app = create_service(settings, name="tasks", router=router(), body_limits={"/large": 5_000})
    app.state.verifier = Verifier(audience="ates.tasks", keys=keys_of_test())
    async with calling(app) as client:
        yield client


def is_problem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert (problem["status"], problem["code"]) == (status, code)
    assert {"type", "title", "detail", "instance"} <= set(problem)
    return problem


async def test_an_unknown_route_is_not_found(client: AppClient) -> None:
    is_problem(await client.get("/nowhere"), 404, "not-found")


async def test_another_method_is_not_allowed(client: AppClient) -> None:
    answer = await client.delete("/things")
    is_problem(answer, 405, "method-not-allowed")
    assert answer.headers["allow"] == "POST"


@pytest.mark.parametrize("body", [b"{", b'{"n": 1', b'{"n": "x"}', b"[]", b"null", b""])
async def test_a_body_that_is_not_what_is_expected_is_invalid(
    client: AppClient, body: bytes
) -> None:
    answer = await client.post("/things", content=body, headers=JSON)
    problem = is_problem(answer, 422, "invalid")
    assert problem["errors"][0]["reason"]


async def test_a_body_that_is_no_text_is_a_bad_request(client: AppClient) -> None:
    answer = await client.post("/things", content=b"\xff", headers=JSON)
    is_problem(answer, 400, "bad-request")


async def chunks(size: int) -> AsyncIterator[bytes]:
    for _ in range(size // 100):
        yield b"x" * 100


@pytest.mark.parametrize("path", ["/things", "/raw"])
@pytest.mark.parametrize("streamed", [False, True], ids=["with-length", "without-length"])
async def test_a_body_that_is_too_large_is_refused(
    client: AppClient, path: str, streamed: bool
) -> None:
    content = chunks(LIMIT * 2) if streamed else b"x" * LIMIT * 2
    answer = await client.post(path, content=content, headers=JSON)
    is_problem(answer, 413, "too-large")


async def test_a_body_of_exactly_the_limit_passes(client: AppClient) -> None:
    assert (await client.post("/raw", content=b"x" * LIMIT)).json() == LIMIT


async def test_a_path_may_have_a_limit_of_its_own(client: AppClient) -> None:
    headers = {"Content-Type": "text/csv"}
    assert (await client.post("/large", content=b"x" * 5_000, headers=headers)).json() == 5_000
    answer = await client.post("/large", content=b"x" * 5_001, headers=headers)
    is_problem(answer, 413, "too-large")


async def test_an_unexpected_error_is_logged_once_with_the_trace_of_the_answer(
    client: AppClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        answer = await client.get("/broken", headers={"traceparent": PARENT})
    problem = is_problem(answer, 500, "unexpected")
    assert problem["instance"] == f"urn:ates:trace:{PARENT[3:35]}"
    assert "secret" not in answer.text
    [record] = [each for each in caplog.records if each.exc_info]
    assert record.exc_info is not None
    assert isinstance(record.exc_info[1], ZeroDivisionError)


async def test_a_missing_file_is_an_error_and_no_outage(client: AppClient) -> None:
    is_problem(await client.get("/lost-file"), 500, "unexpected")


async def test_who_comes_too_often_is_told_when_to_come_again(client: AppClient) -> None:
    answer = await client.get("/busy")
    is_problem(answer, 429, "too-many-requests")
    assert answer.headers["retry-after"] == "7"


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Basic eDp5"}, {"Authorization": "x"}])
async def test_without_a_token_one_is_asked_to_sign_in(
    client: AppClient, headers: dict[str, str]
) -> None:
    answer = await client.get("/mine", headers=headers)
    is_problem(answer, 401, "unauthenticated")
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_a_role_without_the_right_is_forbidden(client: AppClient) -> None:
    answer = await client.get("/mine", headers=bearer(uuid4(), "other"))
    is_problem(answer, 403, "forbidden")


async def test_a_change_of_role_counts_at_once(client: AppClient) -> None:
    user = await hire(client.app.state.db, "manager", version=2)
    assert (await client.get("/mine", headers=bearer(user, "other"))).json() == "manager"


async def test_somebody_deactivated_is_out_at_once(client: AppClient) -> None:
    user = await hire(client.app.state.db, "manager", active=False, version=2)
    answer = await client.get("/mine", headers=bearer(user, "manager"))
    is_problem(answer, 401, "unauthenticated")


async def test_while_auth_was_never_reached_the_answer_is_try_again(client: AppClient) -> None:
    refused = httpx.MockTransport(lambda _: httpx.Response(502))
    keys = Keys("http://auth", httpx.AsyncClient(transport=refused))
    client.app.state.verifier = Verifier(audience="ates.tasks", keys=keys)
    answer = await client.get("/mine", headers=bearer(uuid4(), "developer"))
    is_problem(answer, 503, "unavailable")
    assert int(answer.headers["retry-after"]) > 0


async def test_while_the_database_is_down_the_answer_is_try_again(
    client: AppClient, postgres: PostgresServer
) -> None:
    headers = bearer(uuid4(), "developer")
    assert (await client.get("/mine", headers=headers)).status_code == 200
    await postgres.process.stop()
    try:
        is_problem(await client.get("/mine", headers=headers), 503, "unavailable")
        assert (await client.get("/health/ready")).status_code == 503
        assert (await client.get("/health/live")).status_code == 200
    finally:
        await postgres.process.start()

    async def status() -> int:
        return (await client.get("/mine", headers=headers)).status_code

    await eventually(status, until=lambda seen: seen == 200)


async def test_a_request_leaves_one_log_line_with_its_route_and_not_its_path(
    client: AppClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="ates_chassis.http.app"):
        await client.get("/nowhere/secret")
        await client.get("/health/live")
    [record] = [each for each in caplog.records if each.getMessage() == "request"]
    assert (vars(record)["route"], vars(record)["status"]) == ("unmatched", 404)
    assert "secret" not in json.dumps(vars(record), default=str)


async def test_metrics_count_requests_by_route(client: AppClient) -> None:
    await client.post("/things", json={"n": 1})
    metrics_text = (await client.get("/metrics")).text
    assert (
        'ates_http_request_seconds_count{method="POST",route="/things",status="200"}'
        in metrics_text
    )
