"""Where a message goes that had no effect: a delay queue while attempts remain, else the parking queue."""

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
from ates_chassis.shared.errors import readable

log = logging.getLogger(__name__)

ATTEMPTS = "x-ates-attempts"
# Far more than are ever made; a header that somebody else wrote may hold any number.
_ATTEMPTS_MAX = 1_000


@dataclass(slots=True)
class Disposition:
    """Why a message leaves its queue without an effect."""

    message: IncomingMessage
    reason: str
    error: str
    retry: bool = False


async def move_away(
    broker: ServiceBroker, disposition: Disposition, *, service: str, queue: str, wait: Wait
) -> None:
    """Confirmed there before the acknowledgement here; raises UnconfirmedError where RabbitMQ does not take it."""
    made = attempts_of(header(disposition.message, ATTEMPTS)) + 1
    delayed = disposition.retry and made <= len(DELAYS)
    outcome = "delayed" if delayed else "parked"
    exchange = f"{service}.delay.{list(DELAYS)[made - 1]}" if delayed else f"{service}.parked"
    await _publish(broker, exchange, _moved(disposition, queue, made), wait)
    metrics.EVENTS_HANDLED.labels(disposition.message.routing_key or "", outcome).inc()
    log.warning(
        "event %s",
        outcome,
        extra={"queue": queue, "reason": disposition.reason, "attempts": made},
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
            "x-ates-type": _text(header(message, "x-ates-type")) or message.routing_key,
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
