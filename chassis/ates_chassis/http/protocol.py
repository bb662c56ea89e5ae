"""What one connection may cost: bounds on heads, on slow and silent clients, and on answers that nobody reads.

Neither uvicorn nor another ASGI server has them all: docs/decisions/0019-asgi-server.md.
"""

import asyncio
import logging
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from ates_chassis.http import problems
from ates_chassis.observability import metrics
from ates_chassis.observability.tracing import trace

log = logging.getLogger(__name__)

# Fewer bytes of a body than these within `stall_s` are no progress.
_PROGRESS_BYTES = 512
# Whoever is refused may still be sending: closing at once would reset the connection before the refusal is read.
_LINGER_S = 5.0
_LINGER_BYTES = 64 * 1024 * 1024
# Bytes of chunk sizes for each byte of a body; more are the attacker's extensions. `1 CRLF a CRLF` has five.
_CHUNKING_MAX = 8
# Requests that wait for the answer to the one before, on the same connection.
_PIPELINED_MAX = 100
# Connections beyond `limit_concurrency`, which are answered 503. Still more are ended as they come, for the open files.
_SURPLUS_MAX = 100
_LOOKS = 10


@dataclass(frozen=True, slots=True)
class Limits:
    """Those of `ProcessSettings`."""

    head_bytes: int
    head_s: float
    stall_s: float
    body_s: float
    body_bytes_s: int
    unread_s: float


class Config(uvicorn.Config):
    """uvicorn's configuration with the limits of `LimitedProtocol`."""

    def __init__(self, app: Any, *, limits: Limits, **kwargs: Any) -> None:
        self.limits = limits
        super().__init__(app, http=LimitedProtocol, ws="none", **kwargs)


class _HeadRefusedError(Exception):
    """Stops the parser, which knows no other way."""


