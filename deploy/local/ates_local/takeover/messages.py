"""The messages of all queues out of one node into a file, and from the file into another node."""

import asyncio
import base64
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from aio_pika.abc import AbstractChannel
from pamqp import frame
from pamqp.commands import Basic
from pamqp.header import ContentHeader

from ates_chassis.messaging import broker
from ates_chassis.shared.command_error import CommandError

_TIMEOUT_S = 30.0
_WINDOW = 100
# A message that expires meanwhile goes from its delay queue to another one, which may have been read already.
_ROUNDS_MAX = 20
_DEFAULT_EXCHANGE = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """A message as it lay in its queue, with the key that it was published under."""

    queue: str
    routing_key: str
    properties: Basic.Properties
    body: bytes

    def line(self) -> str:
        header = frame.marshal(ContentHeader(body_size=0, properties=self.properties), 1)
        return json.dumps(
            {
                "queue": self.queue,
                "routing_key": self.routing_key,
                "header": base64.b64encode(header).decode(),
                "body": base64.b64encode(self.body).decode(),
            }
        )

    @classmethod
    def of_line(cls, line: str) -> "Saved":
        raw = json.loads(line)
        header = frame.unmarshal(base64.b64decode(raw["header"]))[2]
        assert isinstance(header, ContentHeader)
        body = base64.b64decode(raw["body"])
        return cls(raw["queue"], raw["routing_key"], header.properties, body)


async def save(url: str, queues: Iterable[str], file: Path) -> Counter[str]:
    """Empties `queues` into `file`, which is whole or not there. Returns how many messages came from each."""
    unfinished = file.with_suffix(".unfinished")
    counts: Counter[str] = Counter()
    async with broker.connected(url, "takeover") as connection:
        channel = connection.channel()
        await channel.initialize(timeout=_TIMEOUT_S)
        with unfinished.open("w", encoding="utf-8") as target:
            for _ in range(_ROUNDS_MAX):
                messages = [await _empty(channel, queue, target, counts) for queue in queues]
                if not any(messages):
                    break
            target.flush()
            os.fsync(target.fileno())
    unfinished.replace(file)
    return counts


async def _empty(
    channel: AbstractChannel, queue: str, target: IO[str], counts: Counter[str]
) -> int:
    before = counts[queue]
    source = await channel.get_queue(queue, ensure=False)
    while message := await source.get(no_ack=True, fail=False, timeout=_TIMEOUT_S):
        saved = Saved(queue, message.routing_key or "", message.properties, message.body)
        target.write(saved.line() + "\n")
        counts[queue] += 1
    return counts[queue] - before


def read(file: Path) -> Iterator[Saved]:
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            yield Saved.of_line(line)


async def refill(
    url: str, file: Path, route: Callable[[Saved], tuple[str, str]]
) -> Mapping[str, int]:
    """Publishes what `file` has, each confirmed; `route` gives exchange and routing key. Raises CommandError."""
    counts: Counter[str] = Counter()
    async with broker.connected(url, "takeover") as connection:
        channel = await broker.confirming_channel(connection)
        window: list[Saved] = []
        for saved in read(file):
            window.append(saved)
            counts[saved.queue] += 1
            if len(window) == _WINDOW:
                await _publish(channel, window, route)
                window.clear()
        await _publish(channel, window, route)
    return counts


async def _publish(
    channel: AbstractChannel, window: list[Saved], route: Callable[[Saved], tuple[str, str]]
) -> None:
    answers = await asyncio.gather(*(_publish_one(channel, saved, route) for saved in window))
    for saved, answer in zip(window, answers, strict=True):
        if not isinstance(answer, Basic.Ack):
            raise CommandError(f"RabbitMQ does not take a message back into {saved.queue}.")


async def _publish_one(
    channel: AbstractChannel, saved: Saved, route: Callable[[Saved], tuple[str, str]]
) -> object:
    exchange, routing_key = route(saved)
    properties = saved.properties
    # Here they would route once more, with an operator's rights, to wherever their publisher wished.
    headers = {k: v for k, v in (properties.headers or {}).items() if k not in ("CC", "BCC")}
    if exchange == _DEFAULT_EXCHANGE:
        # There the queue is the routing key; the consumer finds the type of the event in the header.
        headers.setdefault("x-ates-type", saved.routing_key)
    if "x-first-death-queue" in headers:
        # What RabbitMQ parked by itself: its own headers do not survive a second publishing everywhere.
        headers.setdefault("x-ates-reason", headers.get("x-first-death-reason"))
        headers.setdefault("x-ates-type", saved.routing_key)
    properties.headers = headers
    underlay = await channel.get_underlay_channel()
    return await underlay.basic_publish(
        saved.body,
        exchange=exchange,
        routing_key=routing_key,
        properties=properties,
        mandatory=True,
        timeout=_TIMEOUT_S,
    )
