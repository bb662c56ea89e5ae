"""Puts notifications together: `api()` for HTTP, `worker()` for relay, inbox and jobs."""

from fastapi import FastAPI

from ates_chassis.http.app import create_service
from ates_chassis.messaging.worker import Application, Worker
from ates_notifications.api import router
from ates_notifications.consumers import listen
from ates_notifications.jobs import jobs
from ates_notifications.settings import Settings, WorkerSettings


def api() -> FastAPI:
    return create_service(Settings(), name="notifications", router=router)


def worker() -> Worker:
    settings = WorkerSettings()
    inbox = listen(settings.company)
    return Worker(settings, name="notifications", inbox=inbox, jobs=jobs(settings))


def app() -> Application:
    """The worker's application, for FastStream's own commands: `faststream docs gen --factory ates_notifications.main:app`."""
    return worker().app
