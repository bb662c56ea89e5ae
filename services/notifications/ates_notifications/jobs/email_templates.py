"""A mail about notices: plain text and HTML in the reader's language. Its Message-ID follows from the mail's id."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from email.mime.multipart import MIMEMultipart
from email.policy import compat32
from email.utils import format_datetime
from pathlib import Path
from types import MappingProxyType
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from ates_chassis.mail.headers import (
    check_headers,
    checked_address,
    encoded_line,
    mailbox,
    text_part,
)
from ates_chassis.shared.text.characters import isolated, printable
from ates_notifications.domain import Notice, NoticeKind
from ates_notifications.domain.emails import Email
from ates_notifications.domain.links import Unsubscription
from ates_notifications.domain.preferences import Language
from ates_notifications.jobs.email_texts import DIGEST_SUBJECTS, sentence_of, subject_of

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).resolve().parent / "templates"),
    autoescape=select_autoescape(("html",)),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
HEADERS = (
    "Content-Type", "MIME-Version", "Subject", "From", "To", "Date", "Message-ID", "Auto-Submitted", "List-Unsubscribe",
    "List-Unsubscribe-Post",
)  # fmt: skip
# The pages of web.
_PAGES: Final[Mapping[NoticeKind, str]] = MappingProxyType(
    {
        "task-given": "/tasks",
        "task-taken": "/tasks",
        "reward": "/account",
        "correction": "/account",
        "payout-due": "/account",
        "payout-settled": "/account",
        "payout-failed": "/account",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stationery:
    """What mails have in common."""

    company: str
    sender: str
    base_url: str
    link_key: bytes
    subject_details: bool


@dataclass(frozen=True, slots=True)
class Sentence:
    text: str
    url: str


def email_message(
    email: Email, language: Language, stationery: Stationery, *, now: datetime
) -> Message:
    """Raises NotAnAddressError."""
    name, company = printable(email.full_name or ""), printable(stationery.company)
    kind = None if email.is_digest else email.notices[0].kind
    token = Unsubscription(email.user_id, kind).token(stationery.link_key)
    # A page of web, which takes one click of a mail program as well.
    unsubscribe = f"{stationery.base_url}/unsubscribe/{token}"
    sentences = [_sentence(each, language, stationery.base_url) for each in email.notices]
    shown = {"sentences": sentences, "unsubscribe": unsubscribe, "company": company, "name": name}
    plain = shown | {"company": isolated(company), "name": isolated(name)}
    message = MIMEMultipart("alternative", policy=compat32)
    message["Subject"] = encoded_line(printable(_subject(email, language, stationery)))
    message["From"] = mailbox(stationery.company, stationery.sender)
    message["To"] = mailbox(name, checked_address(email.address or ""))
    message["Date"] = format_datetime(now)
    domain = stationery.sender.rpartition("@")[2]
    message["Message-ID"] = f"<notice-{email.id}-{email.round}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message["List-Unsubscribe"] = f"<{unsubscribe}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.attach(text_part(_rendered(f"notice.{language}.txt", plain), "plain"))
    message.attach(text_part(_rendered(f"notice.{language}.html", shown), "html"))
    check_headers(message.as_bytes(), HEADERS)
    return message


def _rendered(template: str, shown: Mapping[str, object]) -> str:
    return _templates.get_template(template).render(shown)


def _subject(email: Email, language: Language, stationery: Stationery) -> str:
    if email.is_digest:
        return DIGEST_SUBJECTS[language]
    notice = email.notices[0]
    return subject_of(notice, _count(notice), language, details=stationery.subject_details)


def _sentence(notice: Notice, language: Language, base_url: str) -> Sentence:
    text = printable(sentence_of(notice, _count(notice), language))
    page = _PAGES[notice.kind]
    if notice.kind == "task-given" and _count(notice) == 1 and notice.task_id:
        page = f"{page}/{notice.task_id}"
    return Sentence(text, f"{base_url}{page}")


def _count(notice: Notice) -> int:
    """Of how many facts no mail has told yet; of what is told once more, of all."""
    return max(notice.count - notice.mailed, 0) or notice.count
