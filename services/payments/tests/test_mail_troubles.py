"""One mail's trouble is noted at that mail and ends; no mail is sent twice, or pays for another's connection."""

import asyncio

import pytest
from mail_servers import serving

from ates_chassis.testing import eventually
from ates_payments.jobs import mails as job
from ates_payments.jobs.mails import Mailing


async def _mail(service, payout):
    shown = await service.shown(payout)
    return shown["mail"], shown["mail_failure"]


async def _due(service, *names: str):
    """Payouts with mails to `<name>@example.com`, in this order."""
    return [
        await service.payout(user_id=await service.employee(f"{name}@example.com"))
        for name in names
    ]


async def _attempts(service, payout) -> int:
    return await service.value("SELECT attempts FROM mails WHERE payout_id = :id", id=payout)


@pytest.fixture
def unbuildable(monkeypatch: pytest.MonkeyPatch):
    """Mails to `poison@example.com` cannot be built; with the error in it."""
    errors = [RuntimeError("no template for Ada <b>Lovelace</b> of poison@example.com")]
    letter = job.letter

    def built(mail, **more):
        if mail.email == "poison@example.com" and errors:
            raise errors[0]
        return letter(mail, **more)

    monkeypatch.setattr(job, "letter", built)
    return errors


async def test_a_mail_that_cannot_be_built_says_why_and_the_others_go_out(
    service, up, port, unbuildable
) -> None:
    bad, *others = await _due(service, "poison", "a", "b", "c")
    await service.mailing(smtp_port=port).send(service.db)
    assert up.receivers == ["a@example.com", "b@example.com", "c@example.com"]
    state, why = await _mail(service, bad)
    assert (state, why) == ("due", "the mail cannot be built: no template for … of …")
    for other in others:
        assert await _mail(service, other) == ("sent", None)


async def test_a_mail_that_can_never_be_built_is_undelivered_after_the_last_attempt(
    service, up, port, unbuildable
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
    service, up, port, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, *_ = await _due(service, "poison", "a", "b")
    deliver = Mailing._deliver  # the call into the library

    async def failing(self, smtp, mail, message) -> None:
        if mail.email == "poison@example.com":
            raise KeyError("no such thing")
        await deliver(self, smtp, mail, message)

    monkeypatch.setattr(Mailing, "_deliver", failing)
    await service.mailing(smtp_port=port).send(service.db)
    assert up.receivers == ["a@example.com", "b@example.com"]
    state, why = await _mail(service, bad)
    assert state == "due"
    assert "no such thing" in why


async def test_a_mail_whose_attempts_never_come_to_an_end_is_given_up(service, up, port) -> None:
    [bad] = await _due(service, "a")
    # As after so many crashes while somebody held it.
    await service.as_owner("UPDATE mails SET attempts = 45")
    await service.mailing(smtp_port=port).send(service.db)
    assert await _mail(service, bad) == ("undelivered", "no attempt at it came to an end")
    assert not up.mails


async def test_a_mail_in_flight_is_not_sent_again_by_a_person(service, up, port) -> None:
    [payout] = await _due(service, "a")
    up.slow.clear()
    sending = asyncio.ensure_future(
        service.mailing(smtp_port=port, mail_connections=1).send(service.db)
    )

    async def offered():
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
    service, port
) -> None:
    [payout] = await _due(service, "a")
    await service.mailing(smtp_port=port).send(service.db)
    answer = await service.post(f"/payouts/{payout}/mail")
    assert answer.json()["code"] == "mail-on-its-way"
    assert await _attempts(service, payout) == 1


async def test_an_undelivered_mail_asked_for_twice_at_once_is_sent_once(service, up, port) -> None:
    [payout] = await _due(service, "a")
    await service.as_owner("UPDATE mails SET state = 'undelivered', failure = 'x', attempts = 45")
    answers = await asyncio.gather(*(service.post(f"/payouts/{payout}/mail") for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    await asyncio.gather(*(service.mailing(smtp_port=port).send(service.db) for _ in range(3)))
    assert len(up.mails) == 1


async def test_what_a_late_holder_says_of_a_mail_does_not_count(service, up, port) -> None:
    [payout] = await _due(service, "a")
    late = service.mailing(smtp_port=port, mail_connections=1)
    up.slow.clear()
    up.refuses["a@example.com"] = "550 no such user"
    deliver, go = Mailing._deliver, asyncio.Event()

    async def held_up(self, smtp, mail, message) -> None:
        await go.wait()
        await deliver(self, smtp, mail, message)

    late._deliver = held_up.__get__(late)
    sending = asyncio.ensure_future(late.send(service.db))

    async def claimed():
        return await _attempts(service, payout)

    await eventually(claimed)
    # Its lease is over, and another holds the mail.
    await service.as_owner("UPDATE mails SET claim_id = uuidv7()")
    go.set()
    await sending
    assert await _mail(service, payout) == ("due", None)


@pytest.mark.parametrize("answer", ["421 too much for today", "drop"])
async def test_a_closed_connection_costs_the_mails_behind_it_nothing(
    service, up, port, answer: str
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
    service, up, port
) -> None:
    up.closes_after = 2
    payouts = await _due(service, *"abcdef")
    await service.mailing(smtp_port=port, mail_connections=1).send(service.db)
    assert len(up.mails) == 6
    assert {await _attempts(service, each) for each in payouts} == {1}
    assert up.connections == 3


async def test_mails_that_were_never_offered_count_no_attempt_when_the_server_goes(
    service, mail_server, port
) -> None:
    names = "abcd"
    payouts = await _due(service, *names)
    async with serving(mail_server, port):
        taken = mail_server.handle_DATA
        gone = asyncio.Event()

        async def once(server, session, envelope):
            answer = await taken(server, session, envelope)
            gone.set()
            return answer

        mail_server.handle_DATA = once
        mail_server.closes_after = 1
        listening = mail_server.handle_EHLO

        async def only_once(server, session, envelope, hostname, responses):
            if gone.is_set():
                server.transport.abort()
            return await listening(server, session, envelope, hostname, responses)

        mail_server.handle_EHLO = only_once
        await service.mailing(smtp_port=port, mail_connections=1).send(service.db)
    assert [await _attempts(service, each) for each in payouts] == [1, 0, 0, 0]
    assert [(await _mail(service, each))[0] for each in payouts] == ["sent", "due", "due", "due"]


async def test_a_server_that_closes_each_time_is_asked_a_bounded_number_of_times(
    service, up, port
) -> None:
    names = [f"n{n}" for n in range(15)]
    up.drops |= {f"{name}@example.com" for name in names}
    payouts = await _due(service, *names)
    await service.mailing(smtp_port=port, mail_connections=1).send(service.db)
    assert up.connections == 10
    assert sorted([await _attempts(service, each) for each in payouts]) == [0] * 5 + [1] * 10
