"""Where a message goes that had no effect: a delay queue while attempts remain, else the parking queue."""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime

from aiormq.abc import DeliveredMessage
from aiormq.channel import Channel

from ates_chassis import metrics, publishing
from ates_chassis.publishing import Message, Wait
from ates_chassis.topology import DELAYS

log = logging.getLogger(__name__)

ATTEMPTS = "x-ates-attempts"
_ERROR_MAX = 500


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
    attempts = header(verdict.message, ATTEMPTS)
    made = (attempts if isinstance(attempts, int) else 0) + 1
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
            "x-ates-error": verdict.error[:_ERROR_MAX],
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


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
