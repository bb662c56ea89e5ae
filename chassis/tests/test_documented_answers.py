"""What an app answers is what its document says, or a test that calls it fails."""

from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from ates_chassis.http.problems import RESPONSES
from ates_chassis.testing import calling


class Greeting(BaseModel):
    text: str
    times: int


def app() -> FastAPI:
    app = FastAPI(responses=RESPONSES)

    @app.get("/greetings/all", response_model=list[Greeting])
    async def greet_all() -> Response:
        return Response("hello", media_type="text/plain")

    @app.get("/greetings/{name}", response_model=Greeting)
    async def greet(name: str) -> Response:
        answers: dict[str, tuple[int, Any]] = {
            "right": (200, {"text": "hello", "times": 1}),
            "without": (200, {"text": "hello"}),
            "other-type": (200, {"text": "hello", "times": "once"}),
            "other-status": (202, {"text": "hello", "times": 1}),
        }
        status, body = answers[name]
        return JSONResponse(body, status)

    @app.delete("/greetings/{name}", status_code=204)
    async def stop(name: str) -> Response:
        return Response(name if name == "loud" else b"", 200 if name == "loud" else 204)

    @app.get("/health", include_in_schema=False)
    async def health() -> dict[str, bool]:
        return {"whatever": True}

    return app


async def answer(method: str, path: str) -> httpx.Response:
    async with calling(app()) as client:
        return await client.request(method, path)


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/greetings/right"), ("DELETE", "/greetings/quiet"), ("GET", "/health")],
)
async def test_what_is_documented_passes(method: str, path: str) -> None:
    assert (await answer(method, path)).is_success


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/greetings/without"),
        ("GET", "/greetings/other-type"),
        ("GET", "/greetings/other-status"),
        ("GET", "/greetings/all"),
        ("DELETE", "/greetings/loud"),
    ],
)
async def test_what_is_not_documented_fails_the_test(method: str, path: str) -> None:
    with pytest.raises(AssertionError, match="not documented"):
        await answer(method, path)
