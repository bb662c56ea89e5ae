"""The worker of a service: relay, one consumer per queue, jobs, a watchdog; stops when told, with the work in hand done.

`python -m ates_chassis.messaging.worker ates_tasks.main:worker` runs the worker that a factory makes.
"""

import asyncio
import importlib
import logging
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import uvicorn
import uvloop
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from fastapi import FastAPI
from sqlalchemy import text

from ates_chassis.database import retention as housekeeping
from ates_chassis.database.engine import Database
from ates_chassis.database.outages import is_outage
from ates_chassis.http.server import server_config, spare_what_stays
from ates_chassis.messaging import broker
from ates_chassis.messaging.consumer import QueueConsumer
from ates_chassis.messaging.contracts import Contracts
from ates_chassis.messaging.inbox import Inbox
from ates_chassis.messaging.relay import Relay
from ates_chassis.observability.health import operations
from ates_chassis.observability.logs import start_logging
from ates_chassis.settings import BrokerSettings, ServiceSettings
from ates_chassis.shared.errors import describe

log = logging.getLogger(__name__)

_HOUSEKEEPING_S = 3_600
_MISSING_MAX = 3
_ANSWER_S = 10
# Less than what supervisors wait before they kill.
_GRACE_S = 15


@dataclass(frozen=True, slots=True)
class Job:
    """Work on a schedule: `run` every `every_s` seconds, one at a time; a missed run is made up once."""

    name: str
    every_s: int
    run: Callable[[Database], Awaitable[None]]


class Worker:
    def __init__(
        self,
        settings: ServiceSettings,
        *,
        name: str,
        inbox: Inbox,
        jobs: Sequence[Job] = (),
        broker_settings: BrokerSettings | None = None,
        produces: bool = True,
    ) -> None:
        """A service that tells no events has no exchange, and `produces` nothing."""
        self._settings = settings
        self._name = name
        self._broker = broker_settings or BrokerSettings()
        contracts = Contracts(settings.schemas_dir)
        self.db = Database(
            settings.database_url.get_secret_value(),
            check_event=contracts.check,
            pool_size=settings.pool_size,
            statement_timeout_s=settings.statement_timeout_s,
            lock_timeout_s=settings.worker_lock_timeout_s,
            session=settings.session,
        )
        relay = Relay(service=name, db=self.db, contracts=contracts, settings=self._broker)
        self._relays = [relay] if produces else []
        self._consumers = [
            QueueConsumer(
                queue=queue, inbox=inbox, db=self.db, contracts=contracts, settings=self._broker
            )
            for queue in inbox.queues
        ]
        self._waiting_jobs: set[str] = set()
        self._jobs = (Job("housekeeping", _HOUSEKEEPING_S, housekeeping.prune(self._broker)), *jobs)

    async def run(self, stop: asyncio.Event) -> None:
        """Works until `stop`; raises where a part of it ends on its own, so that the process is started anew."""
        scheduler = self._scheduler()
        scheduler.start()
        parts = [relay.run(stop) for relay in self._relays]
        parts += [consumer.run(stop) for consumer in self._consumers]
        if self._consumers:
            parts.append(self._watch(stop))
        tasks = [asyncio.ensure_future(part) for part in parts]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            stop.set()
            await asyncio.wait(tasks, timeout=_GRACE_S)
        finally:
            scheduler.shutdown(wait=False)
            for task in tasks:
                task.cancel()
            ends = await asyncio.gather(*tasks, return_exceptions=True)
            await self.db.close()
        for end in ends:
            if isinstance(end, Exception):
                raise end

    def _scheduler(self) -> AsyncIOScheduler:
        scheduler = AsyncIOScheduler(timezone="UTC")
        for job in self._jobs:
            scheduler.add_job(
                self._run_job,
                "interval",
                args=[job],
                seconds=job.every_s,
                id=job.name,
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )
        return scheduler

    async def _run_job(self, job: Job) -> None:
        """An outage ends one run, and is logged once; the next run makes up for it."""
        try:
            await job.run(self.db)
        except Exception as error:
            if not is_outage(error):
                raise
            if job.name not in self._waiting_jobs:
                reason = {"job": job.name, "reason": describe(error)}
                log.warning("job waits for the end of an outage", extra=reason)
            self._waiting_jobs.add(job.name)
        else:
            self._waiting_jobs.discard(job.name)

    async def _watch(self, stop: asyncio.Event) -> None:
        """Ends the process when a queue has had no consumer for several looks although RabbitMQ answers.

        It asks nothing of the queues: a passive declaration needs the right to configure since RabbitMQ 4.2.6.
        """
        missing = 0
        while not stop.is_set():
            await broker.wait_for_stop(stop, self._broker.watchdog_s)
            if stop.is_set() or all(consumer.is_subscribed for consumer in self._consumers):
                missing = 0
            elif await self._broker_answers():
                missing += 1
            if missing >= _MISSING_MAX:
                log.critical("a queue has no consumer, ending the process")
                raise RuntimeError("a queue has no consumer")

    async def _broker_answers(self) -> bool:
        """On a connection of its own, since it is the others that may be stuck."""
        url = self._broker.amqp_url.get_secret_value()
        try:
            async with broker.connected(url, f"{self._name}-watchdog") as connection:
                async with asyncio.timeout(_ANSWER_S):
                    await connection.channel()
        except Exception as error:  # noqa: BLE001 - an outage is the loops' business, not the watchdog's
            log.info("watchdog cannot look", extra={"reason": repr(error)})
            return False
        return True

    async def ready(self) -> None:
        async with self.db.reading() as tx:
            await tx.execute(text(self._settings.readiness_query))

    def server(self) -> uvicorn.Server:
        """Tells operators how it is, on a port of its own."""
        app = FastAPI(openapi_url=None)
        app.include_router(operations(self.ready))
        return uvicorn.Server(server_config(app, self._settings, port=self._settings.worker_port))


async def _serve(worker: Worker) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    server = worker.server()
    # The worker, not the HTTP server, decides what a signal means.
    serving = asyncio.ensure_future(server._serve())  # noqa: SLF001
    try:
        await worker.run(stop)
    finally:
        server.should_exit = True
        await serving


def main(factory: str) -> None:
    module, _, name = factory.partition(":")
    settings = ServiceSettings()
    start_logging(f"{module.partition('.')[0].removeprefix('ates_')}-worker", settings.log_level)
    worker: Worker = getattr(importlib.import_module(module), name)()
    spare_what_stays()
    uvloop.run(_serve(worker))


if __name__ == "__main__":
    main(sys.argv[1])
