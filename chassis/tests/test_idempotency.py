"""The idempotency key: one effect, one answer, on a real database."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

import httpx
import pytest
from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel
from sqlalchemy import text

from ates_chassis.database.provisioning import DatabaseUrls
from ates_chassis.http.access import Caller, Verifier
from ates_chassis.http.app import create_service, may
from ates_chassis.http.idempotency import WithIdempotency
from ates_chassis.settings import ServiceSettings
from ates_chassis.shared.errors import ConflictError
from ates_chassis.testing import AppClient, bearer, calling, keys_of_test


class MadeThing(BaseModel):
    n: int


def router() -> APIRouter:
    routes = APIRouter()
    made: list[int] = []

    @routes.post("/things", status_code=201, response_model=MadeThing)
    async def make_thing(idempotency: WithIdempotency, thing: MadeThing) -> Response:
        async with idempotency.begin(None) as tx:
            if thing.n < 0:
                raise ConflictError("less than nothing")
            made.append(thing.n)
            return await idempotency.answer(tx, 201, MadeThing(n=len(made)))

    @routes.post("/own", status_code=201, response_model=MadeThing)
    async def make_own(
        idempotency: WithIdempotency, caller: Annotated[Caller, Depends(may("other"))]
    ) -> Response:
        async with idempotency.begin(caller.id) as tx:
            made.append(0)
            return await idempotency.answer(tx, 201, MadeThing(n=len(made)))

    @routes.post("/forgotten")
    async def forget_to_answer(idempotency: WithIdempotency, thing: MadeThing) -> MadeThing:
        async with idempotency.begin(None):
            return thing

    return routes


@pytest.fixture
async def client(tasks_urls: DatabaseUrls, schemas: Path) -> AsyncIterator[AppClient]:
    settings = ServiceSettings(
        database_url=tasks_urls.app, jwks_url="http://auth", port=1, schemas_dir=schemas
    )
    app = create_service(settings, name="tasks", router=router())
    app.state.verifier = Verifier(audience="ates.tasks", keys=keys_of_test())
    async with calling(app) as client:
        yield client


def post(
    client: AppClient, n: int, key: str | None, path: str = "/things", **more: dict[str, str]
) -> Coroutine[Any, Any, httpx.Response]:
    headers = {"Idempotency-Key": key} if key is not None else {}
    return client.post(path, json={"n": n}, headers=headers | more.get("headers", {}))


async def keys(client: AppClient) -> int:
    async with client.app.state.db.transaction() as tx:
        return int(await tx.scalar(text("SELECT count(*) FROM idempotency_keys")))


async def test_without_a_key_every_request_has_its_effect(client: AppClient) -> None:
    answers = [await post(client, 1, None) for _ in range(2)]
    assert [answer.json()["n"] for answer in answers] == [1, 2]
    assert await keys(client) == 0


async def test_the_same_key_and_body_get_the_first_answer_again(client: AppClient) -> None:
    answers = [await post(client, 1, "k") for _ in range(3)]
    assert {(answer.status_code, answer.text) for answer in answers} == {(201, '{"n":1}')}


async def test_the_same_key_with_another_body_or_path_is_refused(client: AppClient) -> None:
    await post(client, 1, "k")
    for answer in (await post(client, 2, "k"), await post(client, 1, "k", "/things?x=1")):
        assert (answer.status_code, answer.json()["code"]) == (422, "idempotency-key-reused")


async def test_requests_at_the_same_time_have_one_effect(client: AppClient) -> None:
    answers = await asyncio.gather(*(post(client, 1, "k") for _ in range(20)))
    assert {(answer.status_code, answer.text) for answer in answers} == {(201, '{"n":1}')}


async def test_a_refused_request_leaves_its_key_free(client: AppClient) -> None:
    assert (await post(client, -1, "k")).status_code == 409
    assert await keys(client) == 0
    assert (await post(client, 1, "k")).status_code == 201


async def test_a_key_belongs_to_its_sender(client: AppClient) -> None:
    headers = [bearer(uuid4(), "other") for _ in range(2)]
    answers = [await post(client, 1, "k", "/own", headers=each) for each in headers]
    assert [answer.json()["n"] for answer in answers] == [1, 2]


async def test_neither_key_nor_body_is_stored_in_clear(client: AppClient) -> None:
    await post(client, 123456, "secret-key")
    async with client.app.state.db.transaction() as tx:
        stored = str((await tx.execute(text("SELECT key, request FROM idempotency_keys"))).all())
    assert "secret-key" not in stored
    assert "123456" not in stored


@pytest.mark.parametrize("key", ["", "x" * 201])
async def test_a_key_is_bounded(client: AppClient, key: str) -> None:
    assert (await post(client, 1, key)).status_code == 422


async def test_a_route_that_forgets_to_store_its_answer_fails_and_leaves_its_key_free(
    client: AppClient,
) -> None:
    assert (await post(client, 1, "k", "/forgotten")).status_code == 500
    assert await keys(client) == 0
    assert (await post(client, 1, None, "/forgotten")).status_code == 200
