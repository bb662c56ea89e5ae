"""The folder of mails: one .eml file each, the oldest go when there are too many."""

import itertools
import os
import re
import time
from collections import deque
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from ates_chassis.shared.text.characters import legible, printable

_NAME = re.compile(r"[0-9]{20}-[0-9]{6}-[0-9]+")
_NO_TEXT = "(no plain text)"


@dataclass(frozen=True)
class Kept:
    """A mail as the page shows it: text only, whatever was in it."""

    name: str
    sender: str
    to: str
    subject: str
    date: str
    message_id: str
    text: str
    html: str


class Box:
    def __init__(self, folder: Path, *, mails_max: int) -> None:
        self._folder = folder
        self._mails_max = mails_max
        self._numbers = itertools.count()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # In memory too, since looking through the folder for each mail would cost more than keeping it.
        self._kept = deque(reversed(self.names()))

    def keep(self, content: bytes) -> None:
        name = f"{time.time_ns():020d}-{next(self._numbers) % 1_000_000:06d}-{os.getpid()}"
        draft = self._folder / f"{name}.new"
        draft.write_bytes(content)
        draft.replace(self._folder / f"{name}.eml")
        self._kept.append(name)
        while len(self._kept) > self._mails_max:
            (self._folder / f"{self._kept.popleft()}.eml").unlink(missing_ok=True)

    def names(self) -> list[str]:
        """Newest first."""
        names = (path.stem for path in self._folder.glob("*.eml"))
        return sorted((name for name in names if _NAME.fullmatch(name)), reverse=True)

    def content(self, name: str) -> bytes | None:
        """None for what is no mail here, or not even a name of one."""
        path = self._folder / f"{name}.eml"
        return path.read_bytes() if _NAME.fullmatch(name) and path.is_file() else None

    def read(self, name: str) -> Kept | None:
        content = self.content(name)
        return _kept(name, content) if content is not None else None


def _kept(name: str, content: bytes) -> Kept:
    message = message_from_bytes(content, policy=default)
    return Kept(
        name=name,
        sender=_header(message, "From"),
        to=_header(message, "To"),
        subject=_header(message, "Subject"),
        date=_header(message, "Date"),
        message_id=_header(message, "Message-ID"),
        text=_part(message, "plain") or _NO_TEXT,
        html=_part(message, "html"),
    )


def _header(message: EmailMessage, name: str) -> str:
    """As one line; bytes of no character set, and fields that the parser gives up on, do not spoil the page."""
    try:
        return printable(str(message.get(name, "")))
    except (ValueError, IndexError, LookupError, AttributeError, MessageError):
        return ""


def _part(message: EmailMessage, subtype: str) -> str:
    part = message.get_body((subtype,))
    try:
        return legible(str(part.get_content())) if part else ""
    except (LookupError, ValueError):  # an unknown character set
        return ""
