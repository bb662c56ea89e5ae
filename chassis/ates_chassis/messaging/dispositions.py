"""Where a message goes that had no effect: a delay queue while attempts remain, else the parking queue."""

import hashlib
import logging
from dataclasses import dataclass
from datetime import UTC, datetime

from aio_pika import IncomingMessage
from faststream.rabbit import RabbitExchange

from ates_chassis.messaging import publishing
from ates_chassis.messaging.broker import ServiceBroker
from ates_chassis.messaging.contracts import CONTENT_TYPE
from ates_chassis.messaging.publishing import Message, Wait
from ates_chassis.messaging.topology import DELAYS
from ates_chassis.observability import metrics
from ates_chassis.observability.tracing import trace
from ates_chassis.shared.errors import readable

log = logging.getLogger(__name__)

ATTEMPTS = "x-ates-attempts"
_ID_LENGTH = 12
# Far more than are ever made; a header that somebody else wrote may hold any number.
_ATTEMPTS_MAX = 1_000


@dataclass(slots=True)
class Disposition:
    """Why a message leaves its queue without an effect; `type` is the event's, where it can be read."""

    message: IncomingMessage
    reason: str
    error: str
    type: str | None = None
    retry: bool = False


async def move_away(
    broker: ServiceBroker, disposition: Disposition, *, service: str, queue: str, wait: Wait
) -> None:
    """Confirmed there before the acknowledgement here; raises UnconfirmedError where RabbitMQ does not take it."""
    made = attempts_of(header(disposition.message, ATTEMPTS)) + 1
    delayed = disposition.retry and made <= len(DELAYS)
    outcome = "delayed" if delayed else "parked"
    exchange = f"{service}.delay.{list(DELAYS)[made - 1]}" if delayed else f"{service}.parked"
    moved = _moved(disposition, queue, made)
    await _publish(broker, exchange, moved, wait)
    event_type = str(moved.set_headers["x-ates-type"])
    metrics.EVENTS_HANDLED.labels(event_type, outcome).inc()
    with trace(_text(header(disposition.message, "traceparent"))):
        log.warning(
            "event %s",
            outcome,
            extra={
                "id": parked_id(moved.body),
                "queue": queue,
                "type": event_type,
                "reason": disposition.reason,
                "error": readable(disposition.error),
                "attempts": made,
            },
        )


def _moved(disposition: Disposition, queue: str, made: int) -> Message:
    message = disposition.message
    return Message(
        routing_key=queue,
        body=message.body,
        message_id=f"{message.delivery_tag}-{made}",
        headers={
            "traceparent": _text(header(message, "traceparent")),
            ATTEMPTS: made,
            "x-ates-origin": queue,
            "x-ates-type": disposition.type or _type_of(message),
            "x-ates-reason": disposition.reason,
            "x-ates-error": readable(disposition.error),
            "x-ates-first-failed": _text(header(message, "x-ates-first-failed")) or _now(),
            "x-ates-last-failed": _now(),
        },
    )


async def _publish(broker: ServiceBroker, exchange: str, message: Message, wait: Wait) -> None:
    await broker.connection(wait.stop)
    publish = broker.publish(
        message.body,
        routing_key=message.routing_key,
        exchange=RabbitExchange(exchange, declare=False),
        mandatory=True,
        persist=True,
        message_id=message.message_id,
        content_type=CONTENT_TYPE,
        headers=message.set_headers,
    )
    [failure] = await publishing.answers([publish], wait)
    if failure is not None:
        raise failure


def parked_id(body: bytes) -> str:
    """By which operators know a message: it follows from its content, so that a copy has the same."""
    return hashlib.sha256(body).hexdigest()[:_ID_LENGTH]


def _type_of(message: IncomingMessage) -> str:
    """As its publisher named it: after a delay the routing key is a queue's name."""
    return _text(header(message, "x-ates-type")) or message.routing_key or ""


def header(message: IncomingMessage, name: str) -> object:
    return (message.headers or {}).get(name)


def attempts_of(value: object) -> int:
    """How often a message was tried; none where the header holds no count."""
    if not isinstance(value, int) or isinstance(value, bool):
        return 0
    return min(max(value, 0), _ATTEMPTS_MAX)


def _text(value: object) -> str | None:
    """Bounded: all headers of a message must fit into one frame, or RabbitMQ ends the connection."""
    return readable(value) if isinstance(value, str) else None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
