"""Puts the tasks service together: `api()` for HTTP, `worker()` for relay and inbox."""

from fastapi import FastAPI

from ates_chassis.http.app import create_service
from ates_chassis.messaging.worker import Application, Worker
from ates_tasks.api import router
from ates_tasks.consumers import inbox
from ates_tasks.settings import Settings


def api() -> FastAPI:
    settings = Settings()
    limits = {"/tasks/import": settings.import_limit_bytes}
    return create_service(settings, name="tasks", router=router, body_limits=limits)


def worker() -> Worker:
    return Worker(Settings(), name="tasks", inbox=inbox)


def app() -> Application:
    """The worker's application, for FastStream's own commands: `faststream docs gen --factory ates_tasks.main:app`."""
    return worker().app
