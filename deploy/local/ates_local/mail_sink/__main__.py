"""`python -m ates_local.mail_sink`: SMTP on one port, a page to look at the mails on another."""

import asyncio
import logging
from pathlib import Path

import uvicorn
from pydantic import Field

from ates_chassis.http.app import create_app
from ates_chassis.http.server import server_config
from ates_chassis.settings import ProcessSettings
from ates_local.mail_sink.box import Box
from ates_local.mail_sink.page import router
from ates_local.mail_sink.server import smtp_server


class SinkSettings(ProcessSettings):
    sink_port: int = Field(ge=1, le=65_535)
    sink_folder: Path
    sink_mails_max: int = Field(default=2_000, ge=1, le=100_000)


async def serve(settings: SinkSettings) -> None:
    box = Box(settings.sink_folder, mails_max=settings.sink_mails_max)

    async def ready() -> None:
        """It keeps mails in a folder of its own and waits for nothing."""

    async def close() -> None:
        """Every mail lies in its file already."""

    # It would tell every line of every dialogue, with the addresses in it.
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    app = create_app(settings, name="mail", ready=ready, close=close)
    app.include_router(router(box))
    config = server_config(app, settings, port=settings.port)
    async with smtp_server(box, settings.host, settings.sink_port):
        await uvicorn.Server(config).serve()


if __name__ == "__main__":
    asyncio.run(serve(SinkSettings()))
