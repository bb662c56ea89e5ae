"""Receivers of webhooks in this process, which take, fail, hang, redirect, are endless, or lead inside."""

import asyncio
import hmac
import socket
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult


@dataclass
class ReceiverDouble:
    """Answers what `status` says, and hangs until `go`. `/endless` never comes to an end, `/redirect` leads to another path."""

    status: int = 200
    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    go: asyncio.Event = field(default_factory=asyncio.Event)
    port: int = 0

    def __post_init__(self) -> None:
        self.go.set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hooks"

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _ in self.requests]

    async def take(self, request: web.Request) -> web.StreamResponse:
        self.paths.append(request.path)
        body = await request.read()
        self.requests.append(({k.lower(): v for k, v in request.headers.items()}, body))
        await self.go.wait()
        match request.path:
            case "/redirect":
                return web.Response(status=307, headers={"Location": "/hooks"})
            case "/endless":
                return await _endless(request)
        return web.Response(status=self.status, text="thank you")


async def _endless(request: web.Request) -> web.StreamResponse:
    answer = web.StreamResponse()
    await answer.prepare(request)
    for _ in range(10_000):
        await answer.write(b"x" * 10_000)
    return answer


@asynccontextmanager
async def receiving(double: ReceiverDouble) -> AsyncIterator[ReceiverDouble]:
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", double.take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    double.port = runner.addresses[0][1]
    try:
        yield double
    finally:
        double.go.set()
        await runner.cleanup()


class NamesDouble(AbstractResolver):
    """Resolves each name to addresses of the test, in turn."""

    def __init__(self, *answers: list[str]) -> None:
        self._answers = list(answers)
        self.resolved = 0

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        answer = self._answers[min(self.resolved, len(self._answers) - 1)]
        self.resolved += 1
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST,
            )
            for address in answer
        ]

    async def close(self) -> None:
        pass


def is_signed(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """As a receiver verifies it, by the words of the specification."""
    key = b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = "v1," + b64encode(hmac.digest(key, signed, "sha256")).decode()
    return hmac.compare_digest(expected, headers["webhook-signature"])
