"""What a body may take that never stands still: so long as it comes fast enough, and not for ever."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from serving.raw_connection import head, parts, refused
from serving.served_app import Served, served

ENDED_WITHIN_S = 4.0
MB = b"a" * 1_000_000
CHUNKED = head("POST /count", [("Transfer-Encoding", "chunked")]) + b"\r\n"
POST = head("POST /count", [("Content-Length", "5000000")]) + b"\r\n"
CLOSE = ("Connection", "close")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def hasty(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    """A server at which a body has to come fast from the first second on."""
    limits = {"body_timeout_s": "1", "body_rate_bytes_s": "1000000"}
    async with served(tmp_path_factory.mktemp("hasty"), **limits) as running:
        yield running


@pytest.mark.parametrize(
    ("sent", "piece"),
    [
        pytest.param(POST, b"a" * 600, id="of a length that was said"),
        pytest.param(CHUNKED, b"258\r\n" + b"a" * 600 + b"\r\n", id="in chunks"),
    ],
)
async def test_a_body_that_never_stands_still_has_an_end_all_the_same(
    hasty: Served, sent: bytes, piece: bytes
) -> None:
    async with hasty.connection() as connection:
        sending = asyncio.ensure_future(connection.send(sent, *[piece] * 400, every_s=0.1))
        refused(await connection.answer(), 408, "too-slow")
        sending.cancel()
        assert 1 <= connection.seconds < ENDED_WITHIN_S


async def test_the_time_of_a_body_is_that_of_its_client_alone_and_grows_with_its_size(
    hasty: Served,
) -> None:
    body = b"a" * 200_000
    sent = head("POST /count?wait_s=3", [("Content-Length", str(len(body))), CLOSE]) + b"\r\n"
    # The last byte comes when the app has begun to read at last.
    status, _, counted = parts(await hasty.answer_to(sent + body[1:], b"a", every_s=3.5))
    assert (status, counted["bytes"]) == (200, len(body))
    sent = head("POST /count", [("Content-Length", str(3 * len(MB))), CLOSE]) + b"\r\n"
    status, _, counted = parts(await hasty.answer_to(sent, *[MB[:100_000]] * 30, every_s=0.06))
    assert (status, counted["bytes"]) == (200, 3 * len(MB))
