"""Sending mails over SMTP. Notices wait for nothing here.

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
from ates_chassis.observability.metrics import EMAILS
from ates_notifications.domain.emails import Email, delay_of
from ates_notifications.domain.preferences import Reader
from ates_notifications.jobs.email_templates import Stationery, email_message
from ates_notifications.settings import WorkerSettings
from ates_notifications.use_cases import emails
from ates_notifications.use_cases.secret_box import SecretBox

log = logging.getLogger(__name__)

_Ready = Sequence[tuple[Email, Message]]


class Emailing:
    def __init__(self, settings: WorkerSettings) -> None:
        self._settings = settings
        self._bounds = settings.email_bounds
        self._stationery = Stationery(
            company=settings.company_name,
            sender=settings.smtp_sender,
            base_url=settings.base_url,
            link_key=SecretBox(settings.notice_secret.get_secret_value()).link_key,
            subject_details=settings.mail_subject_details,
        )

    async def send(self, db: Database) -> None:
        """Sends what is due, over a few connections at once."""
        await asyncio.gather(*(self._rounds(db) for _ in range(self._settings.mail_connections)))

    async def _rounds(self, db: Database) -> None:
        for _ in range(self._settings.mail_rounds_max):
            async with db.transaction() as tx:
                claimed = await emails.claim_emails(tx, bounds=self._bounds)
            ready = [
                (email, message)
                for email in claimed
                if (message := await self._prepared(db, email)) is not None
            ]
            if ready:
                await self._send_all(db, ready)
            if len(claimed) < self._bounds.batch:
                return

    async def _prepared(self, db: Database, email: Email) -> Message | None:
        """The mail as it is sent; None where it is not sent now, which is noted at it."""
        reader = self._reader(email)
        if not email.is_needed:
            await _in_transaction(
                db, lambda tx: emails.note_unneeded(tx, email=email, reader=reader)
            )
        elif delay := delay_of(email, reader):
            until = delay.until
            await _in_transaction(db, lambda tx: emails.put_off(tx, until=[(email, until)]))
        elif email.attempts > 1 and self._bounds.is_over(email.due_since, email.now):
            # Whoever tried it last may never have come to noting how that ended.
            why = email.failure or "no attempt at it came to an end"
            await self._give_up(db, email, why)
        elif not email.address:
            # What auth says of the person may still be on its way.
            await self._note(db, email, "no e-mail address of the person is known yet")
        else:
            return await self._built(db, email)
        return None

    async def _built(self, db: Database, email: Email) -> Message | None:
        """None where it cannot be built, which is no trouble of the others."""
        language = self._reader(email).language
        try:
            return email_message(email, language, self._stationery, now=datetime.now(UTC))
        except NotAnAddressError as error:
            await self._give_up(db, email, str(error))
        except Exception as error:
            log.exception("mail cannot be built", extra={"email": str(email.id)})
            await self._note(db, email, f"the mail cannot be built: {_named(error)}")
        return None

    def _reader(self, email: Email) -> Reader:
        return Reader(
            user_id=email.user_id, preferences=email.preferences, company=self._settings.company
        )

    async def _send_all(self, db: Database, ready: _Ready) -> None:
        """Over one connection, or a fresh one where the server closed it; what it was never offered counts no attempt."""
        server = MailServerConnection(self._settings)
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._bounds.lease_s / 2
        offered = False
        try:
            for at, (email, message) in enumerate(ready):
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
                if not await self._send(db, server, smtp, email, message):
                    await self._give_back(db, rest[1:])
                    return
        finally:
            server.drop()

    async def _server_away(
        self, db: Database, rest: Sequence[Email], away: ServerAwayError, *, offered: bool
    ) -> None:
        if offered:
            # It was there a moment ago, and these were not offered to it.
            await self._give_back(db, rest)
            return
        for email in rest:
            await self._note(db, email, f"the mail server cannot be reached: {away}")

    @staticmethod
    async def _give_back(db: Database, untried: Sequence[Email]) -> None:
        now = datetime.now(UTC)
        until = [(email, now) for email in untried]
        await _in_transaction(db, lambda tx: emails.put_off(tx, until=until))

    async def _send(
        self, db: Database, server: MailServerConnection, smtp: SMTP, email: Email, message: Message
    ) -> bool:
        """Whether another mail may be tried now; one that the server keeps waiting for is enough."""
        try:
            # So that it ends while this worker still holds the mail, and no other sends it as well.
            async with asyncio.timeout(self._bounds.lease_s / 2):
                await self._deliver(smtp, email, message)
        except MailRefusedError as refused:
            await self._give_up(db, email, str(refused))
        except MailDeferredError as later:
            await self._note(db, email, str(later))
        except Exception as error:
            # Whatever it was, it is noted at this mail, and nobody knows what the connection is good for.
            server.drop()
            if not isinstance(error, TROUBLES):
                log.exception("mail cannot be sent", extra={"email": str(email.id)})
            await self._note(db, email, f"the mail server broke off: {_named(error)}")
            return not isinstance(error, TimeoutError)
        else:
            reader = self._reader(email)
            await _in_transaction(db, lambda tx: emails.note_sent(tx, email=email, reader=reader))
            EMAILS.labels("sent").inc()
        return True

    async def _deliver(self, smtp: SMTP, email: Email, message: Message) -> None:
        sender = self._settings.smtp_sender
        await deliver(smtp, message, sender=sender, recipient=email.address or "")

    async def _give_up(self, db: Database, email: Email, why: str) -> None:
        log.warning("mail given up", extra={"email": str(email.id), "attempts": email.attempts})
        EMAILS.labels("undeliverable").inc()
        await _in_transaction(db, lambda tx: emails.note_undeliverable(tx, email=email, why=why))

    async def _note(self, db: Database, email: Email, why: str) -> None:
        log.warning("mail not sent", extra={"email": str(email.id), "attempts": email.attempts})
        EMAILS.labels("failed").inc()
        await _in_transaction(
            db, lambda tx: emails.note_failed(tx, email=email, why=why, bounds=self._bounds)
        )


async def _in_transaction(db: Database, work: Callable[[Transaction], Awaitable[None]]) -> None:
    async with db.transaction() as tx:
        await work(tx)


def _named(error: Exception) -> str:
    return str(error) or type(error).__name__
