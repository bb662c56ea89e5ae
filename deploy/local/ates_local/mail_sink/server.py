"""The SMTP side of the sink: takes every mail for everybody."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiosmtpd.smtp import SMTP, Envelope, Session

from ates_local.mail_sink.box import Box

_BYTES_MAX = 1_000_000


class Sink:
    def __init__(self, box: Box) -> None:
        self._box = box

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - its name
        content = envelope.content
        await asyncio.to_thread(
            self._box.keep, content if isinstance(content, bytes) else str(content).encode()
        )
        return "250 kept"


@asynccontextmanager
async def smtp_server(box: Box, host: str, port: int) -> AsyncIterator[asyncio.Server]:
    loop = asyncio.get_running_loop()

    def connection() -> SMTP:
        return SMTP(Sink(box), data_size_limit=_BYTES_MAX, enable_SMTPUTF8=True, loop=loop)

    server = await loop.create_server(connection, host, port)
    try:
        yield server
    finally:
        server.close()
