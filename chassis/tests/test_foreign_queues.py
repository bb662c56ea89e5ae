"""No service's credentials bring a message into another's queues, but for its own events by its own exchange.

Exchanges, keys and users are read off the node that runs with the product's definitions, so a new one is tried too.
"""

import contextlib
import json
import re
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from aio_pika.exceptions import ChannelClosed
from broker.rabbitmq_operator import Operator
from pamqp.commands import Basic
from running import Wait

from ates_chassis.messaging import broker
from ates_chassis.messaging.publishing import Message, publish_all
from ates_chassis.testing import eventually
from ates_local.places import checkout_root
from support.amqp import AsUser
from support.rabbitmq_server import RabbitMQServer

pytestmark = pytest.mark.broker

DEFINITIONS = json.loads((checkout_root() / "deploy/rabbitmq/definitions.json").read_text())
SERVICES = [user["name"] for user in DEFINITIONS["users"] if not user["tags"]]
QUEUES = [
    queue["name"]
    for queue in DEFINITIONS["queues"]
    if queue["arguments"]["x-queue-type"] == "quorum"
]
DELAYS = [queue for queue in QUEUES if ".delay." in queue]


def rights(user: str, what: str) -> re.Pattern[str]:
    [pattern] = [each[what] for each in DEFINITIONS["permissions"] if each["user"] == user]
    return re.compile(pattern)


@dataclass(frozen=True)
class Node:
    exchanges: list[str]
    keys: list[str]


@pytest.fixture
async def node(operator: Operator) -> Node:
    """What the running node has, its built-in exchanges included; every queue is empty."""
    exchanges = [e["name"] for e in (await operator.call("GET", "exchanges/ates")).json()]
    bindings = (await operator.call("GET", "bindings/ates")).json()
    queues = [q["name"] for q in (await operator.call("GET", "queues/ates")).json()]
    assert {e["name"] for e in DEFINITIONS["exchanges"]} < set(exchanges)
    for queue in QUEUES:
        await operator.take(queue)
    keys = {"", "#", *(b["routing_key"] for b in bindings), *queues, *exchanges}
    return Node(exchanges, sorted(keys))


@pytest.fixture
def as_user(rabbitmq: RabbitMQServer) -> AsUser:
    @contextlib.asynccontextmanager
    async def channel(user: str) -> AsyncIterator[Any]:
        async with broker.connected(rabbitmq.amqp_url(user), "test") as connection:
            yield await broker.confirming_channel(connection)

    return channel


@pytest.fixture
def forge(as_user: AsUser, node: Node) -> Wait:
    """Publishes as a user to an exchange: under each key, and once with all of them in every header that may route."""
    # Many copies that lead into delays again would multiply without end wherever they are let through.
    copies = [key for key in node.keys if ".delay." not in key]
    lies: dict[str, Any] = {
        "CC": copies,
        "BCC": copies,
        "x-ates-origin": "accounting.auth",
        "x-first-death-queue": "accounting.auth",
        "x-death": [{"queue": "accounting.auth", "exchange": "", "routing-keys": copies}],
    }

    async def publish(user: str, exchange: str) -> None:
        messages = [
            Message(
                routing_key=key,
                body=json.dumps([user, exchange, key]).encode(),
                message_id=f"{number}",
                headers=headers,
            )
            for number, (key, headers) in enumerate(
                [*((key, {}) for key in node.keys), ("accounting.auth", lies)]
            )
        ]
        async with as_user(user) as channel:
            await publish_all(channel, exchange, messages, timeout_s=60)

    return publish


async def may_write(as_user: AsUser, user: str, exchange: str) -> bool:
    async with as_user(user) as channel:
        raw = await channel.get_underlay_channel()
        try:
            await raw.basic_publish(b"[]", exchange=exchange, routing_key="nowhere")
        except ChannelClosed:
            return False
        return True


async def waiting(operator: Operator) -> int:
    return sum([await operator.count(queue) for queue in DELAYS])


async def arrived(operator: Operator, queues: list[str]) -> Counter[tuple[str, str, str]]:
    """Who brought something into which queue through which exchange."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for queue in queues:
        for message in await operator.take(queue):
            if body := json.loads(message.body):
                counts[body[0], body[1], queue] += 1
    return counts


def is_foreign(user: str, exchange: str, queue: str) -> bool:
    owner, _, source = queue.partition(".")
    told_by_its_producer = exchange == f"{user}.events" and source == user
    return owner != user and not told_by_its_producer


async def test_no_service_reaches_anothers_queues_by_any_exchange_and_any_key(
    operator: Operator, as_user: AsUser, node: Node, forge: Wait
) -> None:
    async with operator.policy("short", r"\.delay\.", **{"message-ttl": 20}):
        for user in SERVICES:
            for exchange in node.exchanges:
                allowed = await may_write(as_user, user, exchange)
                named = bool(rights(user, "write").search(exchange or "amq.default"))
                assert allowed == named, (user, exchange)
                if allowed:
                    await forge(user, exchange)
        with contextlib.suppress(AssertionError):
            await eventually(lambda: waiting(operator), until=lambda count: count == 0)
        left = await waiting(operator)
    counts = await arrived(operator, QUEUES)
    assert [each for each in counts if is_foreign(*each)] == []
    assert left == 0, "what leads nowhere blocks the delay queue"
    # Each way that is meant was tried too: own events to whoever listens, delays back, parking.
    for queue in QUEUES:
        assert any(reached == queue for _, _, reached in counts) or queue in DELAYS, queue


async def test_a_delayed_message_of_an_older_installation_returns_after_the_upgrade(
    operator: Operator, rabbitmq: RabbitMQServer
) -> None:
    """Its delay queue led into the default exchange; policies and exchanges change while it waits."""
    queue = "accounting.tasks"
    delay = "accounting.delay.30s"
    [policy] = [p for p in DEFINITIONS["policies"] if p["name"] == delay]
    old = {**policy["definition"], "dead-letter-exchange": "", "message-ttl": 3_000}
    await operator.call("PUT", f"policies/ates/{delay}", {**policy, "definition": old})
    await operator.call("DELETE", "exchanges/ates/accounting.retry")
    async with operator.channel() as channel:
        await channel.basic_publish(
            b"[]",
            exchange=delay,
            routing_key=queue,
            properties=Basic.Properties(delivery_mode=2),
            mandatory=True,
        )
    await rabbitmq.node.import_definitions()
    assert await operator.count(delay) == 1
    await eventually(lambda: operator.count(queue), until=lambda count: count == 1)
    await operator.take(queue)


async def test_a_retry_whose_queue_is_gone_is_parked_and_holds_up_no_other(
    operator: Operator, as_user: AsUser
) -> None:
    messages = [
        Message(routing_key=f"accounting.gone{n}", body=b"[]", message_id=f"{n}", headers={})
        for n in range(100)
    ]
    good = Message(routing_key="accounting.tasks", body=b"[]", message_id="good", headers={})
    async with (
        operator.policy("short", r"\.delay\.", **{"message-ttl": 20}),
        as_user("accounting") as channel,
    ):
        await publish_all(channel, "accounting.delay.5s", [*messages, good], timeout_s=20)
        await eventually(lambda: operator.count("accounting.tasks"), until=lambda n: n == 1)
        await eventually(lambda: operator.count("accounting.parked"), until=lambda n: n == 100)