class LimitedProtocol(HttpToolsProtocol):
    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._limits = config.limits
        self._look_every_s = (
            min(
                self._limits.head_s,
                self._limits.stall_s,
                self._limits.body_s,
                self._limits.unread_s,
            )
            / _LOOKS
        )
        self._timer: asyncio.TimerHandle | None = None
        self.url = b""
        # The request that is being answered; `cycle` is the last one that came.
        self._running: RequestResponseCycle | None = None
        # Of the read in hand; what belongs to a message that ended in it counts for the next one only from the next read on.
        self._fed_bytes = 0
        self._head_bytes = 0
        self._head_begun = False
        self._in_body = False
        self._body_bytes = 0
        self._body_bytes_noted = 0
        self._body_fed_bytes = 0
        # How long the client has taken for the body, up to the last look.
        self._body_taken_s = 0.0
        self._looked_at = 0.0
        # Since when the client owes the rest of a head, or a part of a body. None: nothing.
        self._owed_since: float | None = None
        self._unsent_bytes = 0
        self._unread_since = 0.0
        self._refusal: tuple[HTTPStatus, str] | None = None
        self._refused_at: float | None = None
        self._discarded_bytes = 0

    # uvicorn narrows the transport of `asyncio.Protocol` in the same way.
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        limit = self.limit_concurrency
        if limit is not None and len(self.connections) > limit + _SURPLUS_MAX:
            transport.abort()
        else:
            self._owe()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        super().connection_lost(exc)
        self._disconnect()

    def _disconnect(self) -> None:
        """Lets the app know. uvicorn tells it to the last request that came only."""
        if self._running is not None and not self._running.response_complete:
            self._running.disconnected = True
            self._running.message_event.set()

    def data_received(self, data: bytes) -> None:
        if self._refused_at is not None:
            self._discarded_bytes += len(data)
            if self._discarded_bytes > _LINGER_BYTES:
                self.transport.abort()
            return
        self._fed_bytes = len(data)
        super().data_received(data)
        if self._refused_at is None and not self.transport.is_closing():
            (self._count_body if self._in_body else self._count_head)()

    def _count_head(self) -> None:
        self._head_bytes += self._fed_bytes
        if self._head_bytes > self._limits.head_bytes:
            self._refuse(*self._too_large())
        elif self._head_begun or self._head_bytes:
            self._owe()

    def _count_body(self) -> None:
        self._body_fed_bytes += self._fed_bytes
        if self._body_fed_bytes > self._limits.head_bytes + _CHUNKING_MAX * self._body_bytes:
            self._refuse(*self._too_large())
            return
        if self._body_bytes - self._body_bytes_noted >= _PROGRESS_BYTES:
            self._body_bytes_noted = self._body_bytes
            self._owed_since = None
        self._owe()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._head_begun = True

    def on_headers_complete(self) -> None:
        limit = self._limits.head_bytes
        if max(self._head_bytes, 0) + self._fed_bytes > limit and self._head_size() > limit:
            self._refusal = self._too_large()
            raise _HeadRefusedError
        if len(self.pipeline) >= _PIPELINED_MAX:
            raise _HeadRefusedError
        # Where it came in one read with the rest of a body that was answered before.
        self._unset_keepalive_if_required()
        super().on_headers_complete()
        # uvicorn would put the fields of a trailer among the headers that the app has already.
        self.headers = []
        self._in_body = True
        self._body_bytes = self._body_bytes_noted = 0
        self._body_fed_bytes = -self._fed_bytes
        self._body_taken_s, self._looked_at = 0.0, self.loop.time()
        self._owed_since = None

    def _head_size(self) -> int:
        return len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)

    def _too_large(self) -> tuple[HTTPStatus, str]:
        limit = self._limits.head_bytes
        if not self._in_body and len(self.url) > limit:
            return HTTPStatus.REQUEST_URI_TOO_LONG, f"the address may have {limit:,} bytes at most"
        detail = f"the headers of a request may have {limit:,} bytes at most"
        return HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, detail

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._running = cycle
        super()._start_asgi_task(cycle, app)

    def on_body(self, body: bytes) -> None:
        self._body_bytes += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._in_body = self._head_begun = False
        self._head_bytes = -self._fed_bytes
        self._owed_since = None

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.pipeline:
            # uvicorn reads on after each answer, and so takes in requests faster than they are answered.
            self.flow.pause_reading()
        self._watch()

    def _unset_keepalive_if_required(self) -> None:
        """The rest of a body that was answered early has the time of an idle connection, however it goes on."""
        if not self._in_body:
            super()._unset_keepalive_if_required()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._watch()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._unsent_bytes = 0

    def _owe(self) -> None:
        if self._owed_since is None:
            self._owed_since = self.loop.time()
        self._watch()

    def _watch(self) -> None:
        if self._timer is None:
            self._timer = self.loop.call_later(self._look_every_s, self._look)

    def _look(self) -> None:
        """Ends the connection of a client that is late; looks again as long as the client owes something."""
        self._timer = None
        now = self.loop.time()
        lingered = self._refused_at is not None and now - self._refused_at >= _LINGER_S
        if self._is_unread(now) or lingered:
            self.transport.abort()
        elif detail := self._is_late(now):
            self._refuse(HTTPStatus.REQUEST_TIMEOUT, detail)
        elif self._owed_since is not None or self._refused_at is not None or self._unsent_bytes:
            self._watch()

    def _is_unread(self, now: float) -> bool:
        unsent = self.transport.get_write_buffer_size()
        if self._unsent_bytes == 0 or unsent < self._unsent_bytes:
            self._unread_since = now
        self._unsent_bytes = unsent
        return unsent > 0 and now - self._unread_since >= self._limits.unread_s

    def _is_late(self, now: float) -> str:
        """What the client is late with; empty where it is not."""
        if self._owed_since is None or self._refused_at is not None or self.transport.is_closing():
            return ""
        since_last_look, self._looked_at = now - self._looked_at, now
        if self._waits_for_us():
            self._owed_since = now
            return ""
        self._body_taken_s += since_last_look
        waited = self._limits.stall_s if self._in_body else self._limits.head_s
        if now - self._owed_since >= waited:
            return f"nothing came of the request for {waited:g} s"
        rate = self._limits.body_bytes_s
        if self._in_body and self._body_taken_s >= self._limits.body_s + self._body_bytes / rate:
            return f"the body came more slowly than {rate:,} bytes in a second"
        return ""

    def _waits_for_us(self) -> bool:
        if self._in_body:
            # The app has not taken yet what came, or has not asked for the body.
            return self.flow.read_paused or self.cycle.waiting_for_100_continue
        return self._running is not None and not self._running.response_complete

    def send_400_response(self, msg: str) -> None:
        self._refuse(*(self._refusal or (HTTPStatus.BAD_REQUEST, msg)))

    def _refuse(self, status: HTTPStatus, detail: str) -> None:
        metrics.REFUSED.labels(str(status.value)).inc()
        with trace(None):
            log.info("refused", extra={"status": status.value, "client": self.client})
            answer = problems.of_status(status, detail)
        if self._must_not_answer():
            self.transport.abort()
            return
        head = b"HTTP/1.1 %d %s\r\nconnection: close\r\n" % (status, status.phrase.encode())
        fields = b"".join(b"%s: %s\r\n" % field for field in answer.raw_headers)
        self.transport.write(head + fields + b"\r\n" + bytes(answer.body))
        self.transport.write_eof()
        self._refused_at = self.loop.time()
        self._disconnect()
        self.flow.resume_reading()
        self._watch()

    def _must_not_answer(self) -> bool:
        """Whether the client would take the refusal for a part of another answer."""
        running = self._running
        if running is None or (running.response_complete and not self._in_body):
            return False
        return running is not self.cycle or not self._in_body or running.response_started
