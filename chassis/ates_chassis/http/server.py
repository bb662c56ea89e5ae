"""`python -m ates_chassis.http.server ates_tasks.main:api` serves an app factory with uvicorn, its port from the settings."""

import asyncio
import gc
import resource
import socket
import sys

import uvicorn
from fastapi import FastAPI
from uvicorn.importer import import_from_string

from ates_chassis.http.protocol import Config, Limits
from ates_chassis.settings import ProcessSettings

_GRACE_S = 10
_KEEP_ALIVE_S = 30
# Beside the connections that it serves: to databases, other services and RabbitMQ, and what Python holds open.
_FILES_BESIDE = 500


class _Server(uvicorn.Server):
    """Says that it stops before it waits for the requests in hand, of which some would not end on their own."""

    def __init__(self, config: uvicorn.Config, stopping: asyncio.Event) -> None:
        super().__init__(config)
        self._stopping = stopping

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._stopping.set()
        await super().shutdown(sockets)


def server_config(app: FastAPI, settings: ProcessSettings, *, port: int) -> Config:
    """How every listener of aTES serves HTTP."""
    return Config(
        app,
        limits=Limits(
            head_bytes=settings.head_limit_bytes,
            head_s=settings.head_timeout_s,
            stall_s=settings.stall_timeout_s,
            body_s=settings.body_timeout_s,
            body_bytes_s=settings.body_rate_bytes_s,
            unread_s=settings.unread_timeout_s,
        ),
        host=settings.host,
        port=port,
        loop="uvloop",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=[str(network) for network in settings.trusted_proxies],
        limit_concurrency=settings.connections_max,
        timeout_keep_alive=_KEEP_ALIVE_S,
        timeout_graceful_shutdown=_GRACE_S,
    )


def main(factory: str) -> None:
    settings = ProcessSettings()
    app = import_from_string(factory)()
    limits: ProcessSettings = app.state.process_settings
    _allow_files(limits.connections_max + _FILES_BESIDE)
    config = server_config(app, limits, port=settings.port)
    server = _Server(config, app.state.stopping)
    config.load()
    freeze_gc()
    server.run()
    if not server.started:
        sys.exit("the server did not start")


def freeze_gc() -> None:
    """Keeps the garbage collector from all that the start has made, which lives as long as the process.

    A full collection looks through some 140,000 such objects of web in 80 ms, in which no request goes on.
    """
    gc.collect()
    gc.freeze()


def _allow_files(needed: int) -> None:
    """Raises the soft limit of open files as far as the system lets it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    limit = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
    if soft != resource.RLIM_INFINITY and soft < limit:
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))


if __name__ == "__main__":
    main(sys.argv[1])
