"""The rebuild of one consumer, from its empty shadow to the exchange."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
from sqlalchemy.engine import make_url

from ates_chassis.database.engine import Database
from ates_chassis.database.locks import LockKey
from ates_chassis.messaging.contracts import Contracts
from ates_chassis.messaging.inbox import Inbox
from ates_chassis.messaging.rebuilding import shadow
from ates_chassis.messaging.rebuilding.archive import Archive
from ates_chassis.shared.command_error import CommandError

BATCH_MAX = 5_000
# The rest that is read while nothing live goes on is at most what comes in during one short pass.
_FEW = 1_000
_PASSES_MAX = 20
_STATEMENT_TIMEOUT_S = 300
_READ_ONLY = {"default_transaction_read_only": "on"}
_LAST_LINES = 25

Report = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """What is rebuilt, of whose archives. `lock_key` is what the service's handlers hold while they work.

    `app_url` and `owner_url` lead to the service's own database, as its two roles; `archives` to those of the producers, by
    name, as any role that may read the outbox there. `migrations` is the service's folder of them, `schemas` that of the
    contracts.
    """

    inbox: Inbox
    lock_key: LockKey
    app_url: str
    owner_url: str
    archives: Mapping[str, str]
    migrations: Path
    schemas: Path


@dataclass(frozen=True)
class Outcome:
    events: int
    seconds: float
    exclusive_s: float

    @property
    def rate(self) -> float:
        return self.events / self.seconds


async def rebuild(plan: Plan, report: Report) -> Outcome:
    """Makes the figures anew and puts them in place; until then, and whenever it fails, the old ones are served."""
    check_archives(plan)
    owner = await asyncpg.connect(plan.owner_url)
    try:
        async with shadow.only_rebuild(owner):
            await shadow.make(owner, str(make_url(plan.app_url).username))
            await _migrate_shadow(plan)
            async with _feeder(plan) as feeder:
                outcome = await _fill_and_exchange(owner, feeder, plan.lock_key, report)
            await shadow.drop(owner)
            return outcome
    finally:
        await owner.close()


def check_archives(plan: Plan) -> None:
    """Raises CommandError unless each producer that the service listens to has an archive: figures would be of a part."""
    missing = {queue.partition(".")[2] for queue in plan.inbox.queues} - plan.archives.keys()
    if missing:
        raise CommandError(
            f"There is no archive of {', '.join(sorted(missing))}.",
            remedy="Name the database of each producer in ATES_ARCHIVE_URLS.",
        )


async def _migrate_shadow(plan: Plan) -> None:
    """In a process of its own, since the migrations take their addresses and the schema from the environment."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "ates_chassis.database.migrations", str(plan.migrations)),
        env={
            **os.environ,
            "ATES_DATABASE_URL": plan.app_url,
            "ATES_MIGRATION_DATABASE_URL": plan.owner_url,
            "ATES_MIGRATION_SCHEMA": shadow.SCHEMA,
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        },
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        output, _ = await process.communicate()
    except asyncio.CancelledError:
        process.terminate()
        await process.wait()
        raise
    if process.returncode != 0:
        lines = output.decode(errors="replace").splitlines()[-_LAST_LINES:]
        raise CommandError("The tables could not be made anew.", details="\n".join(lines))


async def _fill_and_exchange(
    owner: asyncpg.Connection, feeder: "Feeder", lock_key: LockKey, report: Report
) -> Outcome:
    started = time.perf_counter()
    for _ in range(_PASSES_MAX):
        if await feeder.catch_up() <= _FEW:
            break
    seconds = time.perf_counter() - started
    events = feeder.events
    report(f"{events:,} events in {seconds:.1f} s, {events / seconds:,.0f} events/s")
    await shadow.analyze(owner)
    exclusive = time.perf_counter()

    async def last() -> None:
        nonlocal exclusive
        exclusive = time.perf_counter()
        await feeder.catch_up()

    await shadow.exchange(owner, lock_key, last)
    held = time.perf_counter() - exclusive
    report(f"exchanged; live events waited {held * 1_000:.0f} ms")
    return Outcome(feeder.events, seconds, held)


class Feeder:
    """Gives archived events to the service's own handlers, whose tables are the shadow's."""

    def __init__(self, inbox: Inbox, db: Database, archives: Sequence[Archive]) -> None:
        self._inbox = inbox
        self._db = db
        self._archives = archives
        self.events = 0

    async def catch_up(self) -> int:
        """Applies all that is there and was not read before; returns how many events that were."""
        before = self.events
        for archive in self._archives:
            async for batch in archive.rest():
                if batch:
                    await self._inbox.apply(self._db, batch)
                    self.events += len(batch)
        return self.events - before


@asynccontextmanager
async def _feeder(plan: Plan) -> AsyncIterator[Feeder]:
    async with AsyncExitStack() as stack:
        archives = []
        for url in plan.archives.values():
            connection = await asyncpg.connect(url, server_settings=_READ_ONLY)
            stack.push_async_callback(connection.close)
            archives.append(Archive(connection, plan.inbox.types, batch_max=BATCH_MAX))
        db = Database(
            plan.app_url,
            check_event=Contracts(plan.schemas).check,
            pool_size=1,
            statement_timeout_s=_STATEMENT_TIMEOUT_S,
            schema=shadow.SCHEMA,
        )
        stack.push_async_callback(db.close)
        yield Feeder(plan.inbox, db, archives)
