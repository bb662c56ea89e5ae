"""The worker of a service, a FastStream application: relay, a batch subscriber per queue, jobs, a watchdog.

It stops when told, with the work in hand done. `python -m ates_chassis.messaging.worker ates_tasks.main:worker` runs the
worker that a factory makes.
"""

import asyncio
import importlib
import logging
import sys
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
import uvloop
from fastapi import FastAPI
from faststream import FastStream
from sqlalchemy import text

from ates_chassis.database import retention
from ates_chassis.database.engine import Database
from ates_chassis.http.server import freeze_gc, server_config
from ates_chassis.messaging.asyncapi import (
    describe_published,
    specification_of,
)
from ates_chassis.messaging.batches import BatchSubscriber, subscribe
from ates_chassis.messaging.broker import ServiceBroker
from ates_chassis.messaging.consumer import BatchHandler
from ates_chassis.messaging.contracts import Contracts
from ates_chassis.messaging.inbox import Inbox
from ates_chassis.messaging.jobs import Job, scheduler_of
from ates_chassis.messaging.relay import Relay
from ates_chassis.messaging.watchdog import watch
from ates_chassis.observability.health import operations
from ates_chassis.observability.logs import start_logging
from ates_chassis.settings import BrokerSettings, ServiceSettings

log = logging.getLogger(__name__)

Application = FastStream

_HOUSEKEEPING_S = 3_600


class Worker:
    def __init__(
        self,
        settings: ServiceSettings,
        *,
        name: str,
        inbox: Inbox,
        jobs: Sequence[Job] = (),
        broker_settings: BrokerSettings | None = None,
        db: Database | None = None,
        produces: bool = True,
    ) -> None:
        """A service that tells no events has no exchange, and `produces` nothing."""
        self._settings = settings
        self._name = name
        self._broker_settings = broker_settings or BrokerSettings()
        self._contracts = Contracts(settings.schemas_dir)
        self.db = db or self._database()
        self._inbox = inbox
        housekeeping = Job("housekeeping", _HOUSEKEEPING_S, retention.prune(self._broker_settings))
        self._jobs = (housekeeping, *jobs)
        self._stopping = asyncio.Event()
        self._parts: list[asyncio.Task[None]] = []
        self.publishing = ServiceBroker(self._broker_settings, f"{name}-publisher")
        self.consuming = ServiceBroker(self._broker_settings, f"{name}-consumer")
        self.subscribers = [self._subscriber(queue) for queue in inbox.queues]
        self._relays = [self._relay()] if produces else []
        if produces:
            describe_published(self.publishing, name, self._contracts)
        # Stopped in this order: what is in hand may still have to be parked.
        self.app = FastStream(
            *([self.consuming] if self.subscribers else []),
            self.publishing,
            logger=None,
            specification=specification_of(name),
            lifespan=self._lifespan,
            on_shutdown=[self._stop_parts],
        )

    @property
    def is_subscribed(self) -> bool:
        """Whether each queue has a consumer of this worker, from RabbitMQ's consent until it or the channel ends it."""
        return all(subscriber.is_subscribed for subscriber in self.subscribers)

    def _database(self) -> Database:
        settings = self._settings
        return Database(
            settings.database_url.get_secret_value(),
            check_event=self._contracts.check,
            pool_size=settings.pool_size,
            statement_timeout_s=settings.statement_timeout_s,
            lock_timeout_s=settings.worker_lock_timeout_s,
            session=settings.session,
        )

    def _subscriber(self, queue: str) -> BatchSubscriber:
        handler = BatchHandler(
            queue=queue,
            inbox=self._inbox,
            db=self.db,
            contracts=self._contracts,
            settings=self._broker_settings,
            broker=self.publishing,
            stop=self._stopping,
        )
        return subscribe(
            self.consuming,
            queue=queue,
            exchange=f"{queue.partition('.')[2]}.events",
            contracts=self._contracts,
            types=self._inbox.queues[queue],
            settings=self._broker_settings,
            handler=handler.handle,
        )

    def _relay(self) -> Relay:
        return Relay(
            service=self._name,
            db=self.db,
            contracts=self._contracts,
            settings=self._broker_settings,
            broker=self.publishing,
        )

    async def run(self, stop: asyncio.Event) -> None:
        """Works until `stop`; raises where a part of it ends on its own, so that the process is started anew."""
        async with self._lifespan(), self.app:
            stopping = asyncio.ensure_future(stop.wait())
            try:
                await asyncio.wait([stopping, *self._parts], return_when=asyncio.FIRST_COMPLETED)
            finally:
                stopping.cancel()

    @asynccontextmanager
    async def _lifespan(self) -> AsyncIterator[None]:
        """Beside the brokers: relay, watchdog, jobs."""
        scheduler = scheduler_of(self._jobs, self.db)
        scheduler.start()
        self._start_parts()
        try:
            yield
        finally:
            scheduler.shutdown(wait=False)
            await self._stop_parts()
            await self.db.close()
        for part in self._parts:
            if not part.cancelled() and (error := part.exception()) is not None:
                raise error

    def _start_parts(self) -> None:
        parts: list[Coroutine[Any, Any, None]] = [r.run(self._stopping) for r in self._relays]
        if self.subscribers:
            parts.append(watch(self, self._broker_settings, self._stopping))
        self._parts = [asyncio.ensure_future(part) for part in parts]
        for part in self._parts:
            part.add_done_callback(lambda _: self.app.exit())

    async def _stop_parts(self) -> None:
        """Before the connections end: the relay marks what was confirmed."""
        self._stopping.set()
        if self._parts:
            await asyncio.wait(self._parts, timeout=self._broker_settings.grace_s)
        for part in self._parts:
            part.cancel()
        await asyncio.gather(*self._parts, return_exceptions=True)

    async def ready(self) -> None:
        async with self.db.reading() as tx:
            await tx.execute(text(self._settings.readiness_query))

    def server(self) -> uvicorn.Server:
        """Tells operators how it is, on a port of its own."""
        app = FastAPI(openapi_url=None)
        app.include_router(operations(self.ready))
        return uvicorn.Server(server_config(app, self._settings, port=self._settings.worker_port))


async def _serve(worker: Worker) -> None:
    server = worker.server()
    # The application, not the HTTP server, decides what a signal means.
    serving = asyncio.ensure_future(server._serve())  # noqa: SLF001
    try:
        await worker.app.run()
    finally:
        server.should_exit = True
        await serving


def main(factory: str) -> None:
    module, _, name = factory.partition(":")
    settings = ServiceSettings()
    start_logging(f"{module.partition('.')[0].removeprefix('ates_')}-worker", settings.log_level)
    worker: Worker = getattr(importlib.import_module(module), name)()
    freeze_gc()
    uvloop.run(_serve(worker))


if __name__ == "__main__":
    main(sys.argv[1])
