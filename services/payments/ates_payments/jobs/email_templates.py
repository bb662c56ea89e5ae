"""The mail about a payout: plain text and HTML from templates. Its Message-ID follows from the payout's id.

Names are encoded here and by nothing else. Python's own address headers take a name that looks like an encoded word
(RFC 2047) for one, decode it, and before 3.11.9, 3.12.3 and 3.13 wrote the line ends in it as new header fields.
"""

import re
from base64 import b64encode
from datetime import datetime
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.headerregistry import Address
from email.message import Message
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import format_datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

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
# An encoded word has 75 characters at most; 45 bytes are 60 in base64, beside `=?utf-8?b?` and `?=`.
_WORD_BYTES = 45
_SPACED_WORD = re.compile(r"[^ ]* ?")
_HEADERS = [
    "Content-Type", "MIME-Version", "Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted",
]  # fmt: skip


class NotAnAddressError(Exception):
    """No mail can be sent to this address."""


class ForeignHeadersError(Exception):
    """A mail came out with other header fields than ours; it must not be sent."""


def letter(mail: Mail, *, company: str, sender: str, now: datetime) -> Message:
    """Raises NotAnAddressError."""
    day = f"{mail.business_day.day} {mail.business_day:%B %Y}"
    amount = f"{decimal(mail.amount, mail.currency):,} {mail.currency}"
    name = printable(mail.full_name or "")
    shown = {"amount": amount, "day": day, "company": printable(company)}
    plain = {**shown, "name": isolated(name), "company": isolated(shown["company"])}
    message = MIMEMultipart("alternative", policy=compat32)
    message["Subject"] = f"Your payout of {amount} for {day}"
    message["From"] = _mailbox(company, sender)
    message["To"] = _mailbox(name, _address(mail.email or ""))
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<payout-{mail.payout_id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.attach(_text(_templates.get_template("payout.txt").render(plain), "plain"))
    html = _templates.get_template("payout.html").render({**shown, "name": name})
    message.attach(_text(html, "html"))
    check_headers(message.as_bytes())
    return message


def _text(content: str, subtype: str) -> MIMEText:
    return MIMEText(content, subtype, "utf-8", policy=compat32)


def _address(email: str) -> str:
    """Raises NotAnAddressError for what cannot stand in a header or on a line of SMTP."""
    try:
        address = Address(addr_spec=email).addr_spec
    except (ValueError, IndexError, HeaderParseError) as error:
        raise NotAnAddressError("the e-mail address is malformed") from error
    if not (address.isascii() and address.isprintable()) or set(address) & set(' <>"\\,;:()'):
        raise NotAnAddressError("the e-mail address is malformed")
    return address


def _mailbox(name: str, address: str) -> str:
    """`name <address>`, the name always as encoded words: it reads as it was typed, whatever it looks like."""
    encoded_words = [
        f"=?utf-8?b?{b64encode(piece).decode()}?=" for piece in _pieces(printable(name))
    ]
    return "\n ".join([*encoded_words, f"<{address}>"])


def _pieces(text: str) -> list[bytes]:
    """UTF-8 in pieces for encoded words, which end between words of the text, else between its characters."""
    pieces = [b""]
    for word in _SPACED_WORD.findall(text):
        whole = word.encode()
        parts = [whole] if len(whole) <= _WORD_BYTES else [each.encode() for each in word]
        for part in parts:
            if len(pieces[-1]) + len(part) > _WORD_BYTES:
                pieces.append(b"")
            pieces[-1] += part
    return [piece for piece in pieces if piece]


def check_headers(content: bytes) -> None:
    """Raises ForeignHeadersError unless the mail has our header fields alone, and no line end in what they decode to."""
    read = message_from_bytes(content, policy=compat32)
    if list(read.keys()) != _HEADERS:
        raise ForeignHeadersError(f"header fields: {sorted(read.keys())}")
    for field, value in read.items():
        unfolded = value.replace("\r\n ", " ").replace("\n ", " ")
        encoded_words = [
            word.encode() if isinstance(word, str) else word for word, _ in decode_header(unfolded)
        ]
        if any(
            end in word for word in (unfolded.encode(), *encoded_words) for end in (b"\r", b"\n")
        ):
            raise ForeignHeadersError(f"a line end in {field}")
