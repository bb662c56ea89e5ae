"""How web hears of ended sessions: a short stream of its own, so that no flood of other events comes first."""

import asyncio
from datetime import timedelta

from ates_chassis.messaging.contracts import Envelope
from ates_chassis.messaging.stream import follow
from ates_chassis.messaging.topology import SESSIONS_STREAM
from ates_chassis.shared.ended_sessions import ACCESS_TOKEN_MAX_S, SESSION_ENDED
from ates_web.gateway.ended import EndedSessions

# Whatever was missed, or came before the start, is heard again for as long as a token may be left.
_SINCE = timedelta(seconds=ACCESS_TOKEN_MAX_S)


class EndingsFeed:
    def __init__(self, url: str, ended: EndedSessions) -> None:
        self._url = url
        self._ended = ended

    async def run(self, stop: asyncio.Event) -> None:
        """Tells which sessions end, until `stop`, through every outage of RabbitMQ."""
        await follow(
            self._url,
            SESSIONS_STREAM,
            name="web-sessions",
            on_event=self._on_event,
            on_gap=self._ended.begin_news,
            on_lost=self._ended.stop_news,
            stop=stop,
            since=_SINCE,
            # Late news of an end is news all the same.
            lag_max_s=float("inf"),
        )

    def _on_event(self, event: Envelope) -> None:
        if event.type == SESSION_ENDED and isinstance(event.data, dict):
            session_id = event.data.get("session_id")
            self._ended.end(session_id if isinstance(session_id, str) else None)
