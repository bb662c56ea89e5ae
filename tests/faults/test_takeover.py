"""A company's messages come out of data that the installed RabbitMQ would not open, and into a new node."""

import asyncio
import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiormq.channel import Channel
from pamqp.commands import Basic
from rich.console import Console

from ates_chassis.shared.command_error import CommandError
from ates_chassis.testing import eventually
from ates_local.company import Company
from ates_local.definitions import OPERATOR
from ates_local.leftovers import node_in as node_in_folder
from ates_local.own_files import RABBITMQ, is_of
from ates_local.passwords import Passwords
from ates_local.places import Places
from ates_local.ports import Ports, answers, free_base
from ates_local.progress import Progress
from ates_local.rabbitmq import NODE, RabbitMQ
from ates_local.rabbitmq_program import rabbitmq_programs
from ates_local.server_process import ServerProcess
from ates_local.settings import Settings
from ates_local.takeover import run
from ates_local.takeover.run import Takeover
from ates_local.takeover.versions import note_version, version_of_data
from support.amqp import RawConnection
from support.temporary import temporary_places

BACKLOG = 300
KEPT = ("traceparent", "x-ates-attempts", "x-ates-error")
ATTEMPTS = {"x-ates-attempts": 2, "x-ates-origin": "accounting.tasks", "x-ates-error": "[/x] – ß"}
DEATH = {
    "x-first-death-queue": "accounting.tasks",
    "x-death": [
        {"queue": "accounting.tasks", "count": 20, "time": datetime(2026, 5, 2, tzinfo=UTC)}
    ],
}


def node_in(places: Places) -> RabbitMQ:
    return RabbitMQ(
        rabbitmq_programs(), places, Ports(free_base()), Passwords.load(places.passwords)
    )


@contextlib.asynccontextmanager
async def running(node: RabbitMQ) -> AsyncIterator[ServerProcess]:
    async def epmd_is_ready() -> bool:
        return await asyncio.to_thread(answers, node.ports.of("epmd"))

    epmd = ServerProcess(node.epmd_program(), node.places, epmd_is_ready)
    server = ServerProcess(node.program(), node.places, node.is_ready)
    await epmd.start()
    try:
        await server.start()
        await node.settle()
        yield server
    finally:
        await server.kill9()
        await epmd.kill9()


@contextlib.asynccontextmanager
async def channel_to(node: RabbitMQ) -> AsyncIterator[Any]:
    async with RawConnection(node.amqp_url(OPERATOR)) as connection:
        yield await connection.channel()


async def publish(
    channel: Channel, exchange: str, key: str, body: bytes, headers: dict[str, Any]
) -> None:
    properties = Basic.Properties(
        content_type="application/cloudevents+json", delivery_mode=2, headers=headers
    )
    await channel.basic_publish(
        body, exchange=exchange, routing_key=key, properties=properties, mandatory=True
    )


async def fill(node: RabbitMQ) -> None:
    """A backlog as the relay makes it, delayed and parked messages as a consumer makes them, and what RabbitMQ parked."""
    trace = {"traceparent": f"00-{1:032x}-{1:016x}-01"}
    async with channel_to(node) as channel:
        for number in range(BACKLOG):
            body = b'{"number": %d}' % number
            await publish(channel, "tasks.events", "tasks.task-completed.v1", body, trace)
        for exchange, body in (
            ("accounting.delay.5s", b"five seconds"),
            ("accounting.delay.5m", b"five minutes"),
            ("accounting.parked", b"\xff\x00 not JSON"),
            ("accounting.parked", b""),
            ("analytics.parked", b"x" * 1_000_000),
        ):
            await publish(channel, exchange, "accounting.tasks", body, ATTEMPTS)
        await publish(
            channel, "accounting.parked", "tasks.task-added.v1", b"delivered 20 times", DEATH
        )


async def contents(node: RabbitMQ) -> Counter[Any]:
    """What lies in the queues, as a consumer or an operator sees it; what waits out a delay counts as in its queue."""
    definitions = json.loads(node.places.definitions.read_text())
    counts: Counter[Any] = Counter()
    async with channel_to(node) as channel:
        for queue in definitions["queues"]:
            if queue["arguments"]["x-queue-type"] == "stream":
                continue
            while isinstance((got := await channel.basic_get(queue["name"])).delivery, Basic.GetOk):
                headers = dict(got.header.properties.headers or {})
                kind = headers.get("x-ates-type", got.routing_key)
                origin = headers.get("x-ates-origin", headers.get("x-first-death-queue", ""))
                place = origin if ".delay." in queue["name"] else queue["name"]
                header_values = tuple(headers.get(name) for name in KEPT)
                counts[place, kind, origin, header_values, got.body] += 1
    return counts


