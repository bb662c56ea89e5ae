"""Where news comes from: the stream of all events, followed while somebody looks."""

import asyncio

from ates_chassis.messaging.contracts import Envelope
from ates_chassis.messaging.retrying import wait_for_any
from ates_chassis.messaging.stream import follow
from ates_chassis.messaging.topology import LOG_STREAM
from ates_web.live.hub import Hub, changes, concerns_company

# Whoever goes from page to page leaves for a moment each time.
LINGER_S = 30.0


class Feed:
    def __init__(self, url: str, hub: Hub, *, linger_s: float = LINGER_S) -> None:
        self._url = url
        self._hub = hub
        self._linger_s = linger_s

    async def run(self, stop: asyncio.Event) -> None:
        """Tells the hub what happens while it has listeners, until `stop`; at once then ends their connections."""
        closing = asyncio.ensure_future(stop.wait())
        closing.add_done_callback(lambda _: self._hub.close())
        try:
            while not stop.is_set():
                await wait_for_any(stop, self._hub.watched)
                if not stop.is_set():
                    await self._follow_while_watched(stop)
        finally:
            closing.cancel()

    async def _follow_while_watched(self, stop: asyncio.Event) -> None:
        enough = asyncio.Event()
        following = asyncio.ensure_future(
            follow(
                self._url,
                LOG_STREAM,
                name="web-live",
                on_event=self._on_event,
                on_gap=self._hub.tell_gap,
                stop=enough,
            )
        )
        try:
            await self._until_nobody_looks(stop)
        finally:
            enough.set()
            await following

    async def _until_nobody_looks(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            await wait_for_any(stop, self._hub.empty)
            await wait_for_any(stop, self._hub.watched, timeout_s=self._linger_s)
            if self._hub.empty.is_set():
                return

    def _on_event(self, event: Envelope) -> None:
        for change in changes(event.type, event.data):
            self._hub.tell(change)
        if concerns_company(event.type):
            self._hub.tell_company()
