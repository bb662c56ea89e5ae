"""One mail's trouble is noted at that mail and ends; no mail is sent twice, or pays for another's connection."""

import asyncio
from email.message import Message
from typing import Any
from uuid import UUID

import aiosmtplib
import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from payments_service import PaymentsService

from ates_chassis.testing import eventually
from ates_payments.domain import Mail
from ates_payments.jobs import mails as job
from ates_payments.jobs.email_templates import letter
from ates_payments.jobs.mails import Mailing
from support.mail_servers import MailServerDouble, serving, transport_of


async def _mail(service: PaymentsService, payout: UUID) -> tuple[Any, ...]:
    shown = await service.shown(payout)
    return shown["mail"], shown["mail_failure"]


async def _due(service: PaymentsService, *names: str) -> list[UUID]:
    """Payouts with mails to `<name>@example.com`, in this order."""
    return [
        await service.payout(user_id=await service.employee(f"{name}@example.com"))
        for name in names
    ]


async def _attempts(service: PaymentsService, payout: UUID) -> int:
    query = "SELECT attempts FROM mails WHERE payout_id = :id"
    return int(await service.value(query, id=payout))


@pytest.fixture
def unbuildable(monkeypatch: pytest.MonkeyPatch) -> list[RuntimeError]:
    """Mails to `poison@example.com` cannot be built; with the error in it."""
    errors = [RuntimeError("no template for Ada <b>Lovelace</b> of poison@example.com")]

    def built(mail: Mail, **more: Any) -> Message:
        if mail.email == "poison@example.com" and errors:
            raise errors[0]
        return letter(mail, **more)

    monkeypatch.setattr(job, "letter", built)
    return errors


async def test_a_mail_that_cannot_be_built_says_why_and_the_others_go_out(
    service: PaymentsService, up: MailServerDouble, port: int, unbuildable: list[RuntimeError]
) -> None:
    bad, *others = await _due(service, "poison", "a", "b", "c")
    await service.mailing(smtp_port=port).send(service.db)
    assert up.receivers == ["a@example.com", "b@example.com", "c@example.com"]
    state, why = await _mail(service, bad)
    assert (state, why) == ("due", "the mail cannot be built: no template for … of …")
    for other in others:
        assert await _mail(service, other) == ("sent", None)


async def test_a_mail_that_can_never_be_built_is_undelivered_after_the_last_attempt(
    service: PaymentsService, up: MailServerDouble, port: int, unbuildable: list[RuntimeError]
) -> None:
    [bad] = await _due(service, "poison")
    for _ in range(3):
        await service.mailing(smtp_port=port, mail_attempts_max=3).send(service.db)
        await service.later()
    assert (await _mail(service, bad))[0] == "undelivered"
    unbuildable.clear()
    await service.post(f"/payouts/{bad}/mail")
    await service.mailing(smtp_port=port).send(service.db)
    assert up.receivers == ["poison@example.com"]


