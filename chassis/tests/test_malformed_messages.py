"""One message that nothing can be made of, among good ones: it alone is parked."""

from typing import Any

import pytest
from broker.rabbitmq_operator import Operator
from pamqp.commands import Basic
from ping_services import PingService, TakeParked, Teller
from running import Run, Wait

from ates_chassis.testing import eventually

pytestmark = pytest.mark.broker

QUEUE = "accounting.tasks"
PARKED = "accounting.parked"


def nested(body: bytes, field: bytes, depth: int = 1_000) -> bytes:
    replaced = {b"data": b'{"n":150}', b"type": b'"tasks.ping.v1"', b"subject": b'"150"'}
    assert replaced[field] in body
    return body.replace(replaced[field], b"[" * depth + b"]" * depth, 1)


@pytest.mark.parametrize("field", [b"data", b"type", b"subject"])
async def test_of_300_messages_one_is_nested_too_deep_and_it_alone_is_parked(
    teller: Teller,
    listener: PingService,
    operator: Operator,
    run: Run,
    heard: Wait,
    parked: TakeParked,
    empty: Wait,
    field: bytes,
) -> None:
    numbers = [n for n in range(300) if n != 150]
    bodies = [teller.ping(n) for n in range(300)]
    bodies[150] = nested(bodies[150], field)
    await operator.send(QUEUE, *bodies)
    async with run(listener.consumer().run):
        [message] = await parked(1)
        await heard(*numbers)
        await empty()
    assert message.body == bodies[150]
    assert sum(len(batch) for batch in listener.batches) == len(numbers)


HEADERS = {
    "negative": {"x-ates-attempts": -5},
    "very negative": {"x-ates-attempts": -(2**63)},
    "huge": {"x-ates-attempts": 2**63 - 1},
    "boolean": {"x-ates-attempts": True},
    "text": {"x-ates-attempts": "many"},
    "table": {"x-ates-attempts": {"a": [1, {"b": None}]}},
    "bytes": {"x-ates-type": bytearray(b"\xff\x00"), "traceparent": bytearray(b"\xff")},
    "long": {
        "x-ates-type": "x" * 40_000,
        "traceparent": "y" * 40_000,
        "x-ates-first-failed": "z" * 40_000,
    },
    "no text": {"x-ates-type": 7, "traceparent": ["a"], "x-ates-first-failed": None},
}


@pytest.mark.parametrize("body", ["nonsense", "failing"])
@pytest.mark.parametrize("headers", HEADERS.values(), ids=HEADERS)
async def test_whatever_its_headers_hold_a_message_that_fails_leaves_its_queue_alone(
    teller: Teller,
    listener: PingService,
    operator: Operator,
    run: Run,
    heard: Wait,
    empty: Wait,
    headers: dict[str, Any],
    body: str,
) -> None:
    listener.breaks[2] = ZeroDivisionError("a bug")
    await operator.send(QUEUE, teller.ping(1))
    await operator.send(
        QUEUE, b"nonsense" if body == "nonsense" else teller.ping(2), headers=headers
    )
    await operator.send(QUEUE, teller.ping(3))

    async def elsewhere() -> int:
        return await operator.count(PARKED) + await operator.count("accounting.delay.5s")

    async with run(listener.consumer().run):
        await eventually(elsewhere)
        await heard(1, 3)
        await empty()
    assert await elsewhere() == 1


async def test_a_message_with_other_properties_than_an_event_is_judged_by_its_body_alone(
    teller: Teller, listener: PingService, operator: Operator, run: Run, heard: Wait, empty: Wait
) -> None:
    properties = Basic.Properties(
        content_type="image/png", content_encoding="gzip", priority=255, delivery_mode=1
    )
    async with operator.channel() as channel:
        await channel.basic_publish(teller.ping(1), routing_key=QUEUE, properties=properties)
    async with run(listener.consumer().run):
        await heard(1)
        await empty()
    assert await operator.count(PARKED) == 0
