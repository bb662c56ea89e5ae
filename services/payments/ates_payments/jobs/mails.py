"""Sending mails over SMTP. It knows nothing of payments, and payments wait for nothing here.

A mail is noted as sent after the server took it: a crash between the two sends it twice, never not at all.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from email.message import Message

from aiosmtplib import SMTP

from ates_chassis.database.engine import Database, Transaction
from ates_chassis.mail.headers import NotAnAddressError
from ates_chassis.mail.server import (
    TROUBLES,
    MailDeferredError,
    MailRefusedError,
    MailServerConnection,
    ServerAwayError,
    deliver,
)
from ates_payments.domain import RECIPIENT_ERASED, Mail
from ates_payments.jobs.email_templates import letter
from ates_payments.settings import WorkerSettings
from ates_payments.use_cases import mails

log = logging.getLogger(__name__)


class Mailing:
    def __init__(self, settings: WorkerSettings) -> None:
        self._settings = settings
        self._retry_policy = settings.mail_retry_policy

    async def send(self, db: Database) -> None:
        """Sends what is due, over a few connections at once."""
        await asyncio.gather(*(self._rounds(db) for _ in range(self._settings.mail_connections)))

    async def _rounds(self, db: Database) -> None:
        for _ in range(self._settings.mail_rounds_max):
            async with db.transaction() as tx:
                claimed = await mails.claim_mails(tx, retry_policy=self._retry_policy)
            ready = []
            for mail in claimed:
                if mail.attempts > self._retry_policy.attempts_max:
                    # Whoever tried it so often never came to noting how that ended.
                    await self._note(db, mail, "no attempt at it came to an end", last=True)
                elif not mail.email:
                    await self._without_address(db, mail)
                elif message := await self._built(db, mail):
                    ready.append((mail, message))
            if ready:
                await self._send_all(db, ready)
            if len(claimed) < self._retry_policy.batch:
                return

    async def _built(self, db: Database, mail: Mail) -> Message | None:
        """The mail as it is sent; None where it cannot be built, which is noted at it and is no trouble of the others."""
        sender, company = self._settings.smtp_sender, self._settings.company_name
        try:
            return letter(mail, company=company, sender=sender, now=datetime.now(UTC))
        except NotAnAddressError as error:
            await self._note(db, mail, str(error), last=True)
        except Exception as error:
            log.exception("mail cannot be built", extra={"payout": str(mail.payout_id)})
            await self._note(db, mail, f"the mail cannot be built: {_said(error, mail)}")
        return None

    async def _without_address(self, db: Database, mail: Mail) -> None:
        if mail.erased:
            await self._note(db, mail, RECIPIENT_ERASED, last=True)
        else:
            # What auth says of the worker may still be on its way.
            await self._note(db, mail, "no e-mail address of the worker is known yet")

    async def _send_all(self, db: Database, ready: Sequence[tuple[Mail, Message]]) -> None:
        """Over one connection, or a fresh one where the server closed it; what it was never offered counts no attempt."""
        server = MailServerConnection(self._settings)
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._retry_policy.lease_s / 2
        offered = False
        try:
            for at, (mail, message) in enumerate(ready):
                rest = [each for each, _ in ready[at:]]
                if loop.time() > deadline:
                    await self._give_back(db, rest)
                    return
                try:
                    smtp = await server.ready()
                except ServerAwayError as away:
                    await self._server_away(db, rest, away, offered=offered)
                    return
                offered = True
                if not await self._send(db, server, smtp, mail, message):
                    await self._give_back(db, rest[1:])
                    return
        finally:
            server.drop()

    async def _server_away(
        self, db: Database, mails: Sequence[Mail], away: ServerAwayError, *, offered: bool
    ) -> None:
        if offered:
            # It was there a moment ago, and these were not offered to it.
            await self._give_back(db, mails, self._retry_policy.first_s)
            return
        for mail in mails:
            await self._note(db, mail, f"the mail server cannot be reached: {away}")

    async def _give_back(self, db: Database, untried: Sequence[Mail], wait_s: float = 0) -> None:
        await _in_transaction(db, lambda tx: mails.give_back(tx, untried=untried, wait_s=wait_s))

    async def _send(
        self, db: Database, server: MailServerConnection, smtp: SMTP, mail: Mail, message: Message
    ) -> bool:
        """Whether another mail may be tried now; one that the server keeps waiting for is enough."""
        try:
            # So that it ends while this worker still holds the mail, and no other sends it as well.
            async with asyncio.timeout(self._retry_policy.lease_s / 2):
                await self._deliver(smtp, mail, message)
        except MailRefusedError as refused:
            await self._note(db, mail, _said(refused, mail), last=True)
        except MailDeferredError as later:
            await self._note(db, mail, _said(later, mail))
        except Exception as error:
            # Whatever it was, it is noted at this mail, and nobody knows what the connection is good for.
            server.drop()
            if not isinstance(error, TROUBLES):
                log.exception("mail cannot be sent", extra={"payout": str(mail.payout_id)})
            await self._note(db, mail, f"the mail server broke off: {_said(error, mail)}")
            return not isinstance(error, TimeoutError)
        else:
            await _in_transaction(db, lambda tx: mails.note_sent(tx, mail=mail))
        return True

    async def _deliver(self, smtp: SMTP, mail: Mail, message: Message) -> None:
        sender = self._settings.smtp_sender
        await deliver(smtp, message, sender=sender, recipient=mail.email or "")

    async def _note(self, db: Database, mail: Mail, why: str, *, last: bool = False) -> None:
        log.warning(
            "mail not sent", extra={"payout": str(mail.payout_id), "attempts": mail.attempts}
        )
        if last:
            await _in_transaction(db, lambda tx: mails.note_refused(tx, mail=mail, why=why))
        else:
            await _in_transaction(
                db,
                lambda tx: mails.note_failed(
                    tx, mail=mail, why=why, retry_policy=self._retry_policy
                ),
            )


async def _in_transaction(db: Database, work: Callable[[Transaction], Awaitable[None]]) -> None:
    async with db.transaction() as tx:
        await work(tx)


def _said(error: Exception, mail: Mail) -> str:
    """Without what is personal: people are erased, and reasons are not."""
    reason = str(error) or type(error).__name__
    for personal in (mail.full_name, mail.email):
        reason = reason.replace(personal, "…") if personal else reason
    return reason