@pytest.mark.timeout(300)
async def test_every_message_is_in_its_queue_again_with_its_headers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with temporary_places() as places, Progress(Console(quiet=True)) as progress:
        node = node_in(places)
        node.prepare()
        async with running(node):
            await fill(node)
            before = await contents(node)
        assert sum(before.values()) > BACKLOG * 2, "two services listen to completed tasks"
        older = (3, 9)
        note_version(places.rabbitmq, older)
        takeover = Takeover(node, older, progress)

        def crash(*_: Path, **__: Path) -> None:
            raise CommandError("the machine lost its power")

        with monkeypatch.context() as broken:
            broken.setattr(run, "copy_of", crash)
            with pytest.raises(CommandError, match="lost its power"):
                await takeover.run()
        assert version_of_data(places.rabbitmq, NODE) == older
        with pytest.raises(CommandError, match="did not come to its end"):
            node.prepare()

        counts = await takeover.run()

        assert sum(counts.values()) == sum(before.values())
        assert version_of_data(places.rabbitmq, NODE) == node.programs.version
        node.prepare()
        async with running(node):
            after = await contents(node)
    assert after == before


def ates_in(places: Places, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "ates_tools", *arguments],
        env={**os.environ, "ATES_STATE_DIR": str(places.state)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@contextlib.contextmanager
def claimed_places() -> Iterator[Places]:
    """Of a company that has a node and was never started as a whole."""
    with temporary_places() as places:
        shutil.rmtree(places.state)
        company = Company(places, Settings.of({"ATES_PORT_BASE": str(free_base())}))
        with company.lock("up"):
            company.settings.remember(places)
        try:
            yield places
        finally:
            company.kill()


@pytest.mark.timeout(300)
async def test_a_takeover_that_was_killed_is_repeated_and_loses_nothing() -> None:
    with claimed_places() as places:
        node = node_in(places)
        node.prepare()
        async with running(node):
            await fill(node)
            before = await contents(node)
        note_version(places.rabbitmq, (3, 8))

        async def reads_messages() -> bool:
            return (places.rabbitmq / "messages.unfinished").exists()

        with ates_in(places, "takeover") as killed:
            await eventually(reads_messages, timeout_s=120)
            killed.kill()
        assert node_in_folder(places.rabbitmq) is not None, "it was left behind"
        with ates_in(places, "takeover") as repeated:
            output = (await asyncio.to_thread(repeated.communicate))[0]
        assert repeated.returncode == 0, output
        assert f"{sum(before.values())} messages taken over" in output

        node.prepare()
        async with running(node):
            after = await contents(node)
        known = [file.name for file in places.rabbitmq.iterdir() if is_of(file.name, RABBITMQ)]
        assert sorted(known) == sorted(file.name for file in places.rabbitmq.iterdir())
    assert after == before


async def streams_of(node: RabbitMQ) -> dict[str, int]:
    listed = await node.control(
        "list_queues", "--vhost", "ates", "--silent", "name", "type", "messages"
    )
    rows = [line.split("\t") for line in listed.splitlines()]
    return {name: int(count or 0) for name, kind, count in rows if "stream" in kind}


async def test_a_folder_that_is_called_by_another_name_keeps_its_streams_too(
    tmp_path: Path,
) -> None:
    with temporary_places() as places:
        node = node_in(places)
        node.prepare()
        async with running(node):
            await fill(node)
            before = await eventually(
                lambda: streams_of(node), until=lambda seen: any(seen.values())
            )
        (tmp_path / "link").symlink_to(places.state)
        linked = node_in(Places(checkout=places.checkout, state=tmp_path / "link"))
        linked.prepare()
        async with running(linked):
            await eventually(lambda: streams_of(linked), until=lambda seen: seen == before)


async def test_a_folder_that_was_moved_keeps_what_lies_in_its_queues(tmp_path: Path) -> None:
    with temporary_places() as places:
        node = node_in(places)
        node.prepare()
        async with running(node):
            await fill(node)
            before = await contents(node)
        moved = Places(checkout=places.checkout, state=tmp_path / "elsewhere")
        places.state.rename(moved.state)
        node = node_in(moved)
        node.prepare()
        async with running(node):
            async with channel_to(node) as channel:
                await publish(channel, "tasks.events", "tasks.task-completed.v1", b"after", {})
            listed = await node.control("list_queues", "--vhost", "ates", "name", "state")
            survived = await contents(node)
    assert "down" not in listed
    listening = {place for place, *_, body in before if body == b'{"number": 0}'}
    came = {(place, "tasks.task-completed.v1", "", (None,) * 3, b"after"): 1 for place in listening}
    assert survived == before + Counter(came)
