"""Names and addresses in the header fields of mails.

Names are encoded here and by nothing else. Python's own address headers take a name that looks like an encoded word
(RFC 2047) for one, decode it, and before 3.11.9, 3.12.3 and 3.13 wrote the line ends in it as new header fields.
"""

import re
from base64 import b64encode
from collections.abc import Sequence
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.headerregistry import Address
from email.mime.text import MIMEText
from email.policy import compat32

from ates_chassis.shared.text.characters import printable

# An encoded word has 75 characters at most; 45 bytes are 60 in base64, beside `=?utf-8?b?` and `?=`.
_WORD_BYTES = 45
_SPACED_WORD = re.compile(r"[^ ]* ?")


class NotAnAddressError(Exception):
    """No mail can be sent to this address."""


class ForeignHeadersError(Exception):
    """A mail came out with other header fields than ours; it must not be sent."""


def text_part(content: str, subtype: str) -> MIMEText:
    return MIMEText(content, subtype, "utf-8", policy=compat32)


def checked_address(email: str) -> str:
    """Raises NotAnAddressError for what cannot stand in a header or on a line of SMTP."""
    try:
        address = Address(addr_spec=email).addr_spec
    except (ValueError, IndexError, HeaderParseError) as error:
        raise NotAnAddressError("the e-mail address is malformed") from error
    if not (address.isascii() and address.isprintable()) or set(address) & set(' <>"\\,;:()'):
        raise NotAnAddressError("the e-mail address is malformed")
    return address


def mailbox(name: str, address: str) -> str:
    """`name <address>`, the name always as encoded words: it reads as it was typed, whatever it looks like."""
    return "\n ".join([*_encoded_words(name), f"<{address}>"])


def encoded_line(text: str) -> str:
    """A line for a header field such as the subject, as encoded words where it is not plain."""
    if text.isascii() and "=?" not in text:
        return text
    return "\n ".join(_encoded_words(text))


def _encoded_words(text: str) -> list[str]:
    return [f"=?utf-8?b?{b64encode(piece).decode()}?=" for piece in _pieces(printable(text))]


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


def check_headers(content: bytes, fields: Sequence[str]) -> None:
    """Raises ForeignHeadersError unless the mail has these header fields alone, and no line end in what they decode to."""
    read = message_from_bytes(content, policy=compat32)
    if list(read.keys()) != list(fields):
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
