"""A node that is killed as soon as it is there has kept all that it declared."""

import json
from functools import partial

import pytest
from aio_pika.exceptions import ChannelClosed

from ates_chassis.testing import eventually
from ates_local.definitions import OPERATOR
from ates_local.passwords import Passwords
from ates_local.ports import Ports
from ates_local.rabbitmq import RabbitMQ
from ates_local.rabbitmq_program import RabbitPrograms
from support.amqp import RawConnection
from support.rabbitmq_server import running_rabbitmq
from support.temporary import temporary_places


async def _is_reached(url: str, queue: str) -> bool:
    async with RawConnection(url) as connection:
        try:
            await (await connection.channel()).queue_declare(queue, passive=True)
        except ChannelClosed:
            return False
    return True


async def test_a_node_that_is_killed_right_after_its_first_start_keeps_every_queue() -> None:
    with temporary_places() as places:
        queues = [queue["name"] for queue in json.loads(places.definitions.read_text())["queues"]]
        async with running_rabbitmq(places) as server:
            await server.kill9()
            await server.start()
            url = server.amqp_url(OPERATOR)
            assert queues
            for queue in queues:
                # A stream has its writer a moment after the node is ready.
                await eventually(partial(_is_reached, url, queue), timeout_s=10)


async def test_what_the_definitions_declare_is_put_on_the_disk_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    requests = []

    async def control(_node: object, *arguments: str) -> str:
        requests.append(arguments[0])
        return ""

    monkeypatch.setattr(RabbitMQ, "control", control)
    with temporary_places() as places:
        programs = RabbitPrograms(places.state / "rabbitmq-server", places.state / "epmd")
        node = RabbitMQ(programs, places, Ports(1), Passwords.load(places.passwords))
        node.write_files()
        for _ in range(2):
            await node.sync_definitions()
        assert requests == ["eval"]
        definitions = places.rabbitmq / "definitions.json"
        definitions.write_text(definitions.read_text() + "\n")
        await node.sync_definitions()
        assert requests == ["eval", "eval"]
