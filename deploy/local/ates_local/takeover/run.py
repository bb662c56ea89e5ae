"""The steps of a take-over. Whatever interrupts it, the old data stay as they were, and it is begun anew by the same command.

1. The old data are put aside under the name of their version.
2. An empty node starts with today's definitions, so that there are feature flags to copy, and stops.
3. The installed RabbitMQ reads all messages out of a copy of the old data into a file.
4. The new node starts again and gets each message back into the queue in which it lay.
"""

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from ates_chassis.messaging.parking import origin_of
from ates_chassis.shared.command_error import CommandError
from ates_local import state_files
from ates_local.definitions import OPERATOR, VHOST, read_definitions
from ates_local.health import Check
from ates_local.ports import answers
from ates_local.programs import Program
from ates_local.progress import Progress
from ates_local.rabbitmq import RabbitMQ
from ates_local.rabbitmq_program import Version
from ates_local.server_process import ServerProcess
from ates_local.takeover.messages import Saved, refill, save
from ates_local.takeover.rescue import copy_of, flags_file, make_tables, rescue_program
from ates_local.takeover.versions import note_version, text_of, unfinished_takeover

# The copy, the file of messages, and the new node's own data.
_DISK_FACTOR = 3
_COUNTS_MAX = 12
_COUNT_EVERY_S = 2.0
_UNTOUCHED = "The old data are untouched. Install the RabbitMQ that wrote them, let it empty its queues, and repeat."


@dataclass(frozen=True)
class Takeover:
    """Of the data of a node that does not run, written by RabbitMQ `version`."""

    rabbitmq: RabbitMQ
    version: Version
    progress: Progress

    @property
    def folder(self) -> Path:
        return self.rabbitmq.places.rabbitmq

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def old(self) -> Path:
        """What is left for whoever wants to look; nothing reads it afterwards."""
        return self.folder / f"data-{text_of(self.version)}"

    @property
    def unfinished(self) -> Path:
        """While it is there, the new data are not complete."""
        return unfinished_takeover(self.folder)

    async def run(self) -> dict[str, int]:
        """Returns how many messages each queue got back. Raises CommandError."""
        self._check_disk()
        self._put_aside()
        async with self._epmd():
            with self.progress.step("An empty node"):
                await self._new_node()
            with self.progress.step("The messages out of the old data"):
                await self._save()
            with self.progress.step("The messages into the new node"):
                counts = await self._refill()
        note_version(self.folder, self.rabbitmq.programs.version)
        self.unfinished.unlink()
        return counts

    def _check_disk(self) -> None:
        source = self.old if self.unfinished.exists() else self.data
        size = sum(file.stat().st_size for file in source.rglob("*") if file.is_file())
        free = shutil.disk_usage(self.folder).free
        if free < _DISK_FACTOR * size:
            raise CommandError(
                f"The take-over needs {_DISK_FACTOR * size / 1e9:.1f} GB free, and {free / 1e9:.1f} GB are.",
                remedy="Make room on that disk, and repeat the command.",
            )

    def _put_aside(self) -> None:
        """The mark comes first: after a crash between the two, the data still lie where they did."""
        if not self.unfinished.exists():
            if self.old.exists():
                raise CommandError(
                    f"{self.old} is there from an earlier take-over.",
                    remedy="Move it away, and repeat the command.",
                )
            state_files.write(self.unfinished, text_of(self.version))
        if self.old.exists():
            shutil.rmtree(self.data, ignore_errors=True)
        else:
            self.data.rename(self.old)

    async def _new_node(self) -> None:
        (self.folder / "definitions.synced").unlink(missing_ok=True)
        self.rabbitmq.write_files()
        async with self._running(self.rabbitmq.program()):
            await self.rabbitmq.sync_definitions()

    async def _save(self) -> None:
        """The copy lies where the old data lay: quorum queues know their files by absolute paths."""
        new = self.folder / "data-new"
        shutil.rmtree(new, ignore_errors=True)
        self.data.rename(new)
        copy_of(self.old, self.data, flags=flags_file(new))
        await make_tables(self.rabbitmq, self.data)
        async with self._running(rescue_program(self.rabbitmq)):
            # Queues of delays first: what expires meanwhile goes to the others.
            queues = sorted(await self._queues(), key=lambda name: ".delay." not in name)
            if not queues:
                raise CommandError(
                    "The installed RabbitMQ finds no queues in the old data.", remedy=_UNTOUCHED
                )
            await save(self.rabbitmq.amqp_url(OPERATOR), queues, self._messages)
            await self._until_empty()
        shutil.rmtree(self.data)
        new.rename(self.data)

    async def _until_empty(self) -> None:
        """RabbitMQ counts the messages of a quorum queue every five seconds. Raises CommandError."""
        for _ in range(_COUNTS_MAX):
            left = [name for name, count in (await self._queues()).items() if count]
            if not left:
                return
            await asyncio.sleep(_COUNT_EVERY_S)
        raise CommandError(f"Messages stay in {', '.join(left)}.", remedy=_UNTOUCHED)

    async def _queues(self) -> dict[str, int]:
        """The queues with how many messages lie in each; streams, which are a record to read, are none."""
        listed = await self.rabbitmq.control(
            *("list_queues", "--quiet", "--no-table-headers", "--vhost", VHOST),
            *("name", "type", "messages", "state"),
        )
        rows = [line.split("\t") for line in listed.splitlines() if line.count("\t") == 3]
        queues = [row for row in rows if "stream" not in row[1]]
        if down := [name for name, _, _, state in queues if state != "running"]:
            raise CommandError(
                f"The installed RabbitMQ cannot open {', '.join(down)}.", remedy=_UNTOUCHED
            )
        return {name: int(count) for name, _, count, _ in queues}

    async def _refill(self) -> dict[str, int]:
        definitions = read_definitions(self.rabbitmq.places)
        exchanges = {exchange["name"] for exchange in definitions["exchanges"]}

        def route(saved: Saved) -> tuple[str, str]:
            """Delay and parking queues have exchanges of their own, where the key tells the origin."""
            if saved.queue not in exchanges:
                return "", saved.queue
            service, _, kind = saved.queue.partition(".")
            if kind != "parked":
                return saved.queue, saved.routing_key
            headers = dict(saved.properties.headers or {})
            return saved.queue, origin_of(service, saved.routing_key, headers)[0]

        async with self._running(self.rabbitmq.program()):
            counts = await refill(self.rabbitmq.amqp_url(OPERATOR), self._messages, route)
        self._messages.replace(self.old / self._messages.name)
        return dict(counts)

    @property
    def _messages(self) -> Path:
        return self.folder / "messages.jsonl"

    @contextlib.asynccontextmanager
    async def _epmd(self) -> AsyncIterator[None]:
        async def is_ready() -> bool:
            return await asyncio.to_thread(answers, self.rabbitmq.ports.of("epmd"))

        async with self._running(self.rabbitmq.epmd_program(), is_ready):
            yield

    @contextlib.asynccontextmanager
    async def _running(
        self, program: Program, is_ready: Check | None = None
    ) -> AsyncIterator[None]:
        process = ServerProcess(program, self.rabbitmq.places, is_ready or self.rabbitmq.is_ready)
        try:
            await process.start()
            yield
        finally:
            await process.stop()
