"""What a service's RabbitMQ user may not, tried on a real one."""

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest
from aio_pika.exceptions import AMQPConnectionError, ChannelClosed
from broker.rabbitmq_operator import Operator
from pamqp.commands import Basic

from ates_chassis.testing import eventually
from support.amqp import AsUser, RawConnection
from support.rabbitmq_server import RabbitMQServer

pytestmark = pytest.mark.broker

PERSISTENT = Basic.Properties(delivery_mode=2)


Attempt = Callable[[Any], Awaitable[object]]


@pytest.fixture
def as_user(rabbitmq: RabbitMQServer) -> AsUser:
    @contextlib.asynccontextmanager
    async def channel(user: str) -> AsyncIterator[Any]:
        async with RawConnection(rabbitmq.amqp_url(user)) as connection:
            yield await connection.channel()

    return channel


async def test_a_service_declares_deletes_and_binds_nothing(
    as_user: AsUser, operator: Operator
) -> None:
    attempts: list[Attempt] = [
        lambda c: c.queue_declare("own", durable=True),
        lambda c: c.exchange_declare("own", durable=True),
        lambda c: c.queue_delete("accounting.tasks"),
        lambda c: c.queue_purge("accounting.tasks"),
        lambda c: c.queue_bind("accounting.tasks", "tasks.events", "#"),
        lambda c: c.queue_unbind("events.log", "tasks.events", "#"),
        lambda c: c.queue_bind("accounting.tasks", "tasks.parked", "#"),
    ]
    for attempt in attempts:
        async with as_user("tasks") as channel:
            with pytest.raises(ChannelClosed, match="ACCESS_REFUSED"):
                await attempt(channel)


@pytest.mark.parametrize(
    "exchange",
    ["auth.events", "accounting.events", "accounting.parked", "accounting.replay", "", "amq.topic"],
)
async def test_a_service_does_not_publish_where_others_speak(
    as_user: AsUser, operator: Operator, exchange: str
) -> None:
    async with as_user("tasks") as channel:
        with pytest.raises(ChannelClosed, match="ACCESS_REFUSED"):
            await channel.basic_publish(
                b"x", exchange=exchange, routing_key="accounting.tasks", properties=PERSISTENT
            )


@pytest.mark.parametrize("queue", ["accounting.tasks", "accounting.parked", "events.log"])
async def test_a_service_does_not_read_what_others_hear(
    as_user: AsUser, operator: Operator, queue: str
) -> None:
    async with as_user("tasks") as channel:
        await channel.basic_qos(prefetch_count=1)
        with pytest.raises(ChannelClosed, match="ACCESS_REFUSED"):
            await channel.basic_consume(queue, lambda _: None)


async def test_web_reads_the_log_of_events_and_nothing_else(
    as_user: AsUser, operator: Operator
) -> None:
    async with as_user("web") as channel:
        await channel.basic_qos(prefetch_count=1)
        await channel.basic_consume("events.log", lambda _: None)
    for queue in ("accounting.tasks", "accounting.parked"):
        async with as_user("web") as channel:
            with pytest.raises(ChannelClosed, match="ACCESS_REFUSED"):
                await channel.basic_get(queue)
    attempts: list[Attempt] = [
        lambda c: c.queue_declare("own", durable=True),
        lambda c: c.queue_delete("events.log"),
        lambda c: c.queue_bind("events.log", "auth.events", "#"),
        lambda c: c.basic_publish(b"x", routing_key="events.log", properties=PERSISTENT),
        lambda c: c.basic_publish(
            b"x", exchange="tasks.events", routing_key="x", properties=PERSISTENT
        ),
    ]
    for attempt in attempts:
        async with as_user("web") as channel:
            with pytest.raises(ChannelClosed, match="ACCESS_REFUSED"):
                await attempt(channel)


async def test_the_monitor_reads_and_writes_nothing(as_user: AsUser, operator: Operator) -> None:
    async with as_user("monitor") as channel:
        with pytest.raises(ChannelClosed, match="ACCESS_REFUSED"):
            await channel.basic_get("accounting.tasks")


async def test_there_is_no_guest(rabbitmq: RabbitMQServer, operator: Operator) -> None:
    users = {user["name"] for user in (await operator.call("GET", "users")).json()}
    services = {"auth", "tasks", "accounting", "analytics", "payments", "notifications", "web"}
    assert users == services | {"operator", "monitor"}
    scheme, _, rest = rabbitmq.amqp_url("tasks").partition("://")
    for vhost in ("ates", "%2f"):
        url = f"{scheme}://guest:guest@{rest.partition('@')[2].rpartition('/')[0]}/{vhost}"
        with pytest.raises(AMQPConnectionError):
            async with RawConnection(url):
                pass


async def test_a_service_has_no_seat_in_the_management(rabbitmq: RabbitMQServer) -> None:
    password = rabbitmq.amqp_url("tasks").partition("tasks:")[2].partition("@")[0]
    async with httpx.AsyncClient(base_url=rabbitmq.management_url, trust_env=False) as client:
        answer = await client.get("/api/overview", auth=("tasks", password))
    assert answer.status_code == 401


async def test_every_queue_runs_under_the_policy_of_its_name(operator: Operator) -> None:
    async def policies() -> dict[str, str | None]:
        queues = (await operator.call("GET", "queues/ates")).json()
        return {queue["name"]: queue.get("policy") for queue in queues}

    # The management learns of a new queue's policy with its next statistics.
    seen = await eventually(policies, until=lambda seen: None not in seen.values())
    assert all(policy == queue for queue, policy in seen.items())
