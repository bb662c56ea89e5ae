"""Sending mails over SMTP. It knows nothing of payments, and payments wait for nothing here.

A mail is noted as sent after the server took it: a crash between the two sends it twice, never not at all.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime

import aiosmtplib
from aiosmtplib import SMTP

from ates_chassis.database import Database, Transaction
from ates_payments.domain import Mail
from ates_payments.jobs.letters import NotAnAddress, letter
from ates_payments.settings import WorkerSettings
from ates_payments.use_cases import mailing

log = logging.getLogger(__name__)

_PERMANENT = range(500, 600)


class Refused(Exception):  # noqa: N818 - an answer about one mail
    """The server will not take it, now or later."""


class NotNow(Exception):  # noqa: N818 - an answer about one mail
    """The server did not take it now; the next one it may."""


class Mailing:
    def __init__(self, settings: WorkerSettings) -> None:
        self._settings = settings
        self._patience = settings.mail_patience

    async def send(self, db: Database) -> None:
        """Sends what is due, over a few connections at once."""
        await asyncio.gather(*(self._rounds(db) for _ in range(self._settings.mail_connections)))

    async def _rounds(self, db: Database) -> None:
        for _ in range(self._settings.mail_rounds_max):
            async with db.transaction() as tx:
                mails = await mailing.claim_mails(tx, patience=self._patience)
            reachable = [mail for mail in mails if mail.email]
            for mail in mails:
                if not mail.email:
                    await self._without_address(db, mail)
            if reachable:
                await self._send_all(db, reachable)
            if len(mails) < self._patience.batch:
                return

    async def _without_address(self, db: Database, mail: Mail) -> None:
        if mail.erased:
            await self._note(
                db, mail, "the worker was erased, and with them the address", last=True
            )
        else:
            # What auth says of the worker may still be on its way.
            await self._note(db, mail, "no e-mail address of the worker is known yet")

    async def _send_all(self, db: Database, mails: Sequence[Mail]) -> None:
        """One connection. Where it breaks, the mail at hand waits and those behind it were never tried."""
        async with AsyncExitStack() as stack:
            try:
                smtp = await self._connected(stack)
            except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
                for mail in mails:
                    await self._note(db, mail, f"the mail server cannot be reached: {_said(error)}")
                return
            loop = asyncio.get_running_loop()
            deadline = loop.time() + self._patience.lease_s / 2
            for at, mail in enumerate(mails):
                if loop.time() > deadline:
                    await self._give_back(db, mails[at:])
                    return
                if not await self._send(db, smtp, mail):
                    await self._give_back(db, mails[at + 1 :])
                    return

    async def _give_back(self, db: Database, untried: Sequence[Mail]) -> None:
        await _in_transaction(db, lambda tx: mailing.give_back(tx, untried=untried))

    async def _connected(self, stack: AsyncExitStack) -> SMTP:
        given, password = self._settings, self._settings.smtp_password
        smtp = SMTP(
            hostname=given.smtp_host,
            port=given.smtp_port,
            username=given.smtp_username,
            password=password.get_secret_value() if password else None,
            use_tls=given.smtp_tls == "tls",
            start_tls=given.smtp_tls == "starttls",
            timeout=given.smtp_timeout_s,
        )
        stack.callback(smtp.close)
        await smtp.connect()
        return smtp

    async def _send(self, db: Database, smtp: SMTP, mail: Mail) -> bool:
        """Whether the connection is good for another mail."""
        try:
            await self._deliver(smtp, mail)
        except Refused as refused:
            await self._note(db, mail, str(refused), last=True)
        except NotNow as later:
            await self._note(db, mail, str(later))
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            await self._note(db, mail, f"the mail server broke off: {_said(error)}")
            return False
        else:
            await _in_transaction(db, lambda tx: mailing.note_sent(tx, mail=mail))
        return True

    async def _deliver(self, smtp: SMTP, mail: Mail) -> None:
        sender, company = self._settings.smtp_sender, self._settings.company_name
        try:
            message = letter(mail, company=company, sender=sender, now=datetime.now(UTC))
            await smtp.send_message(message, sender=sender, recipients=[mail.email or ""])
        except (NotAnAddress, aiosmtplib.SMTPNotSupported, UnicodeError) as error:
            raise Refused(str(error)) from error
        except aiosmtplib.SMTPRecipientsRefused as error:
            code, message_ = error.recipients[0].code, error.recipients[0].message
            raise _verdict(code, message_) from error
        except aiosmtplib.SMTPDataError as error:
            raise _verdict(error.code, error.message) from error

    async def _note(self, db: Database, mail: Mail, why: str, *, last: bool = False) -> None:
        log.warning(
            "mail not sent", extra={"payout": str(mail.payout_id), "attempts": mail.attempts}
        )
        if last:
            await _in_transaction(db, lambda tx: mailing.note_refused(tx, mail=mail, why=why))
        else:
            await _in_transaction(
                db,
                lambda tx: mailing.note_failed(tx, mail=mail, why=why, patience=self._patience),
            )


async def _in_transaction(db: Database, work: Callable[[Transaction], Awaitable[None]]) -> None:
    async with db.transaction() as tx:
        await work(tx)


def _verdict(code: int, message: str) -> Exception:
    said = f"the mail server refused it: {code} {message}"
    return Refused(said) if code in _PERMANENT else NotNow(said)


def _said(error: Exception) -> str:
    return str(error) or type(error).__name__
