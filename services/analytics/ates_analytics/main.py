"""Puts analytics together: `api()` for HTTP, `worker()` for the inbox. It tells nothing, so it needs no relay."""

from fastapi import FastAPI

from ates_analytics.api import router
from ates_analytics.consumers import listen
from ates_analytics.settings import Settings
from ates_chassis.http.app import create_service
from ates_chassis.messaging.worker import Application, Worker


def api() -> FastAPI:
    return create_service(Settings(), name="analytics", router=router)


def worker() -> Worker:
    settings = Settings()
    return Worker(settings, name="analytics", inbox=listen(settings.time_zone), produces=False)


def app() -> Application:
    """The worker's application, for FastStream's own commands: `faststream docs gen --factory ates_analytics.main:app`."""
    return worker().app
