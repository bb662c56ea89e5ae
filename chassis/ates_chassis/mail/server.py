"""The company's mail server: one connection at a time, and a fresh one where the last was closed."""

from email.message import Message

import aiosmtplib
from aiosmtplib import SMTP

from ates_chassis.database.engine import check_no_transaction
from ates_chassis.mail.settings import SmtpSettings

# For one batch of mails; a server that closes as often wants to be left alone for a while.
_CONNECTIONS_MAX = 10
TROUBLES = (aiosmtplib.SMTPException, OSError, TimeoutError)
_PERMANENT = range(500, 600)


class ServerAwayError(Exception):
    """No connection can be had now."""


class MailRefusedError(Exception):
    """The server will not take it, now or later."""


class MailDeferredError(Exception):
    """The server did not take it now; the next one it may."""


class MailServerConnection:
    def __init__(self, settings: SmtpSettings) -> None:
        self._settings = settings
        self._smtp: SMTP | None = None
        self._opened = 0

    async def ready(self) -> SMTP:
        """A connection that answers: the last one, or a fresh one. Raises ServerAwayError."""
        check_no_transaction()
        if self._smtp is not None and await _answers(self._smtp):
            return self._smtp
        self.drop()
        if self._opened >= _CONNECTIONS_MAX:
            raise ServerAwayError("it closed one connection after the other")
        self._opened += 1
        smtp = self._new()
        try:
            await smtp.connect()
            # With it the greeting (EHLO), which the library would leave to the first mail.
            await smtp.rset()
        except TROUBLES as error:
            smtp.close()
            raise ServerAwayError(str(error) or type(error).__name__) from error
        self._smtp = smtp
        return smtp

    def drop(self) -> None:
        """The connection is good for nothing more."""
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None

    def _new(self) -> SMTP:
        settings, password = self._settings, self._settings.smtp_password
        return SMTP(
            hostname=settings.smtp_host,
            port=settings.smtp_port,
            username=settings.smtp_username,
            password=password.get_secret_value() if password else None,
            use_tls=settings.smtp_tls == "tls",
            start_tls=settings.smtp_tls == "starttls",
            timeout=settings.smtp_timeout_s,
        )


async def deliver(smtp: SMTP, message: Message, *, sender: str, recipient: str) -> None:
    """Hands one mail over. Raises MailRefusedError, MailDeferredError, or whatever broke the connection."""
    try:
        await smtp.send_message(message, sender=sender, recipients=[recipient])
    except (aiosmtplib.SMTPNotSupported, UnicodeError) as error:
        raise MailRefusedError(str(error) or type(error).__name__) from error
    except aiosmtplib.SMTPRecipientsRefused as error:
        code, answer = error.recipients[0].code, error.recipients[0].message
        raise _refusal(code, answer) from error
    except aiosmtplib.SMTPSenderRefused as error:
        # It is about the company and not about this mail, so that it may be mended.
        raise MailDeferredError(
            f"the mail server refused it: {error.code} {error.message}"
        ) from error
    except aiosmtplib.SMTPDataError as error:
        raise _refusal(error.code, error.message) from error


def _refusal(code: int, message: str) -> Exception:
    reason = f"the mail server refused it: {code} {message}"
    return MailRefusedError(reason) if code in _PERMANENT else MailDeferredError(reason)


async def _answers(smtp: SMTP) -> bool:
    """Asked before a mail is risked on it: a server may close after so many mails, or so many seconds."""
    if not smtp.is_connected:
        return False
    try:
        await smtp.rset()
    except TROUBLES:
        return False
    return True
