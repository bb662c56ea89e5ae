"""Addresses of one node of RabbitMQ, or of several."""

import asyncio
import socket
from collections import Counter

import aio_pika
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ates_chassis.messaging.addresses import addresses_of
from ates_chassis.messaging.broker import close, connect
from support.rabbitmq_server import RabbitMQServer

PARTS = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=12)
HOSTS = st.lists(
    st.from_regex(r"\A[a-z][a-z0-9]{0,9}(\.[a-z][a-z0-9]{0,5})?\Z"), min_size=1, max_size=5
)


@given(user=PARTS, password=PARTS, hosts=HOSTS, port=st.integers(1, 65_535))
def test_each_node_has_the_same_credentials_and_virtual_host(
    user: str, password: str, hosts: list[str], port: int
) -> None:
    joined = ",".join(f"{host}:{port}" for host in hosts)
    nodes = addresses_of(f"amqp://{user}:{password}@{joined}/ates")
    assert [node.host for node in nodes] == hosts
    assert {(n.user, n.password, n.port, n.path) for n in nodes} == {
        (user, password, port, "/ates")
    }


@pytest.mark.parametrize(
    "url",
    ["", "rabbitmq", "http://u:secret@h/ates", "amqp://u:secret@/ates", "amqp://u:secret@a,,b/ates", "amqp://u:secret@a:x/v"],
)  # fmt: skip
def test_what_is_no_address_is_refused_without_being_shown(url: str) -> None:
    with pytest.raises(ValueError, match="not an address") as refusal:
        addresses_of(url)
    assert "secret" not in str(refusal.value)


@pytest.mark.broker
async def test_a_node_that_is_down_or_silent_is_passed_over(rabbitmq: RabbitMQServer) -> None:
    """One that refuses, one that takes the connection and says nothing, and one that works."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        url = rabbitmq.amqp_url("web").replace(
            "127.0.0.1", f"127.0.0.1:9,127.0.0.1:{port},127.0.0.1"
        )
        for _ in range(3):
            async with asyncio.timeout(12):
                await close(await connect(url, "test"))


@pytest.mark.broker
async def test_connections_spread_over_the_nodes(rabbitmq: RabbitMQServer) -> None:
    port = rabbitmq.node.ports.of("amqp")
    url = rabbitmq.amqp_url("web").replace("127.0.0.1", f"localhost:{port},127.0.0.1")
    hosts: Counter[str] = Counter()
    for _ in range(24):
        connection = await connect(url, "test")
        assert isinstance(connection, aio_pika.Connection)
        hosts[str(connection.url.host)] += 1
        await close(connection)
    assert len(hosts) == 2
