"""`python -m ates_chassis.serve ates_tasks.main:api` serves an app factory with uvicorn, its port from the settings."""

import sys

import uvicorn

from ates_chassis.settings import ProcessSettings

_GRACE_S = 10
_KEEP_ALIVE_S = 30
_CONCURRENCY_MAX = 500


def main(factory: str) -> None:
    settings = ProcessSettings()
    uvicorn.run(
        factory,
        factory=True,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_config=None,
        server_header=False,
        limit_concurrency=_CONCURRENCY_MAX,
        timeout_keep_alive=_KEEP_ALIVE_S,
        timeout_graceful_shutdown=_GRACE_S,
    )


if __name__ == "__main__":
    main(sys.argv[1])
