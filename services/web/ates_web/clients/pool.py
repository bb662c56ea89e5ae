"""The pool of connections to the services: one exchange over HTTP, bounded in time and in size."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import aiohttp
from yarl import URL

CONNECT_TIMEOUT_S = 2.0
POOL_TIMEOUT_S = 5.0
# Shorter than the services keep an idle connection, so that web is mostly the one who ends it.
KEEPALIVE_S = 15.0
# Of a service's name, after which the successor of a process is known.
ADDRESSES_KNOWN_S = 10


class NoResponseError(Exception):
    """A service gave no whole answer in time."""

    def __init__(self, reason: str, *, timed_out: bool = False, hung_up: bool = False) -> None:
        super().__init__(reason)
        self.timed_out = timed_out
        self.hung_up = hung_up


class ResponseTooLargeError(Exception):
    """An answer has more bytes than were allowed."""


@dataclass(frozen=True, slots=True)
class UpstreamResponse:
    """`headers` are found whatever the case of their names."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class ConnectionPool:
    """Connections that are kept between exchanges: no redirects, no cookies, no proxy from the environment."""

    def __init__(self, *, connections_max: int) -> None:
        self._connections_max = connections_max
        self._opened: aiohttp.ClientSession | None = None

    async def exchange(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes,
        timeout_s: float,
        limit: int,
    ) -> UpstreamResponse:
        """Sends one request, whose URL is encoded, and reads its answer of at most `limit` bytes.

        Where the service closed an idle connection just as it was taken, aiohttp sends an idempotent request again over
        another one; a POST with an Idempotency-Key has its effect once however often it is sent, so it is sent again, too.
        A process that is replaced fails nobody thereby. Raises NoResponseError and ResponseTooLargeError.
        """
        clock = asyncio.get_running_loop().time
        deadline = clock() + timeout_s
        send = partial(self._send, method, url, headers=headers, body=body, limit=limit)
        try:
            return await send(timeout_s=timeout_s)
        except NoResponseError as error:
            left_s = deadline - clock()
            if not error.hung_up or left_s <= 0 or not _has_key(method, headers):
                raise
        return await send(timeout_s=left_s)

    async def _send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes,
        timeout_s: float,
        limit: int,
    ) -> UpstreamResponse:
        bounds = aiohttp.ClientTimeout(
            total=timeout_s, connect=POOL_TIMEOUT_S, sock_connect=CONNECT_TIMEOUT_S
        )
        try:
            async with self._session().request(
                method,
                URL(url, encoded=True),
                headers=headers,
                data=body or None,
                timeout=bounds,
                allow_redirects=False,
            ) as answer:
                return UpstreamResponse(
                    answer.status, answer.headers, await _read(answer.content, limit)
                )
        except TimeoutError as error:
            raise NoResponseError(repr(error), timed_out=True) from error
        except aiohttp.ClientConnectorError as error:
            raise NoResponseError(repr(error)) from error
        except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError, OSError) as error:
            raise NoResponseError(repr(error), hung_up=True) from error
        except aiohttp.ClientError as error:
            raise NoResponseError(repr(error)) from error

    async def close(self) -> None:
        if self._opened is not None:
            await self._opened.close()

    def _session(self) -> aiohttp.ClientSession:
        """Opened at its first use, since it belongs to the event loop that runs then."""
        if self._opened is None:
            self._opened = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=self._connections_max,
                    keepalive_timeout=KEEPALIVE_S,
                    ttl_dns_cache=ADDRESSES_KNOWN_S,
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                skip_auto_headers=("User-Agent", "Content-Type"),
                trust_env=False,
            )
        return self._opened


def _has_key(method: str, headers: Mapping[str, str]) -> bool:
    return method == "POST" and "idempotency-key" in (name.lower() for name in headers)


async def _read(content: aiohttp.StreamReader, limit: int) -> bytes:
    body = bytearray()
    async for piece in content.iter_any():
        body += piece
        if len(body) > limit:
            raise ResponseTooLargeError
    return bytes(body)
