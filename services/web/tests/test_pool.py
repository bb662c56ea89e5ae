"""The connections to the services, with a service that does on real sockets what services do on a bad day."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest
from upstream_service import Act, UpstreamService, answering, running

from ates_web.clients import upstream
from ates_web.clients.pool import (
    ConnectionPool,
    NoResponseError,
    ResponseTooLargeError,
    UpstreamResponse,
)
from ates_web.clients.upstream import (
    ServiceDownError,
    ServiceRefusedError,
    Upstream,
    UpstreamCaller,
)


@pytest.fixture
async def pool() -> AsyncIterator[ConnectionPool]:
    pool = ConnectionPool(connections_max=2)
    yield pool
    await pool.close()


async def ask(
    pool: ConnectionPool, url: str, method: str = "GET", **kwargs: Any
) -> UpstreamResponse:
    arguments: dict[str, Any] = {
        "headers": {},
        "body": b"",
        "timeout_s": 5.0,
        "limit": 1_000,
    } | kwargs
    return await pool.exchange(method, url, **arguments)


async def kindly(_number: int, writer: asyncio.StreamWriter) -> bool:
    writer.write(answering(b"hello", headers="X-Kind: very\r\nSet-Cookie: a=b\r\n"))
    return True


async def test_one_connection_serves_one_exchange_after_the_other(pool: ConnectionPool) -> None:
    async with running(kindly) as service:
        for _ in range(3):
            answer = await ask(pool, f"{service.url}/a/%D0%B1?q=%2B%26")
        assert (answer.status, answer.body, answer.headers["x-kind"]) == (200, b"hello", "very")
        assert service.connections == 1
        assert {request.split(b"\r\n")[0] for request in service.requests} == {
            b"GET /a/%D0%B1?q=%2B%26 HTTP/1.1"
        }


async def test_nothing_is_sent_but_what_was_given(pool: ConnectionPool) -> None:
    async with running(kindly) as service:
        await ask(pool, service.url, headers={"Accept": "*/*", "Accept-Encoding": "identity"})
        await ask(pool, service.url, "POST", headers={"Accept": "*/*"}, body=b"x")
        names = [
            {line.split(b":")[0] for line in request.split(b"\r\n\r\n")[0].split(b"\r\n")[1:]}
            for request in service.requests
        ]
        assert names[0] == {b"Host", b"Accept", b"Accept-Encoding"}, "a cookie is not kept either"
        assert names[1] - {b"Accept-Encoding"} == {b"Host", b"Accept", b"Content-Length"}


async def test_a_redirect_is_an_answer_like_others(pool: ConnectionPool) -> None:
    async def elsewhere(_number: int, writer: asyncio.StreamWriter) -> bool:
        writer.write(answering(status="302 Found", headers="Location: http://elsewhere/\r\n"))
        return True

    async with running(elsewhere) as service:
        assert (await ask(pool, service.url)).status == 302
        assert len(service.requests) == 1


async def _closes_from_the_second_on(number: int, writer: asyncio.StreamWriter) -> bool:
    """As a service that ends idle connections does, just when one of them is taken."""
    if number in {2, 4}:
        return False
    writer.write(answering())
    return True


async def test_a_stale_connection_is_tried_once_more_for_what_changes_nothing_twice(
    pool: ConnectionPool,
) -> None:
    async with running(_closes_from_the_second_on) as service:
        await ask(pool, service.url)
        assert (await ask(pool, service.url)).status == 200
        with pytest.raises(NoResponseError):
            await ask(pool, service.url, "POST")
        methods = [request.split(b" ")[0] for request in service.requests]
        assert methods == [b"GET", b"GET", b"GET", b"POST"]


async def test_what_has_its_effect_once_is_sent_again_where_the_service_hung_up(
    pool: ConnectionPool,
) -> None:
    async with running(_closes_from_the_second_on) as service:
        await ask(pool, service.url)
        key = {"idempotency-key": "one"}
        assert (await ask(pool, service.url, "POST", headers=key, body=b"x")).status == 200
        first, second = service.requests[1:]
        assert first == second
        assert second.endswith(b"\r\n\r\nx")


async def test_a_connection_that_was_reset_is_one_that_was_hung_up(pool: ConnectionPool) -> None:
    async def resets(number: int, writer: asyncio.StreamWriter) -> bool:
        if number == 1:
            at_once = struct.pack("ii", 1, 0)
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
            return False
        writer.write(answering())
        return True

    async with running(resets) as service:
        key = {"Idempotency-Key": "one"}
        assert (await ask(pool, service.url, "POST", headers=key)).status == 200
        assert len(service.requests) == 2


async def test_it_is_sent_again_once(pool: ConnectionPool) -> None:
    async def hangs_up(_number: int, _writer: asyncio.StreamWriter) -> bool:
        return False

    async with running(hangs_up) as service:
        with pytest.raises(NoResponseError):
            await ask(pool, service.url, "POST", headers={"Idempotency-Key": "one"})
        assert len(service.requests) == 2


HALF = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf"


@pytest.mark.parametrize(
    ("written", "reused", "timed_out"),
    [
        pytest.param(b"", True, True, id="silence"),
        pytest.param(HALF, True, True, id="half of it, and then silence"),
        pytest.param(HALF, False, False, id="half of it, and then the end"),
        pytest.param(b"220 mail.example.com ESMTP\r\n", False, False, id="not HTTP"),
    ],
)
async def test_what_is_not_a_whole_answer_in_time_is_none(
    pool: ConnectionPool, written: bytes, reused: bool, timed_out: bool
) -> None:
    async def act(_number: int, writer: asyncio.StreamWriter) -> bool:
        writer.write(written)
        return reused

    async with running(act) as service:
        with pytest.raises(NoResponseError) as caught:
            await ask(pool, service.url, timeout_s=0.2 if timed_out else 5.0)
        assert caught.value.timed_out == timed_out


async def test_a_port_that_nobody_listens_on_is_no_answer(pool: ConnectionPool) -> None:
    async with running(kindly) as service:
        gone = service.url
    with pytest.raises(NoResponseError) as caught:
        await ask(pool, gone)
    assert not caught.value.timed_out


@pytest.mark.parametrize("length", ["Content-Length: 1001", "Transfer-Encoding: chunked"])
async def test_an_answer_is_read_up_to_the_limit(pool: ConnectionPool, length: str) -> None:
    async def talkative(_number: int, writer: asyncio.StreamWriter) -> bool:
        body = b"x" * 1_001 if "Length" in length else b"3e9\r\n" + b"x" * 1_001 + b"\r\n0\r\n\r\n"
        writer.write(f"HTTP/1.1 200 OK\r\n{length}\r\n\r\n".encode() + body)
        return True

    async with running(talkative) as service:
        with pytest.raises(ResponseTooLargeError):
            await ask(pool, service.url)


async def test_no_more_connections_than_allowed_are_open_at_once(pool: ConnectionPool) -> None:
    waiting = asyncio.Event()

    async def slowly(number: int, writer: asyncio.StreamWriter) -> bool:
        if number >= 2:
            waiting.set()
        await waiting.wait()
        writer.write(answering())
        return True

    async with running(slowly) as service:
        await asyncio.gather(*(ask(pool, service.url) for _ in range(6)))
        assert service.connections == 2


@asynccontextmanager
async def _service_of_web(act: Act) -> AsyncIterator[tuple[UpstreamService, Upstream]]:
    async with AsyncExitStack() as stack:
        service = await stack.enter_async_context(running(act))
        pool = ConnectionPool(connections_max=2)
        stack.push_async_callback(pool.close)
        yield service, Upstream(
            pool, name="tasks", base_url=service.url, answer_limit=1_000, timeout_s=5, slow_timeout_s=5
        )  # fmt: skip


async def test_what_a_caller_sends_reaches_the_service_as_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Bytes outside of ASCII come as Latin-1 out of a request; those that are no UTF-8 are spelled out."""
    monkeypatch.setattr(upstream, "traceparent", lambda: None)
    async with _service_of_web(kindly) as (service, tasks):
        caller = UpstreamCaller("token", "10.0.0.1", "Bröwser".encode().decode("latin-1"))
        await tasks.call(caller, "GET", "/tasks/a b", query=[("q", "птица & +"), ("q", "2")])
        await tasks.call(
            UpstreamCaller(None, None, "\xff"),
            "POST",
            "/tasks",
            json={"title": "птица", "points": 2**70},
            key="k",
        )
        await tasks.call(
            UpstreamCaller(None, None), "POST", "/token", form={"a": "1&2", "b": "ü"}, key="k"
        )
    requests, filed, signed = service.requests
    assert requests.startswith(
        b"GET /tasks/a%20b?q=%D0%BF%D1%82%D0%B8%D1%86%D0%B0+%26+%2B&q=2 HTTP/1.1\r\n"
    )
    assert b"\r\nAuthorization: Bearer token\r\nX-Client-Browser" not in requests
    assert "\r\nX-Client-Browser: Bröwser\r\n".encode() in requests
    assert b"\r\nX-Client-Browser: \\xff\r\n" in filed
    assert b"\r\nContent-Type: application/json\r\n" in filed
    assert filed.endswith('\r\n\r\n{"title": "птица", "points": 1180591620717411303424}'.encode())
    assert b"\r\nContent-Type: application/x-www-form-urlencoded\r\n" in signed
    assert signed.endswith(b"\r\n\r\na=1%262&b=%C3%BC")


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (answering(b'{"status":409,"detail":"no"}', status="409 Conflict"), ServiceRefusedError),
        (answering(b"<html>", status="404 Not Found"), ServiceRefusedError),
        (answering(b"x", status="500 Internal Server Error"), ServiceDownError),
        (answering(b"x" * 1_001), ServiceDownError),
        (b"nonsense", ServiceDownError),
    ],
)
async def test_what_else_can_come_of_a_call(
    answer: bytes, outcome: type[ServiceDownError] | type[ServiceRefusedError]
) -> None:
    async def act(_number: int, writer: asyncio.StreamWriter) -> bool:
        writer.write(answer)
        return False

    async with _service_of_web(act) as (_service, tasks):
        with pytest.raises(outcome):
            await tasks.call(UpstreamCaller(None, None), "POST", "/tasks", json={})
