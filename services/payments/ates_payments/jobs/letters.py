"""The mail about a payout: plain text and HTML from templates. Its Message-ID follows from the payout's id."""

from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from ates_payments.domain import Mail, decimal

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).resolve().parent / "templates"),
    autoescape=select_autoescape(("html",)),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


class NotAnAddress(Exception):  # noqa: N818 - says what is wrong with the recipient
    """No mail can be sent to this address."""


def letter(mail: Mail, *, company: str, sender: str, now: datetime) -> EmailMessage:
    """Raises NotAnAddress."""
    day = f"{mail.business_day.day} {mail.business_day:%B %Y}"
    amount = f"{decimal(mail.amount, mail.currency):,} {mail.currency}"
    shown = {"name": mail.full_name, "amount": amount, "day": day, "company": company}
    message = EmailMessage(policy=SMTP)
    message["Subject"] = f"Your payout of {amount} for {day}"
    message["From"] = Address(company, addr_spec=sender)
    try:
        message["To"] = Address(mail.full_name or "", addr_spec=mail.email)
    except (ValueError, IndexError, HeaderParseError) as error:
        raise NotAnAddress("the e-mail address is malformed") from error
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<payout-{mail.payout_id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_templates.get_template("payout.txt").render(shown))
    message.add_alternative(_templates.get_template("payout.html").render(shown), subtype="html")
    return message
