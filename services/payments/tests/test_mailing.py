"""Mails: one per payout, apart from the payment, and what becomes of them when the mail server is in trouble."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from doubles import FakeProvider, SimulatedCrashError, crashing
from payments_service import PaymentsService
from uuid_utils.compat import uuid7

from ates_payments.use_cases import mails
from support.mail_servers import MailServerDouble, part_of, serving


async def _mail(service: PaymentsService, payout: UUID) -> tuple[Any, ...]:
    shown = await service.shown(payout)
    return shown["mail"], shown["mail_failure"]


async def test_a_mail_tells_the_sum_and_the_day_in_text_and_html(
    service: PaymentsService, up: MailServerDouble, port: int
) -> None:
    payout = await service.payout(123_456, user_id=await service.employee())
    await service.mailing(smtp_port=port).send(service.db)
    [mail] = up.mails
    assert mail["Subject"] == "Your payout of 1,234.56 USD for 19 November 2026"
    assert mail["To"].addresses[0].addr_spec == "ada@example.com"
    assert mail["From"] == '"Popug & Sons" <payday@company.example>' or "Popug" in mail["From"]
    assert mail["Message-ID"] == f"<payout-{payout}@company.example>"
    assert "1,234.56 USD" in part_of(mail, "plain")
    page = part_of(mail, "html")
    assert "Popug &amp; Sons" in page
    assert "<b>Lovelace" not in page
    assert "&lt;b&gt;Lovelace" in page
    assert await _mail(service, payout) == ("sent", None)


async def test_a_mail_is_sent_once_by_five_workers(
    service: PaymentsService, up: MailServerDouble, port: int
) -> None:
    users = [await service.employee(f"w{n}@example.com") for n in range(40)]
    await service.hear(*(service.due(user_id=user) for user in users))
    jobs = [service.mailing(smtp_port=port, mail_batch=7) for _ in range(5)]
    await asyncio.gather(*(job.send(service.db) for job in jobs))
    assert up.receivers == sorted(f"w{n}@example.com" for n in range(40))
    await service.mailing(smtp_port=port).send(service.db)
    assert len(up.mails) == 40


async def test_a_refused_recipient_is_undelivered_with_the_reason_and_the_others_get_theirs(
    service: PaymentsService, up: MailServerDouble, port: int
) -> None:
    up.refuses["gone@example.com"] = "550 5.1.1 <gone@example.com>: no such user"
    gone = await service.payout(user_id=await service.employee("gone@example.com"))
    others = [
        await service.payout(user_id=await service.employee(f"o{n}@example.com")) for n in range(3)
    ]
    await service.mailing(smtp_port=port).send(service.db)
    state, why = await _mail(service, gone)
    assert state == "undelivered"
    assert "550" in why
    assert "no such user" in why
    assert "gone@example.com" not in why, "a person may be erased, and reasons are not"
    for other in others:
        assert await _mail(service, other) == ("sent", None)


async def test_a_temporary_refusal_is_tried_again(
    service: PaymentsService, up: MailServerDouble, port: int
) -> None:
    up.refuses["full@example.com"] = "452 mailbox full"
    payout = await service.payout(user_id=await service.employee("full@example.com"))
    await service.mailing(smtp_port=port).send(service.db)
    assert (await _mail(service, payout))[0] == "due"
    up.refuses.clear()
    await service.later()
    await service.mailing(smtp_port=port).send(service.db)
    assert await _mail(service, payout) == ("sent", None)


async def test_a_server_that_is_down_delays_mails_and_payments_go_on(
    service: PaymentsService, provider: FakeProvider, mail_server: MailServerDouble, port: int
) -> None:
    payout = await service.payout(user_id=await service.employee())
    await service.mailing(smtp_port=port).send(service.db)
    state, why = await _mail(service, payout)
    assert state == "due"
    assert "cannot be reached" in why
    await service.paying(provider).send(service.db)
    assert (await service.shown(payout))["state"] == "settled"
    async with serving(mail_server, port):
        await service.later()
        await service.mailing(smtp_port=port).send(service.db)
    assert len(mail_server.mails) == 1
    assert await _mail(service, payout) == ("sent", None)


async def test_a_slow_server_costs_one_timeout_and_the_mails_follow(
    service: PaymentsService, up: MailServerDouble, port: int
) -> None:
    payouts = [
        await service.payout(user_id=await service.employee(f"s{n}@example.com")) for n in range(3)
    ]
    up.slow.clear()
    job = service.mailing(smtp_port=port, mail_connections=1, smtp_timeout_s=0.1)
    await job.send(service.db)
    states = await service.rows("SELECT attempts, failure FROM mails ORDER BY attempts DESC")
    assert [row.attempts for row in states] == [1, 0, 0], "those behind it were never tried"
    assert "broke off" in states[0].failure
    up.slow.set()
    await service.later()
    await service.mailing(smtp_port=port).send(service.db)
    for payout in payouts:
        assert await _mail(service, payout) == ("sent", None)


async def test_trying_ends_after_the_last_attempt_and_can_be_asked_for_again(
    service: PaymentsService, mail_server: MailServerDouble, port: int
) -> None:
    payout = await service.payout(user_id=await service.employee())
    for _ in range(3):
        await service.mailing(smtp_port=port, mail_attempts_max=3).send(service.db)
        await service.later()
    state, why = await _mail(service, payout)
    assert state == "undelivered"
    assert "cannot be reached" in why
    answer = await service.post(f"/payouts/{payout}/mail")
    assert answer.json()["mail"] == "due"
    async with serving(mail_server, port):
        await service.mailing(smtp_port=port).send(service.db)
    assert await _mail(service, payout) == ("sent", None)
    assert (await service.post(f"/payouts/{payout}/mail")).json()["code"] == "mail-was-sent"


async def test_a_crash_between_sending_and_noting_sends_twice_and_never_not_at_all(
    service: PaymentsService, up: MailServerDouble, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    payout = await service.payout(user_id=await service.employee())

    async def crash(*_: Any, **__: Any) -> None:
        raise SimulatedCrashError

    with monkeypatch.context() as patch:
        patch.setattr(mails, "note_sent", crash)
        with crashing():
            await service.mailing(smtp_port=port, mail_connections=1).send(service.db)
    assert (await _mail(service, payout))[0] == "due"
    await service.later()
    await service.mailing(smtp_port=port).send(service.db)
    ids = [mail["Message-ID"] for mail in up.mails]
    assert ids == [f"<payout-{payout}@company.example>"] * 2


async def test_somebody_erased_gets_no_mail_and_the_register_says_why(
    service: PaymentsService, up: MailServerDouble, port: int
) -> None:
    user = await service.employee()
    payout = await service.payout(user_id=user)
    await service.hear(service.erased(user))
    await service.hear(service.user(user, version=1))
    await service.mailing(smtp_port=port).send(service.db)
    state, why = await _mail(service, payout)
    assert state == "undelivered"
    assert "erased" in why
    assert not up.mails
    assert await service.rows("SELECT user_id FROM recipients WHERE email IS NOT NULL") == []


async def test_a_payout_ahead_of_its_workers_address_waits_for_it(
    service: PaymentsService, up: MailServerDouble, port: int
) -> None:
    user = uuid7()
    payout = await service.payout(user_id=user)
    await service.mailing(smtp_port=port).send(service.db)
    assert (await _mail(service, payout))[0] == "due"
    await service.hear(service.user(user, email="late@example.com"))
    await service.later()
    await service.mailing(smtp_port=port).send(service.db)
    assert up.receivers == ["late@example.com"]


async def test_the_newest_address_counts(
    service: PaymentsService, up: MailServerDouble, port: int
) -> None:
    user = uuid7()
    await service.hear(service.user(user, email="new@example.com", version=3))
    await service.hear(service.user(user, email="old@example.com", version=2))
    await service.payout(user_id=user)
    await service.mailing(smtp_port=port).send(service.db)
    assert up.receivers == ["new@example.com"]


async def test_an_address_that_is_none_is_undelivered(
    service: PaymentsService, up: MailServerDouble, port: int
) -> None:
    payout = await service.payout(user_id=await service.employee("not an address"))
    await service.mailing(smtp_port=port).send(service.db)
    state, why = await _mail(service, payout)
    assert (state, why) == ("undelivered", "the e-mail address is malformed")
