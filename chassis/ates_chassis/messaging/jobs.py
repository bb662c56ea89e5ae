"""Work of a worker on a schedule."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from ates_chassis.database.engine import Database
from ates_chassis.database.outages import is_outage
from ates_chassis.shared.errors import describe

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """Work on a schedule: `run` every `every_s` seconds, one at a time; a missed run is made up once."""

    name: str
    every_s: int
    run: Callable[[Database], Awaitable[None]]


def scheduler_of(jobs: Sequence[Job], db: Database) -> AsyncIOScheduler:
    scheduler = AsyncIOScheduler(timezone="UTC")
    for job in jobs:
        scheduler.add_job(
            _Runs(job, db).run,
            "interval",
            seconds=job.every_s,
            id=job.name,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
    return scheduler


class _Runs:
    """An outage ends one run, and is logged once; the next run makes up for it."""

    def __init__(self, job: Job, db: Database) -> None:
        self._job = job
        self._db = db
        self._is_waiting = False

    async def run(self) -> None:
        try:
            await self._job.run(self._db)
        except Exception as error:
            if not is_outage(error):
                raise
            if not self._is_waiting:
                reason = {"job": self._job.name, "reason": describe(error)}
                log.warning("job waits for the end of an outage", extra=reason)
            self._is_waiting = True
        else:
            self._is_waiting = False
