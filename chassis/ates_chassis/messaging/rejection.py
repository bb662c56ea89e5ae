"""Where a message goes that had no effect: a delay queue while attempts remain, else the parking queue."""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime

from aiormq.abc import DeliveredMessage
from aiormq.channel import Channel

from ates_chassis.messaging import publishing
from ates_chassis.messaging.publishing import Message, Wait
from ates_chassis.messaging.topology import DELAYS
from ates_chassis.observability import metrics
from ates_chassis.shared.errors import readable

log = logging.getLogger(__name__)

ATTEMPTS = "x-ates-attempts"
# Far more than are ever made; a header that somebody else wrote may hold any number.
_ATTEMPTS_MAX = 1_000


@dataclass(slots=True)
class Verdict:
    """Why a message leaves its queue without an effect."""

    message: DeliveredMessage
    reason: str
    error: str
    retry: bool = False


async def reject(
    channel: Channel, verdict: Verdict, *, service: str, queue: str, wait: Wait
) -> None:
    """Confirmed there before the acknowledgement here; raises Unconfirmed where RabbitMQ does not take it."""
    made = attempts_of(header(verdict.message, ATTEMPTS)) + 1
    delayed = verdict.retry and made <= len(DELAYS)
    outcome = "delayed" if delayed else "parked"
    exchange = f"{service}.delay.{list(DELAYS)[made - 1]}" if delayed else f"{service}.parked"
    message = Message(
        routing_key=queue,
        body=verdict.message.body,
        message_id=f"{verdict.message.delivery_tag}-{made}",
        headers={
            "traceparent": _text(header(verdict.message, "traceparent")),
            ATTEMPTS: made,
            "x-ates-origin": queue,
            "x-ates-type": _text(header(verdict.message, "x-ates-type"))
            or verdict.message.routing_key,
            "x-ates-reason": verdict.reason,
            "x-ates-error": readable(verdict.error),
            "x-ates-first-failed": _text(header(verdict.message, "x-ates-first-failed")) or _now(),
            "x-ates-last-failed": _now(),
        },
    )
    await publishing.publish(channel, exchange, message, wait=wait)
    metrics.EVENTS_HANDLED.labels(verdict.message.routing_key or "", outcome).inc()
    log.warning(
        "event %s",
        outcome,
        extra={"queue": queue, "reason": verdict.reason, "attempts": made},
    )


def header(message: DeliveredMessage, name: str) -> object:
    return (message.header.properties.headers or {}).get(name)


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