async def test_an_unexpected_error_in_sending_is_noted_and_the_others_go_out(
    service: PaymentsService, up: MailServerDouble, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, *_ = await _due(service, "poison", "a", "b")
    deliver = Mailing._deliver  # the call into the library

    async def failing(self: Mailing, smtp: aiosmtplib.SMTP, mail: Mail, message: Message) -> None:
        if mail.email == "poison@example.com":
            raise KeyError("no such thing")
        await deliver(self, smtp, mail, message)

    monkeypatch.setattr(Mailing, "_deliver", failing)
    await service.mailing(smtp_port=port).send(service.db)
    assert up.receivers == ["a@example.com", "b@example.com"]
    state, why = await _mail(service, bad)
    assert state == "due"
    assert "no such thing" in why


async def test_a_mail_whose_attempts_never_come_to_an_end_is_given_up(
    service: PaymentsService, up: MailServerDouble, port: int
) -> None:
    [bad] = await _due(service, "a")
    # As after so many crashes while somebody held it.
    await service.as_owner("UPDATE mails SET attempts = 45")
    await service.mailing(smtp_port=port).send(service.db)
    assert await _mail(service, bad) == ("undelivered", "no attempt at it came to an end")
    assert not up.mails


async def test_a_mail_in_flight_is_not_sent_again_by_a_person(
    service: PaymentsService, up: MailServerDouble, port: int
) -> None:
    [payout] = await _due(service, "a")
    up.slow.clear()
    sending = asyncio.ensure_future(
        service.mailing(smtp_port=port, mail_connections=1).send(service.db)
    )

    async def offered() -> int:
        return up.offered["a@example.com"]

    await eventually(offered)
    answer = await service.post(f"/payouts/{payout}/mail")
    assert (answer.status_code, answer.json()["code"]) == (409, "mail-on-its-way")
    second = service.mailing(smtp_port=port)
    await second.send(service.db)
    up.slow.set()
    await sending
    await second.send(service.db)
    assert len(up.mails) == 1
    assert await _mail(service, payout) == ("sent", None)


async def test_a_mail_that_waits_for_its_next_attempt_is_not_sent_again_by_a_person(
    service: PaymentsService, port: int
) -> None:
    [payout] = await _due(service, "a")
    await service.mailing(smtp_port=port).send(service.db)
    answer = await service.post(f"/payouts/{payout}/mail")
    assert answer.json()["code"] == "mail-on-its-way"
    assert await _attempts(service, payout) == 1


async def test_an_undelivered_mail_asked_for_twice_at_once_is_sent_once(
    service: PaymentsService, up: MailServerDouble, port: int
) -> None:
    [payout] = await _due(service, "a")
    await service.as_owner("UPDATE mails SET state = 'undelivered', failure = 'x', attempts = 45")
    answers = await asyncio.gather(*(service.post(f"/payouts/{payout}/mail") for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    await asyncio.gather(*(service.mailing(smtp_port=port).send(service.db) for _ in range(3)))
    assert len(up.mails) == 1


async def test_what_a_late_holder_says_of_a_mail_does_not_count(
    service: PaymentsService, up: MailServerDouble, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    [payout] = await _due(service, "a")
    late = service.mailing(smtp_port=port, mail_connections=1)
    up.slow.clear()
    up.refuses["a@example.com"] = "550 no such user"
    deliver, go = late._deliver, asyncio.Event()

    async def held_up(smtp: aiosmtplib.SMTP, mail: Mail, message: Message) -> None:
        await go.wait()
        await deliver(smtp, mail, message)

    monkeypatch.setattr(late, "_deliver", held_up)
    sending = asyncio.ensure_future(late.send(service.db))

    async def claimed() -> int:
        return await _attempts(service, payout)

    await eventually(claimed)
    # Its lease is over, and another holds the mail.
    await service.as_owner("UPDATE mails SET claim_id = uuidv7()")
    go.set()
    await sending
    assert await _mail(service, payout) == ("due", None)


@pytest.mark.parametrize("answer", ["421 too much for today", "drop"])
async def test_a_closed_connection_costs_the_mails_behind_it_nothing(
    service: PaymentsService, up: MailServerDouble, port: int, answer: str
) -> None:
    if answer == "drop":
        up.drops.add("a@example.com")
    else:
        up.refuses["a@example.com"] = answer
    first, *others = await _due(service, "a", "b", "c")
    await service.mailing(smtp_port=port, mail_connections=1).send(service.db)
    assert up.receivers == ["b@example.com", "c@example.com"]
    assert (await _mail(service, first))[0] == "due"
    assert [await _attempts(service, each) for each in (first, *others)] == [1, 1, 1]
    assert up.connections == 2


async def test_a_server_that_takes_two_mails_a_connection_gets_a_fresh_one_for_the_next(
    service: PaymentsService, up: MailServerDouble, port: int
) -> None:
    up.closes_after = 2
    payouts = await _due(service, *"abcdef")
    await service.mailing(smtp_port=port, mail_connections=1).send(service.db)
    assert len(up.mails) == 6
    assert {await _attempts(service, each) for each in payouts} == {1}
    assert up.connections == 3


async def test_mails_that_were_never_offered_count_no_attempt_when_the_server_goes(
    service: PaymentsService,
    mail_server: MailServerDouble,
    port: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = "abcd"
    payouts = await _due(service, *names)
    async with serving(mail_server, port):
        taken = mail_server.handle_DATA
        gone = asyncio.Event()

        async def once(server: SMTP, session: Session, envelope: Envelope) -> str:
            answer = await taken(server, session, envelope)
            gone.set()
            return answer

        monkeypatch.setattr(mail_server, "handle_DATA", once)
        mail_server.closes_after = 1
        listening = mail_server.handle_EHLO

        async def only_once(
            server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
        ) -> list[str]:
            if gone.is_set():
                transport_of(server).abort()
            return await listening(server, session, envelope, hostname, responses)

        monkeypatch.setattr(mail_server, "handle_EHLO", only_once)
        await service.mailing(smtp_port=port, mail_connections=1).send(service.db)
    assert [await _attempts(service, each) for each in payouts] == [1, 0, 0, 0]
    assert [(await _mail(service, each))[0] for each in payouts] == ["sent", "due", "due", "due"]


async def test_a_server_that_closes_each_time_is_asked_a_bounded_number_of_times(
    service: PaymentsService, up: MailServerDouble, port: int
) -> None:
    names = [f"n{n}" for n in range(15)]
    up.drops |= {f"{name}@example.com" for name in names}
    payouts = await _due(service, *names)
    await service.mailing(smtp_port=port, mail_connections=1).send(service.db)
    assert up.connections == 10
    assert sorted([await _attempts(service, each) for each in payouts]) == [0] * 5 + [1] * 10
