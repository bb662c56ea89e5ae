"""What one connection may cost a served process: heads, bodies and answers have bounds in bytes and in time."""

import asyncio

import pytest
from http_server import CHUNKED, CLOSE, ENDED_WITHIN_S, HEAD_S, MB, POST, STALL_S, UNREAD_S
from serving.raw_connection import head, parts, refused
from serving.served_app import LARGE_BYTES, Served


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param([head(fields=[("X", "a" * 33_000)]) + b"\r\n"], id="one header of 33 KB"),
        pytest.param(
            [head(fields=[(f"X-{n}", "a" * 90) for n in range(400)]) + b"\r\n"],
            id="400 small headers",
        ),
        pytest.param([head() + b"X: " + MB + b"\r\n\r\n"], id="one header of 1 MB"),
        pytest.param([head() + b"X: ", *[MB] * 32], id="a header without an end"),
        pytest.param([head(), *[b"X: a\r\n" * 10_000] * 100], id="headers without an end"),
        pytest.param([b"\r\n" * 500_000] * 4, id="blank lines without an end"),
        pytest.param([CHUNKED + b"5;", *[MB] * 8], id="a chunk extension without an end"),
        pytest.param(
            [CHUNKED, *[(b"1;" + b"e" * 4_000 + b"\r\na\r\n") * 16] * 100],
            id="an extension with each byte",
        ),
        pytest.param(
            [CHUNKED + b"1\r\na\r\n0\r\n", *[b"T: " + MB + b"\r\n"] * 8],
            id="a trailer without an end",
        ),
    ],
)
async def test_more_than_32_kb_beside_the_body_are_refused_with_431(
    server: Served, sent: list[bytes]
) -> None:
    refused(await server.answer_to(*sent), 431, "headers-too-large")


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param([head("GET /count?" + "a" * 33_000) + b"\r\n"], id="33 KB"),
        pytest.param([b"GET /", *[MB] * 8], id="without an end"),
    ],
)
async def test_an_address_of_more_than_32_kb_is_refused_with_414(
    server: Served, sent: list[bytes]
) -> None:
    refused(await server.answer_to(*sent), 414, "address-too-long")


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param([("X", "a" * 32_000)], id="one large header"),
        pytest.param([(f"X-{n}", "a" * 20) for n in range(900)], id="900 headers"),
        pytest.param(
            [("Cookie", "; ".join(f"c{n}={'a' * 3_900}" for n in range(8)))],
            id="8 cookies of 3.9 KB",
        ),
    ],
)
async def test_headers_up_to_32_kb_pass(server: Served, fields: list[tuple[str, str]]) -> None:
    status, _, body = parts(await server.answer_to(head(fields=[*fields, CLOSE]) + b"\r\n"))
    assert status == 200
    assert len(body["headers"]) == len(fields) + 2


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param([], id="nothing"),
        pytest.param([b"GET /count HT"], id="half a request line"),
        pytest.param([head() + b"X: "], id="half a header"),
        pytest.param([head(), *[b"X: a\r\n"] * 100], id="a header now and then"),
        pytest.param([b"\r\n"] * 100, id="blank lines"),
        pytest.param([POST], id="no body"),
        pytest.param([POST, *[b"a"] * 100], id="a byte of the body now and then"),
        pytest.param([CHUNKED + b"5\r\nab"], id="half a chunk"),
        pytest.param([CHUNKED, *[b"1\r\na\r\n"] * 100], id="chunks of a byte now and then"),
        pytest.param([CHUNKED + b"1\r\na\r\n0\r\n", *[b"T: a\r\n"] * 100], id="a slow trailer"),
    ],
)
async def test_heads_that_are_late_and_bodies_that_stand_still_are_refused_with_408(
    server: Served, sent: list[bytes]
) -> None:
    async with server.connection() as connection:
        sending = asyncio.ensure_future(connection.send(*sent, every_s=0.1))
        refused(await connection.answer(), 408, "too-slow")
        sending.cancel()
        assert HEAD_S <= connection.seconds < ENDED_WITHIN_S


async def test_a_later_request_of_a_connection_has_the_same_time_as_the_first(
    server: Served,
) -> None:
    async with server.connection() as connection:
        await connection.send(head() + b"\r\n")
        assert (await connection.reader.readuntil(b"}")).startswith(b"HTTP/1.1 200")
        await asyncio.sleep(HEAD_S * 1.5)
        await connection.send(head())
        refused(await connection.answer(), 408, "too-slow")


async def test_whoever_is_told_to_go_on_and_does_not_is_refused(server: Served) -> None:
    sent = head("POST /count", [("Content-Length", "5"), ("Expect", "100-continue")]) + b"\r\n"
    answer = await server.answer_to(sent)
    go_on = b"HTTP/1.1 100 Continue\r\n\r\n"
    assert answer.startswith(go_on)
    refused(answer.removeprefix(go_on), 408, "too-slow")


async def test_an_upload_that_is_slow_but_steady_passes(server: Served) -> None:
    pieces = [b"a" * 600] * 12
    size = ("Content-Length", str(len(b"".join(pieces))))
    sent = head("POST /count", [size, CLOSE]) + b"\r\n"
    status, _, body = parts(await server.answer_to(sent, *pieces, every_s=STALL_S / 4))
    assert (status, body["bytes"]) == (200, 7_200)


async def test_a_large_body_passes_in_one_piece_and_in_chunks_of_a_byte(server: Served) -> None:
    sent = head("POST /count", [("Content-Length", "10000000"), CLOSE]) + b"\r\n"
    status, _, body = parts(await server.answer_to(sent, *[MB] * 10))
    assert (status, body["bytes"]) == (200, 10_000_000)
    sent = CHUNKED.replace(b"Host", b"Connection: close\r\nHost")
    status, _, body = parts(await server.answer_to(sent, b"1\r\na\r\n" * 100_000, b"0\r\n\r\n"))
    assert (status, body["bytes"]) == (200, 100_000)


@pytest.mark.parametrize("body", [b"", b"a" * 500_000], ids=["no body", "a body that waits"])
async def test_a_client_does_not_pay_for_an_app_that_takes_its_time(
    server: Served, body: bytes
) -> None:
    line = f"POST /count?wait_s={3 * STALL_S}"
    sent = head(line, [("Content-Length", str(len(body))), CLOSE]) + b"\r\n"
    status, _, counted = parts(await server.answer_to(sent + body))
    assert (status, counted["bytes"]) == (200, len(body))


async def test_a_stream_is_not_cut(server: Served) -> None:
    async with server.connection() as connection:
        await connection.send(head("GET /ticks") + b"\r\n")
        async with asyncio.timeout(10 * STALL_S):
            for _ in range(40):
                await connection.reader.readuntil(b"data: tick\n\n")
        assert connection.seconds > 3 * STALL_S


async def test_an_answer_that_nobody_reads_is_given_up_and_one_that_is_read_slowly_is_not(
    server: Served,
) -> None:
    async with server.connection(buffer=1_000) as unread, server.connection(buffer=1_000) as slow:
        await unread.send(head("GET /large") + b"\r\n")
        await slow.send(head("GET /large", [CLOSE]) + b"\r\n")
        size = 0
        while piece := await slow.reader.read(4_000_000):
            size += len(piece)
            await asyncio.sleep(0.015)
        assert slow.seconds > 2 * UNREAD_S
        assert size > LARGE_BYTES
        assert len(await unread.answer()) < LARGE_BYTES
