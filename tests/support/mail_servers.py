"""Mail servers in this process, which take mails, refuse some, close connections and can be slow."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd import smtp
from aiosmtpd.smtp import SMTP, Envelope, Session


class MailServerDouble:
    """Refuses the recipients in `refuses`, and closes a connection after `closes_after` mails."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refuses: dict[str, str] = {}
        self.slow = asyncio.Event()
        self.slow.set()
        self.closes_after: int | None = None
        self.drops: set[str] = set()
        self.connections = 0
        self.offered: Counter[str] = Counter()
        self._taken: Counter[Session] = Counter()

    async def handle_EHLO(  # noqa: N802 - aiosmtpd calls it so
        self,
        _server: SMTP,
        session: Session,
        _envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802 - aiosmtpd calls it so
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[Any]
    ) -> str:
        self.offered[address] += 1
        if address in self.drops:
            transport_of(server).abort()
            return "250 OK"
        if address in self.refuses:
            answer = self.refuses[address]
            if answer.startswith("421"):
                asyncio.get_running_loop().call_soon(transport_of(server).close)
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        await self.slow.wait()
        assert isinstance(envelope.content, bytes)
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        self._taken[session] += 1
        if self._taken[session] == self.closes_after:
            asyncio.get_running_loop().call_soon(transport_of(server).close)
        return "250 taken"

    @property
    def receivers(self) -> list[str]:
        return sorted(mail["To"].addresses[0].addr_spec for mail in self.mails)


def transport_of(server: SMTP) -> asyncio.Transport:
    assert isinstance(server.transport, asyncio.Transport)
    return server.transport


def part_of(mail: EmailMessage, kind: str) -> str:
    """The text of a mail's part, `plain` or `html`."""
    part = mail.get_body((kind,))
    assert part is not None
    return str(part.get_content())


@asynccontextmanager
async def serving(mail_server: MailServerDouble, port: int) -> AsyncIterator[None]:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: smtp.SMTP(mail_server, loop=loop, enable_SMTPUTF8=True), "127.0.0.1", port
    )
    try:
        yield
    finally:
        mail_server.slow.set()
        server.close()
