"""Mail servers in this process, which take mails, refuse some, close connections and can be slow."""

import asyncio
from collections import Counter
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.policy import default

from aiosmtpd import smtp


class MailServerDouble:
    """Refuses the recipients in `refuses`, and closes a connection after `closes_after` mails."""

    def __init__(self) -> None:
        self.mails = []
        self.refuses = {}
        self.slow = asyncio.Event()
        self.slow.set()
        self.closes_after = None
        self.drops = set()
        self.connections = 0
        self.offered = Counter()

    async def handle_EHLO(self, _server, session, _envelope, hostname, responses):  # noqa: N802
        self.connections += 1
        session.host_name = hostname
        session.taken = 0
        return responses

    async def handle_RCPT(self, server, _session, envelope, address, _options):  # noqa: N802
        self.offered[address] += 1
        if address in self.drops:
            server.transport.abort()
            return "250 OK"
        if address in self.refuses:
            answer = self.refuses[address]
            if answer.startswith("421"):
                asyncio.get_running_loop().call_soon(server.transport.close)
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        await self.slow.wait()
        self.mails.append(message_from_bytes(envelope.content, policy=default))
        session.taken += 1
        if session.taken == self.closes_after:
            asyncio.get_running_loop().call_soon(server.transport.close)
        return "250 taken"

    @property
    def receivers(self):
        return sorted(mail["To"].addresses[0].addr_spec for mail in self.mails)


@asynccontextmanager
async def serving(mail_server, port: int):
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: smtp.SMTP(mail_server, loop=loop, enable_SMTPUTF8=True), "127.0.0.1", port
    )
    try:
        yield
    finally:
        mail_server.slow.set()
        server.close()
