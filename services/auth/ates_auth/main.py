"""Puts the auth service together: `api()` for HTTP, `worker()` for relay and jobs."""

from fastapi import FastAPI

from ates_auth.api import router
from ates_auth.jobs import jobs
from ates_auth.settings import Settings
from ates_auth.storage.users import status
from ates_chassis.http.app import create_service
from ates_chassis.messaging.inbox import Inbox
from ates_chassis.messaging.worker import Application, Worker


def api() -> FastAPI:
    return create_service(Settings(), name="auth", router=router, find_status=status)


def worker() -> Worker:
    settings = Settings()
    return Worker(settings, name="auth", inbox=Inbox("auth"), jobs=jobs(settings))


def app() -> Application:
    """The worker's application, for FastStream's own commands: `faststream docs gen --factory ates_auth.main:app`."""
    return worker().app
