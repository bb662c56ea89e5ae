"""Sign-outs that auth could not be told of: it hears of them as soon as it is back."""

import asyncio
import logging
import time
from contextlib import suppress
from dataclasses import dataclass, replace

from ates_web.clients.auth import AuthClient
from ates_web.clients.upstream import ServiceDownError, ServiceRefusedError, UpstreamCaller

log = logging.getLogger(__name__)

_AGAIN_S = 1.0
_KEPT_S = 86_400.0
_PENDING_MAX = 10_000
# Longer ones are none of auth's, which would refuse them.
_TOKEN_MAX = 200


@dataclass(frozen=True, slots=True)
class PendingSignOut:
    caller: UpstreamCaller
    until: float


class SignOuts:
    """Kept in memory: what a restart of web forgets ends by its own time."""

    def __init__(self, auth: AuthClient) -> None:
        self._auth = auth
        self._pending: dict[str, PendingSignOut] = {}

    async def end(self, caller: UpstreamCaller, refresh_token: str | None) -> bool:
        """Ends the session of a refresh token. Answers whether that is done; where auth is away, it is told later."""
        if refresh_token is None or len(refresh_token) > _TOKEN_MAX:
            return True
        if await self._tell(caller, refresh_token):
            return True
        while len(self._pending) >= _PENDING_MAX:
            self._give_up(next(iter(self._pending)))
        nobody = replace(caller, token=None)
        self._pending[refresh_token] = PendingSignOut(nobody, time.monotonic() + _KEPT_S)
        return False

    async def run(self, stop: asyncio.Event) -> None:
        """Tells auth what it does not know yet, until `stop`."""
        while not stop.is_set():
            await self._tell_pending()
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _AGAIN_S)

    async def _tell_pending(self) -> None:
        for token, pending in list(self._pending.items()):
            if time.monotonic() >= pending.until:
                self._give_up(token)
            elif await self._tell(pending.caller, token):
                self._pending.pop(token, None)
            else:
                return

    async def _tell(self, caller: UpstreamCaller, refresh_token: str) -> bool:
        try:
            await self._auth.sign_out(caller, refresh_token=refresh_token)
        except ServiceDownError:
            return False
        except ServiceRefusedError as rejected:
            # It will say the same again.
            log.warning("sign-out refused", extra={"reason": str(rejected)})
        return True

    def _give_up(self, token: str) -> None:
        if self._pending.pop(token, None) is not None:
            log.warning("a sign-out was never told to auth; the session ends by its own time")
