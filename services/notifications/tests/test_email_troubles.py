"""Whatever the mail server does: each mail goes out once, says why it does not, and is given up after the stated time."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from email.message import Message
from typing import Any

import pytest
from aiosmtplib import SMTP
from notifications_service import NotificationsService
from uuid_utils.compat import uuid7

from ates_notifications.domain.emails import Email
from ates_notifications.jobs.email_templates import email_message
from support.mail_servers import MailServerDouble, serving


async def _due(service: NotificationsService, *names: str) -> None:
    for name in names:
        person = await service.person(f"{name}@example.com")
        await service.hear(service.assigned(person))
    await service.later()


async def _rows(service: NotificationsService) -> list[tuple[str, int, str | None]]:
    rows = await service.rows("SELECT state, attempts, failure FROM emails ORDER BY id")
    return [(row.state, row.attempts, row.failure) for row in rows]


async def test_a_mail_is_sent_once_by_five_workers(
    service: NotificationsService, up: MailServerDouble
) -> None:
    names = [f"w{n}" for n in range(40)]
    await _due(service, *names)
    jobs = [service.emailing(mail_batch=7) for _ in range(5)]
    await asyncio.gather(*(job.send(service.db) for job in jobs))
    await service.emailing().send(service.db)
    assert up.receivers == sorted(f"{name}@example.com" for name in names)


async def test_while_the_server_is_away_a_mail_says_so_at_once_and_is_undeliverable_after_three_days(
    service: NotificationsService,
) -> None:
    await _due(service, "ada")
    await service.emailing().send(service.db)
    [(state, attempts, failure)] = await _rows(service)
    assert (state, attempts) == ("due", 1)
    assert failure is not None
    assert failure.startswith("the mail server cannot be reached")
    await service.later()
    await service.age(timedelta(days=3, minutes=1))
    await service.emailing().send(service.db)
    [(state, _, failure)] = await _rows(service)
    assert state == "undeliverable"
    assert failure


async def test_a_refused_recipient_is_undeliverable_without_the_address_in_the_reason_and_the_others_get_theirs(
    service: NotificationsService, up: MailServerDouble
) -> None:
    up.refuses["gone@example.com"] = "550 5.1.1 <gone@example.com>: no such user"
    await _due(service, "a", "gone", "b")
    await service.emailing().send(service.db)
    assert up.receivers == ["a@example.com", "b@example.com"]
    states = {state: failure for state, _, failure in await _rows(service)}
    assert states["undeliverable"] == "the mail server refused it: 550 5.1.1 <…>: no such user"


async def test_a_deferred_mail_waits_longer_each_time(
    service: NotificationsService, up: MailServerDouble
) -> None:
    up.refuses["full@example.com"] = "452 mailbox full"
    await _due(service, "full")
    waits = []
    for _ in range(3):
        await service.emailing().send(service.db)
        wait = await service.value("SELECT next_at - now() FROM emails")
        waits.append(round(wait.total_seconds()))
        await service.later()
    assert waits == [15, 30, 60]
    up.refuses.clear()
    await service.emailing().send(service.db)
    assert [state for state, _, _ in await _rows(service)] == ["sent"]


async def test_a_crash_behind_the_servers_answer_sends_a_mail_twice_under_one_id_and_never_not_at_all(
    service: NotificationsService, up: MailServerDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _due(service, "ada")
    crashing = service.emailing(mail_connections=1)
    deliver = crashing._deliver

    async def crash(smtp: SMTP, email: Email, message: Message) -> None:
        await deliver(smtp, email, message)
        raise asyncio.CancelledError

    monkeypatch.setattr(crashing, "_deliver", crash)
    with pytest.raises(asyncio.CancelledError):
        await crashing.send(service.db)
    assert [state for state, _, _ in await _rows(service)] == ["due"]
    await service.emailing().send(service.db)
    assert len(up.mails) == 1, "another holds it for now"
    await service.later()
    await service.emailing().send(service.db)
    first, second = up.mails
    assert first["Message-ID"] == second["Message-ID"]
    assert [state for state, _, _ in await _rows(service)] == ["sent"]


async def test_what_a_late_holder_says_does_not_count(
    service: NotificationsService, up: MailServerDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _due(service, "ada")
    late, go, holds = service.emailing(mail_connections=1), asyncio.Event(), asyncio.Event()
    up.refuses["ada@example.com"] = "550 no such user"
    deliver = late._deliver

    async def held_up(smtp: SMTP, email: Email, message: Message) -> None:
        holds.set()
        await go.wait()
        await deliver(smtp, email, message)

    monkeypatch.setattr(late, "_deliver", held_up)
    sending = asyncio.ensure_future(late.send(service.db))
    await holds.wait()
    await service.execute("UPDATE emails SET claim_id = uuidv7()")
    go.set()
    await sending
    assert await _rows(service) == [("due", 1, None)]


async def test_an_address_that_is_heard_of_late_gets_the_mail(
    service: NotificationsService, up: MailServerDouble
) -> None:
    person = uuid7()
    await service.hear(service.assigned(person))
    await service.later()
    await service.emailing().send(service.db)
    assert (await _rows(service))[0][2] == "no e-mail address of the person is known yet"
    await service.hear(service.user(person, email="late@example.com"))
    await service.later()
    await service.emailing().send(service.db)
    assert up.receivers == ["late@example.com"]


async def test_one_mail_that_cannot_be_built_is_no_trouble_of_the_others(
    service: NotificationsService, up: MailServerDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _due(service, "a", "b")
    monkeypatch.setattr("ates_notifications.jobs.emails.email_message", _breaking("a@example.com"))
    await service.emailing().send(service.db)
    assert up.receivers == ["b@example.com"]
    failures = [failure for _, _, failure in await _rows(service)]
    assert failures == ["the mail cannot be built: … is broken", None]


def _breaking(address: str) -> Callable[..., Message]:
    def build(email: Email, *args: Any, **named: Any) -> Message:
        if email.address == address:
            raise RuntimeError(f"{address} is broken")
        return email_message(email, *args, **named)

    return build


async def test_payments_hears_what_became_of_a_mail_about_a_payout_and_of_no_other(
    service: NotificationsService, up: MailServerDouble
) -> None:
    good, bad = await service.person("good@example.com"), await service.person("bad@example.com")
    up.refuses["bad@example.com"] = "550 <bad@example.com> unknown"
    payouts = {good: uuid7(), bad: uuid7()}
    for person, payout in payouts.items():
        await service.hear(service.due(person, payout), service.failed(payout))
        await service.hear(service.assigned(person))
    await service.later()
    await service.emailing().send(service.db)
    [delivered] = await service.published("mail-delivered")
    assert delivered["payout_id"] == str(payouts[good])
    assert delivered["kind"] == "payout-failed"
    [undeliverable] = await service.published("mail-undeliverable")
    assert undeliverable["payout_id"] == str(payouts[bad])
    assert undeliverable["reason"] == "the mail server refused it: 550 <…> unknown"


async def test_a_server_that_comes_back_gets_all_that_waited(
    service: NotificationsService, mail_server: MailServerDouble, port: int
) -> None:
    await _due(service, "a", "b", "c")
    await service.emailing().send(service.db)
    await service.later()
    async with serving(mail_server, port):
        await service.emailing().send(service.db)
    assert len(mail_server.mails) == 3
