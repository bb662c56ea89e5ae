"""Parked messages: what lies in `<service>.parked`, its way back to the queue it came from, and its way out.

Who looks holds the messages; those that were neither replayed nor dropped lie there again afterwards. All of it is done
with the service's own rights: the exchange of replays leads into the service's own queues alone.
The queue a message came from is read off what RabbitMQ and the service itself wrote, never off a header that the
producer may have set.
"""

from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aio_pika.abc import AbstractChannel, AbstractIncomingMessage

from ates_chassis.messaging import broker
from ates_chassis.messaging.dispositions import ATTEMPTS, attempts_of, parked_id
from ates_chassis.messaging.publishing import Message, publish_all
from ates_chassis.shared.errors import RefusedError, readable

LOOK_MAX = 10_000
_TIMEOUT_S = 10.0


class NoOriginError(RefusedError):
    code = "no-origin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked:
    """A message that could not be handled, and why. Its `id` is `parked_id` of its content."""

    id: str
    origin: str
    type: str
    reason: str
    error: str
    attempts: int
    first_failed: str
    last_failed: str
    traceparent: str | None
    body: bytes
    message: AbstractIncomingMessage


class ParkingQueue:
    """The parking queue of one service, seen by an operator; `queues` are those that the service takes events from."""

    def __init__(self, channel: AbstractChannel, service: str, queues: Collection[str]) -> None:
        self.service = service
        self._queues = queues
        self._channel = channel
        self._queue = f"{service}.parked"

    async def look(self, limit: int = LOOK_MAX) -> list[Parked]:
        """Takes at most `limit` messages in hand, oldest first."""
        held: list[Parked] = []
        queue = await self._channel.get_queue(self._queue, ensure=False)
        while len(held) < limit:
            message = await queue.get(fail=False, timeout=_TIMEOUT_S)
            if message is None:
                break
            held.append(_read(self.service, message))
        return held

    async def replay(self, parked: Parked) -> None:
        """Back to the queue it came from, not to all who heard the event, with its attempts forgotten.

        Confirmed there before it is gone here: a crash in between makes a copy, which the inbox absorbs.
        Raises NoOriginError, or UnconfirmedError where RabbitMQ does not take it.
        """
        if parked.origin not in self._queues:
            raise NoOriginError(f"{parked.id} does not tell which queue it came from")
        message = Message(
            routing_key=parked.origin,
            body=parked.body,
            message_id=f"{parked.id}-{parked.message.delivery_tag}",
            headers={"traceparent": parked.traceparent, "x-ates-type": parked.type},
        )
        [failure] = await publish_all(
            self._channel, f"{self.service}.replay", [message], timeout_s=_TIMEOUT_S
        )
        if failure is not None:
            raise failure
        await self.drop(parked)

    async def drop(self, parked: Parked) -> None:
        await parked.message.ack()


@asynccontextmanager
async def parking_queue(
    url: str, service: str, queues: Collection[str]
) -> AsyncIterator[ParkingQueue]:
    """`url` is that of the service's own user, or of an administrator."""
    async with broker.connected(url, "parked") as connection:
        yield ParkingQueue(await broker.confirming_channel(connection), service, queues)


def _is_inbox(queue: str, service: str) -> bool:
    """Whether `queue` is named like one from which `service` takes its events: `<service>.<producer>`."""
    kind = queue.removeprefix(f"{service}.")
    return kind not in (queue, "", "parked") and not kind.startswith("delay.")


def _read(service: str, message: AbstractIncomingMessage) -> Parked:
    headers: dict[str, object] = dict(message.headers or {})
    origin, died = origin_of(service, message.routing_key or "", headers)
    death = _last_death(headers)

    def text(name: str, otherwise: str = "") -> str:
        value = headers.get(name)
        return readable(value) if isinstance(value, str) else otherwise

    return Parked(
        id=parked_id(message.body),
        origin=origin,
        type=text("x-ates-type") or _original_key(death) or message.routing_key or "",
        reason=_string(death.get("reason")) if died else text("x-ates-reason"),
        error=text("x-ates-error"),
        attempts=attempts_of(headers.get(ATTEMPTS)),
        first_failed=text("x-ates-first-failed"),
        last_failed=text("x-ates-last-failed"),
        traceparent=text("traceparent") or None,
        body=message.body,
        message=message,
    )


def origin_of(service: str, routing_key: str, headers: Mapping[str, object]) -> tuple[str, bool]:
    """The queue of `service` that a parked message came from, and whether RabbitMQ itself parked it.

    RabbitMQ's newest entry tells, where it did; else the key under which the service parked it.
    """
    queue = _last_death(headers).get("queue")
    if isinstance(queue, str) and _is_inbox(queue, service):
        return queue, True
    return routing_key, False


def _last_death(headers: Mapping[str, object]) -> Mapping[str, object]:
    """RabbitMQ puts each death in front of what the header held before, whoever wrote that."""
    deaths = headers.get("x-death")
    newest = deaths[0] if isinstance(deaths, list) and deaths else {}
    return newest if isinstance(newest, dict) else {}


def _original_key(death: Mapping[str, object]) -> str:
    keys = death.get("routing-keys")
    return _string(keys[0]) if isinstance(keys, list) and keys else ""


def _string(value: object) -> str:
    return readable(value) if isinstance(value, str) else ""
