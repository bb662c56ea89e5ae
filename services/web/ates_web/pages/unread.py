"""How many notices somebody has not read, for the bell on each page."""

import asyncio

from cachetools import TTLCache

from ates_web.clients.notifications import NotificationsClient
from ates_web.clients.upstream import ServiceDownError, ServiceRefusedError
from ates_web.gateway.session import Slot

# Shorter than live connections remember what happened: whoever gets an older count hears of it at once.
_KNOWN_S = 4.0
_SESSIONS_MAX = 10_000
# A page does not wait for its bell.
_WITHIN_S = 1.0


class UnreadCounts:
    """By the access token of a session; None where notifications does not say."""

    def __init__(self, notifications: NotificationsClient) -> None:
        self._notifications = notifications
        self._known: TTLCache[str, int | None] = TTLCache(_SESSIONS_MAX, _KNOWN_S)

    async def find(self, slot: Slot) -> int | None:
        """As it was a few seconds ago at most."""
        assert slot.session is not None
        access = slot.session.access
        return self._known[access] if access in self._known else await self.find_fresh(slot)

    async def find_fresh(self, slot: Slot) -> int | None:
        assert slot.session is not None
        try:
            async with asyncio.timeout(_WITHIN_S):
                unread = await self._notifications.unread(slot.caller)
        except (ServiceDownError, ServiceRefusedError, TimeoutError):
            unread = None
        self._known[slot.session.access] = unread
        return unread
