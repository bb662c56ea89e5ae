"""A service on real sockets that does what services do on a bad day."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

Act = Callable[[int, asyncio.StreamWriter], Awaitable[bool]]
"""What the service does on its n-th request; whether the connection is kept."""


def answering(body: bytes = b"{}", *, status: str = "200 OK", headers: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{headers}\r\n".encode() + body


class UpstreamService:
    """Keeps what it was sent: the bytes of each request, and how many connections there were."""

    def __init__(self, act: Act) -> None:
        self._act = act
        self.requests: list[bytes] = []
        self.connections = 0
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        keep_alive = True
        while keep_alive:
            try:
                head = await reader.readuntil(b"\r\n\r\n")
            except (asyncio.IncompleteReadError, ConnectionError):
                break
            length = next(
                (
                    int(line[15:])
                    for line in head.split(b"\r\n")
                    if line.startswith(b"Content-Length:")
                ),
                0,
            )
            self.requests.append(head + await reader.readexactly(length))
            keep_alive = await self._act(len(self.requests), writer)
        writer.close()


@asynccontextmanager
async def running(act: Act) -> AsyncIterator[UpstreamService]:
    service = UpstreamService(act)
    server = await asyncio.start_server(service.serve, "127.0.0.1", 0)
    service.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield service
    finally:
        server.close()
