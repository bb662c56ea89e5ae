"""The company's mail server: one connection at a time, and a fresh one where the last was closed."""

import aiosmtplib
from aiosmtplib import SMTP

from ates_chassis.database.engine import check_no_transaction
from ates_payments.settings import WorkerSettings

# For one batch of mails; a server that closes as often wants to be left alone for a while.
_CONNECTIONS_MAX = 10
TROUBLES = (aiosmtplib.SMTPException, OSError, TimeoutError)


class ServerAwayError(Exception):
    """No connection can be had now."""


class MailServerConnection:
    def __init__(self, settings: WorkerSettings) -> None:
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


async def _answers(smtp: SMTP) -> bool:
    """Asked before a mail is risked on it: a server may close after so many mails, or so many seconds."""
    if not smtp.is_connected:
        return False
    try:
        await smtp.rset()
    except TROUBLES:
        return False
    return True
