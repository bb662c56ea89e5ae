"""The rebuild of one consumer, from its empty shadow to the exchange."""

import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import asyncpg
from sqlalchemy.engine import make_url

from ates_chassis.database.engine import Database
from ates_chassis.messaging.contracts import Contracts
from ates_chassis.messaging.inbox import Inbox
from ates_local.databases import DatabaseUrls
from ates_local.migrating import migrate
from ates_local.places import Places
from ates_local.rebuilding import shadow
from ates_local.rebuilding.archive import Archive
from ates_local.services import Service

BATCH_MAX = 5_000
# The rest that is read while nothing live goes on is at most what comes in during one short pass.
_FEW = 1_000
_PASSES_MAX = 20
_STATEMENT_TIMEOUT_S = 300

Report = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """What is rebuilt, of whose archives. `lock_key` is what the service's handlers hold while they work."""

    service: Service
    inbox: Inbox
    lock_key: int
    urls: DatabaseUrls
    archives: Mapping[str, str]
    places: Places
    environment: Mapping[str, str]


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
    owner = await asyncpg.connect(plan.urls.owner)
    try:
        async with shadow.only_rebuild(owner):
            await shadow.make(owner, str(make_url(plan.urls.app).username))
            shadow_environment = {**plan.environment, "ATES_MIGRATION_SCHEMA": shadow.SCHEMA}
            await migrate(plan.service, places=plan.places, environment=shadow_environment)
            async with _feeder(plan) as feeder:
                outcome = await _fill_and_exchange(owner, feeder, plan.lock_key, report)
            await shadow.drop(owner)
            return outcome
    finally:
        await owner.close()


async def _fill_and_exchange(
    owner: asyncpg.Connection, feeder: "Feeder", lock_key: int, report: Report
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
            connection = await asyncpg.connect(url)
            stack.push_async_callback(connection.close)
            archives.append(Archive(connection, plan.inbox.types, batch_max=BATCH_MAX))
        db = Database(
            plan.urls.app,
            check_event=Contracts(plan.places.checkout / "schemas").check,
            pool_size=1,
            statement_timeout_s=_STATEMENT_TIMEOUT_S,
            schema=shadow.SCHEMA,
        )
        stack.push_async_callback(db.close)
        yield Feeder(plan.inbox, db, archives)
