"""The mail about a payout: plain text and HTML from templates. Its Message-ID follows from the payout's id."""

from datetime import datetime
from email.message import Message
from email.mime.multipart import MIMEMultipart
from email.policy import compat32
from email.utils import format_datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from ates_chassis.mail.headers import check_headers, checked_address, mailbox, text_part
from ates_chassis.shared.currencies import decimal
from ates_chassis.shared.text.characters import isolated, printable
from ates_payments.domain import Mail

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).resolve().parent / "templates"),
    autoescape=select_autoescape(("html",)),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
HEADERS = (
    "Content-Type", "MIME-Version", "Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted",
)  # fmt: skip


def letter(mail: Mail, *, company: str, sender: str, now: datetime) -> Message:
    """Raises NotAnAddressError."""
    day = f"{mail.business_day.day} {mail.business_day:%B %Y}"
    amount = f"{decimal(mail.amount, mail.currency):,} {mail.currency}"
    name = printable(mail.full_name or "")
    shown = {"amount": amount, "day": day, "company": printable(company)}
    plain = {**shown, "name": isolated(name), "company": isolated(shown["company"])}
    message = MIMEMultipart("alternative", policy=compat32)
    message["Subject"] = f"Your payout of {amount} for {day}"
    message["From"] = mailbox(company, sender)
    message["To"] = mailbox(name, checked_address(mail.email or ""))
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<payout-{mail.payout_id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.attach(text_part(_templates.get_template("payout.txt").render(plain), "plain"))
    html = _templates.get_template("payout.html").render({**shown, "name": name})
    message.attach(text_part(html, "html"))
    check_headers(message.as_bytes(), HEADERS)
    return message
