"""Puts payments together: `api()` for HTTP, `worker()` for relay, inbox and jobs."""

from fastapi import FastAPI

from ates_chassis.http.app import create_service
from ates_chassis.messaging.worker import Application, Worker
from ates_payments.api import router
from ates_payments.consumers import inbox
from ates_payments.jobs import jobs
from ates_payments.settings import Settings, WorkerSettings


def api() -> FastAPI:
    return create_service(Settings(), name="payments", router=router)


def worker() -> Worker:
    settings = WorkerSettings()
    return Worker(settings, name="payments", inbox=inbox, jobs=jobs(settings))


def app() -> Application:
    """The worker's application, for FastStream's own commands: `faststream docs gen --factory ates_payments.main:app`."""
    return worker().app
