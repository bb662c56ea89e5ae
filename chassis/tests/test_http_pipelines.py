"""Several requests on one connection, and bodies that nobody waits for: no answer goes to another request."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator

import psutil
import pytest
import pytest_asyncio
from http_server import CHUNKED, CLOSE, ENDED_WITHIN_S, HEAD_S, MB, POST
from serving.raw_connection import ServerAddress, head, parts, refused
from serving.served_app import Served, serving_here

from ates_chassis.testing import eventually


@pytest.mark.parametrize(
    "fields",
    [
        [("Content-Length", "5"), ("Transfer-Encoding", "chunked")],
        [("Content-Length", "5"), ("Content-Length", "6")],
        [("Transfer-Encoding", "xchunked")],
        [("X ", "a")],
    ],
)
async def test_a_request_that_could_be_read_in_two_ways_is_refused(
    server: Served, fields: list[tuple[str, str]]
) -> None:
    sent = head("POST /count", fields) + b"\r\n0\r\n\r\nGET /count HTTP/1.1\r\nHost: x\r\n\r\n"
    refused(await server.answer_to(sent), 400, "bad-request")


async def test_the_fields_of_a_trailer_are_no_headers(server: Served) -> None:
    sent = CHUNKED.replace(b"Host", b"Connection: close\r\nHost") + b"1\r\na\r\n0\r\n"
    _, _, body = parts(await server.answer_to(sent + b"Authorization: a\r\nCookie: a\r\n\r\n"))
    assert body["headers"] == ["connection", "host", "transfer-encoding"]


async def test_pipelined_requests_are_answered_in_order(server: Served) -> None:
    sizes = range(50)
    requests = (
        head("POST /count", [("Content-Length", str(size))]) + b"\r\n" + b"a" * size
        for size in sizes
    )
    last = head(fields=[CLOSE]) + b"\r\n"
    answer = await server.answer_to(b"".join(requests) + last)
    assert [int(size) for size in re.findall(rb'"bytes":(\d+)', answer)] == [*sizes, 0]


async def test_requests_that_are_sent_faster_than_answered_take_no_memory(server: Served) -> None:
    process = psutil.Process(server.pid)
    before = process.memory_info().rss
    await server.answer_to(*[(head() + b"\r\n") * 1_000] * 300)
    assert process.memory_info().rss - before < 50_000_000


@pytest.mark.parametrize(
    "sent",
    [b"\0\0\0\0", b"X" * 2_000_000, head() + b"X: " + MB],
    ids=["junk", "a word", "a header"],
)
async def test_a_refusal_is_never_written_into_another_answer(server: Served, sent: bytes) -> None:
    answer = await server.answer_to(head("GET /ticks") + b"\r\n", sent, every_s=0.3)
    assert answer.count(b"HTTP/1.1") == 1
    assert b"problem" not in answer


async def test_nobody_pays_with_an_answer_for_a_slow_next_request(server: Served) -> None:
    first = head(f"GET /count?wait_s={2 * HEAD_S}") + b"\r\n"
    answer = await server.answer_to(first + head())
    assert re.findall(rb"HTTP/1.1 (\d+)", answer) == [b"200", b"408"]


async def test_a_request_that_stands_still_is_no_unexpected_error(server: Served) -> None:
    refused(await server.answer_to(POST), 408, "too-slow")
    assert '"level":"error"' not in server.log()
    assert '"status":408' in server.log()


@pytest.mark.parametrize("body", [b"", b"a" * 5_000], ids=["no body", "with a body"])
async def test_whoever_offers_another_protocol_is_answered_in_this_one(
    server: Served, body: bytes
) -> None:
    offer = [("Connection", "Upgrade, HTTP2-Settings"), ("Upgrade", "h2c")]
    sent = head("POST /count", [*offer, ("Content-Length", str(len(body)))]) + b"\r\n" + body
    async with server.connection() as connection:
        await connection.send(sent)
        answer = await connection.reader.readuntil(b"}")
        assert answer.startswith(b"HTTP/1.1 200")


@pytest_asyncio.fixture(loop_scope="session")
async def impatient(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ServerAddress]:
    """For it a connection is idle after a second."""
    async with serving_here(monkeypatch, timeout_keep_alive=1) as listener:
        yield listener


async def test_connections_far_beyond_the_bound_are_ended_as_they_come(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with (
        serving_here(monkeypatch, limit_concurrency=10) as listener,
        contextlib.AsyncExitStack() as stack,
    ):
        opened = [await stack.enter_async_context(listener.connection()) for _ in range(150)]
        ends = [asyncio.ensure_future(each.answer()) for each in opened]

        async def ended() -> int:
            return sum(end.done() for end in ends)

        # Before any of the others is late.
        assert await eventually(ended, until=lambda count: count >= 40, timeout_s=8) == 40
        await asyncio.gather(*ends)


async def test_the_rest_of_a_body_that_was_answered_early_may_come_for_a_while_and_no_longer(
    impatient: ServerAddress,
) -> None:
    sent = head("POST /nowhere", [("Content-Length", "100000")]) + b"\r\n"
    async with impatient.connection() as connection:
        await connection.send(sent, b"a" * 99_999, every_s=0.2)
        await connection.send(b"a" + head("GET /count?wait_s=1.5", [CLOSE]) + b"\r\n")
        answers = await connection.answer()
        assert re.findall(rb"HTTP/1.1 (\d+)", answers) == [b"404", b"200"]
    async with impatient.connection() as connection:
        sending = asyncio.ensure_future(connection.send(sent, *[b"a" * 600] * 100, every_s=0.1))
        assert re.findall(rb"HTTP/1.1 (\d+)", await connection.answer()) == [b"404"]
        sending.cancel()
        assert connection.seconds < ENDED_WITHIN_S
