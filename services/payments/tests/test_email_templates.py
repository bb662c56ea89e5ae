"""The mail about a payout: whatever somebody is called, its header fields are ours, and the name reads as typed."""

import re
from datetime import UTC, date, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from uuid import UUID

import pytest
from hypothesis import example, given
from texts.generated import FORGED_BODY, FORGED_HEADER, texts

from ates_chassis.mail.headers import ForeignHeadersError, NotAnAddressError, check_headers
from ates_chassis.shared.text.characters import printable
from ates_chassis.shared.text.rules import name as name_rule
from ates_payments.domain import Mail
from ates_payments.jobs.email_templates import HEADERS, letter
from support.mail_servers import part_of

OURS = {
    "Subject",
    "From",
    "To",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
}
POLICIES = {"modern": policy.default, "compat32": policy.compat32}


def mail_to(name: str, email: str = "ada@example.com", company: str = "Popug & Sons") -> bytes:
    mail = Mail(
        payout_id=UUID(int=7),
        claim_id=UUID(int=8),
        attempts=1,
        email=email,
        full_name=name,
        erased=False,
        amount=1_250,
        currency="USD",
        business_day=date(2026, 11, 19),
    )
    now = datetime(2026, 11, 20, tzinfo=UTC)
    return letter(mail, company=company, sender="payday@company.example", now=now).as_bytes()


def shown(value: object) -> str:
    """A field as a mail program shows it: encoded words next to each other are one text (RFC 2047)."""
    return str(make_header(decode_header(str(value).replace("\n", ""))))


@pytest.mark.parametrize("read_by", POLICIES)
@example(FORGED_HEADER)
@example(FORGED_BODY)
@example("a\r\nBcc: evil@x.example")
@example("Ada\n\nHello")
@given(name=texts)
def test_whatever_somebody_is_called_the_header_fields_are_ours(read_by: str, name: str) -> None:
    content = mail_to(name, company=name or "x")
    read = message_from_bytes(content, policy=POLICIES[read_by])
    assert sorted(read.keys()) == sorted(OURS)
    assert [part.get_content_type() for part in read.walk()] == [
        "multipart/alternative", "text/plain", "text/html",
    ]  # fmt: skip
    head = content.partition(b"\n\n")[0]
    assert not [line for line in head.splitlines() if len(line) > 998 or b"\r" in line]
    for value in read.values():
        decoded = str(value) if read_by == "modern" else str(value).replace("\n ", " ")
        assert "\r" not in decoded
        assert "\n" not in decoded


@example(FORGED_HEADER)
@example(FORGED_BODY)
@example('"Ada" <a@b.co>, (eve) \\')
@example("Ж" * 200)
@example("a, b; c: d@e")
@given(name=texts)
def test_a_name_reads_as_it_was_typed(name: str) -> None:
    read = message_from_bytes(mail_to(name), policy=policy.compat32)
    assert shown(read["To"]).removesuffix("<ada@example.com>").strip() == printable(name).strip()


@example("=?utf-8?q?=0D=0ABcc=3A_evil=40x.example?=")
@given(name=texts.filter(lambda text: len(text.encode(errors="replace")) <= 40))
def test_a_short_name_reads_as_it_was_typed_for_python_too(name: str) -> None:
    try:
        typed = name_rule()(name)
    except ValueError:
        return
    [address] = message_from_bytes(mail_to(typed), policy=policy.default)["To"].addresses
    # Its reader takes spaces next to each other for one.
    assert address.display_name == re.sub(" +", " ", typed)
    assert address.addr_spec == "ada@example.com"


@pytest.mark.parametrize(
    "email",
    ["not an address", "", "a@b.co\r\nBcc: e@x.co", "a@b.co, e@x.co", "<a@b.co>", "a b@c.co", "ä@b.co", "a@b.co\x00",
     FORGED_HEADER, "a@=?utf-8?q?=0D=0ABcc=3A_x?=.co(x)"],
)  # fmt: skip
def test_what_is_no_address_gets_no_mail(email: str) -> None:
    with pytest.raises(NotAnAddressError):
        mail_to("Ada", email)


@pytest.mark.parametrize(
    "head",
    [b"Bcc: e@x.co\n", b"Subject: twice\n", b"X-Else: =?utf-8?q?a=0D=0Ab?=\n"],
)
def test_a_mail_with_other_fields_is_not_sent(head: bytes) -> None:
    with pytest.raises(ForeignHeadersError):
        check_headers(head + mail_to("Ada"), HEADERS)


def test_a_line_end_within_a_field_is_not_sent() -> None:
    content = mail_to("Ada").replace(b"Subject: Your", b"Subject: =?utf-8?q?a=0D=0Ab?=")
    with pytest.raises(ForeignHeadersError, match="line end"):
        check_headers(content, HEADERS)


def test_a_name_that_reads_from_the_right_turns_nothing_in_the_text() -> None:
    read = message_from_bytes(mail_to("עדה"), policy=policy.default)
    assert "Hello \u2068עדה\u2069," in part_of(read, "plain")
    assert "<bdi>עדה</bdi>" in part_of(read, "html")
