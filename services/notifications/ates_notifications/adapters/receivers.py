"""The receivers of webhooks: strangers, who may be slow, endless, gone, or have a name that leads inside.

A name is resolved, each of its addresses is looked at, and only these are connected to: who answers the first question
and another to the second gets nothing. Redirects are not followed.
"""

import asyncio
import socket
from collections.abc import Mapping, Sequence
from typing import Any

from aiohttp import (
    AddrInfoType,
    ClientError,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    TCPConnector,
    ThreadedResolver,
)
from aiohttp.abc import AbstractResolver, ResolveResult

from ates_chassis.database.engine import check_no_transaction
from ates_notifications.domain.emails import cleaned
from ates_notifications.domain.networks import Network, is_inside
from ates_notifications.domain.webhooks import WebhookAnswer

_HEADER_LINE_MAX = 8_190
_PIECE_BYTES = 8_192


class InsideAddressError(OSError):
    """The name leads into a network that webhooks must not reach."""


class _OutsideResolver(AbstractResolver):
    def __init__(self, names: AbstractResolver, allowed: Sequence[Network]) -> None:
        self._names = names
        self._allowed = allowed

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        results = await self._names.resolve(host, port, family)
        # One address inside is enough: nobody has both for a good reason.
        if any(is_inside(each["host"], self._allowed) for each in results):
            raise InsideAddressError(f"{host} leads into an inner network")
        return results

    async def close(self) -> None:
        await self._names.close()


class Receivers:
    def __init__(
        self,
        *,
        timeout_s: float,
        answer_max_bytes: int,
        allowed: Sequence[Network] = (),
        names: AbstractResolver | None = None,
    ) -> None:
        """`allowed` are inner networks that a setting names, and `names` who resolves names."""
        self._timeout_s = timeout_s
        self._answer_max_bytes = answer_max_bytes
        self._allowed = allowed
        self._names = names

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> WebhookAnswer:
        """One request with an answer, or why there is none. It never raises for what a stranger does."""
        check_no_transaction()
        try:
            async with asyncio.timeout(self._timeout_s), self._session() as session:
                return await self._post(session, url, headers, body)
        except TimeoutError:
            return WebhookAnswer(None, f"no answer within {self._timeout_s:g} s")
        except (ClientError, OSError, ValueError) as error:
            return WebhookAnswer(None, cleaned(_reason(error)))

    async def _post(
        self, session: ClientSession, url: str, headers: Mapping[str, str], body: bytes
    ) -> WebhookAnswer:
        async with session.post(url, data=body, headers=headers, allow_redirects=False) as answer:
            # Read for the sake of good manners, and not beyond what is good for us.
            size = 0
            while size <= self._answer_max_bytes and (
                piece := await answer.content.read(_PIECE_BYTES)
            ):
                size += len(piece)
            if size > self._answer_max_bytes:
                return WebhookAnswer(None, "the answer is too long")
            status = answer.status
        is_success = 200 <= status < 300
        return WebhookAnswer(status, None if is_success else f"answered {status}")

    def _session(self) -> ClientSession:
        connector = TCPConnector(
            resolver=_OutsideResolver(self._names or ThreadedResolver(), self._allowed),
            use_dns_cache=False,
            force_close=True,
            limit=1,
            socket_factory=self._socket,
        )
        return ClientSession(
            connector=connector,
            timeout=ClientTimeout(total=self._timeout_s),
            cookie_jar=DummyCookieJar(),
            auto_decompress=False,
            max_line_size=_HEADER_LINE_MAX,
            max_field_size=_HEADER_LINE_MAX,
            trust_env=False,
        )

    def _socket(self, address: AddrInfoType) -> socket.socket:
        """The last look, at the very address that is connected to; also where the URL has a number and no name."""
        family, kind, protocol, _, where = address
        host: Any = where[0]
        if is_inside(str(host), self._allowed):
            raise InsideAddressError(f"{host} is in an inner network")
        return socket.socket(family, kind, protocol)


def _reason(error: Exception) -> str:
    """The library says what it could not do; that it was not meant to is said beneath it."""
    beneath: BaseException | None = error
    while beneath is not None:
        if isinstance(beneath, InsideAddressError):
            return str(beneath)
        beneath = beneath.__cause__
    return str(error) or type(error).__name__
