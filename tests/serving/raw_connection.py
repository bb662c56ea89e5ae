"""Raw connections to a port, over which a test sends whatever it likes, and what may be said of the answers."""

import asyncio
import json
import re
import time
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any


@dataclass
class Connection:
    reader: StreamReader
    writer: StreamWriter
    opened: float

    async def send(self, *pieces: bytes, every_s: float = 0) -> None:
        """As far as the other side takes it."""
        with suppress(OSError):
            for piece in pieces:
                self.writer.write(piece)
                await self.writer.drain()
                await asyncio.sleep(every_s)

    async def answer(self, within_s: float = 15) -> bytes:
        """All that comes until the other side ends the connection."""
        got = b""
        async with asyncio.timeout(within_s):
            with suppress(ConnectionError):
                while piece := await self.reader.read(65_536):
                    got += piece
        return got

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.opened


@dataclass
class ServerAddress:
    host: str
    port: int

    @asynccontextmanager
    async def connection(self, *, buffer: int = 2**20) -> AsyncIterator[Connection]:
        # Before the server can begin to count.
        opened = time.monotonic()
        reader, writer = await asyncio.open_connection(self.host, self.port, limit=buffer)
        try:
            yield Connection(reader, writer, opened)
        finally:
            writer.transport.abort()

    async def answer_to(self, *pieces: bytes, every_s: float = 0) -> bytes:
        """All that comes back on a connection of its own, while `pieces` are sent and after."""
        async with self.connection() as connection:
            sending = asyncio.ensure_future(connection.send(*pieces, every_s=every_s))
            try:
                return await connection.answer()
            finally:
                sending.cancel()


def head(line: str = "GET /count", fields: Iterable[tuple[str, str]] = ()) -> bytes:
    lines = [f"{line} HTTP/1.1", "Host: test", *(f"{name}: {value}" for name, value in fields)]
    return ("\r\n".join(lines) + "\r\n").encode()


def parts(answer: bytes) -> tuple[int, str, dict[str, Any]]:
    """Status, head and JSON body of an answer."""
    first, _, body = answer.partition(b"\r\n\r\n")
    match = re.match(rb"HTTP/1\.1 (\d{3}) ", first)
    assert match, answer
    return int(match[1]), first.decode().lower(), json.loads(body)


def refused(answer: bytes, status: int, code: str) -> None:
    """Whether an answer is the problem of that name, and the last of its connection."""
    status_line, first, problem = parts(answer)
    assert (status_line, problem["status"], problem["code"]) == (status, status, code)
    assert "content-type: application/problem+json" in first
    assert "connection: close" in first
    assert re.fullmatch(r"urn:ates:trace:[0-9a-f]{32}", problem["instance"])
