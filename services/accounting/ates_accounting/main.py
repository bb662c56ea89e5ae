"""Puts accounting together: `api()` for HTTP, `worker()` for relay and inbox."""

from fastapi import FastAPI

from ates_accounting.api import router
from ates_accounting.consumers import listen
from ates_accounting.settings import Settings
from ates_chassis.http.app import create_service
from ates_chassis.messaging.worker import Application, Worker


def api() -> FastAPI:
    return create_service(Settings(), name="accounting", router=router)


def worker() -> Worker:
    settings = Settings()
    return Worker(settings, name="accounting", inbox=listen(settings.books))


def app() -> Application:
    """The worker's application, for FastStream's own commands: `faststream docs gen --factory ates_accounting.main:app`."""
    return worker().app
