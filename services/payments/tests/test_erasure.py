"""What payments forgets of somebody erased: all that it, or a mail server, said of the person; only bank files keep names."""

import asyncio
from dataclasses import replace
from email.message import Message

import pytest
from aiosmtplib import SMTP
from migrations_of import migration
from payments_service import PaymentsService
from what_is_kept import KEEP_NAMES, tables_that_name

from ates_chassis.database.engine import Transaction
from ates_chassis.testing import eventually
from ates_payments.adapters.providers import ManualProvider
from ates_payments.domain import NOT_FILED, RECIPIENT_ERASED, Mail
from ates_payments.domain.bank_files import BankFile, BankLine, Payer
from ates_payments.storage import unfiled
from ates_payments.storage.unfiled import Ready
from ates_payments.use_cases import pain001
from support.mail_servers import MailServerDouble, serving


@pytest.mark.parametrize("code", [550, 451])
async def test_what_a_mail_server_said_of_a_person_is_forgotten_with_them(
    service: PaymentsService, up: MailServerDouble, port: int, code: int
) -> None:
    user, email = await service.employee("ada.king@example.com"), "ada.king@example.com"
    up.refuses[email] = f"{code} the mailbox of Ada.King (ADA LOVELACE) cannot be used"
    payout = await service.payout(user_id=user)
    await service.mailing(smtp_port=port).send(service.db)
    shown = await service.shown(payout)
    assert "Ada.King" in shown["mail_failure"]
    await service.hear(service.erased(user))
    for word in ("ada.king", "lovelace"):
        assert await tables_that_name(service, word) <= KEEP_NAMES
    state, why = (
        (await service.shown(payout))["mail"],
        (await service.shown(payout))["mail_failure"],
    )
    assert (state, why) == (shown["mail"], {550: RECIPIENT_ERASED, 451: None}[code])
    await service.later()
    await service.mailing(smtp_port=port).send(service.db)
    assert (await service.shown(payout))["mail"] == "undelivered"


async def test_what_a_mail_server_says_after_the_person_was_erased_is_not_kept(
    service: PaymentsService,
    mail_server: MailServerDouble,
    port: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    user, email = await service.employee("ada.king@example.com"), "ada.king@example.com"
    mail_server.refuses[email] = "550 the mailbox of Ada.King is closed"
    payout = await service.payout(user_id=user)
    job, go = service.mailing(smtp_port=port, mail_connections=1), asyncio.Event()
    deliver = job._deliver

    async def held_up(smtp: SMTP, mail: Mail, message: Message) -> None:
        await go.wait()
        await deliver(smtp, mail, message)

    monkeypatch.setattr(job, "_deliver", held_up)
    async with serving(mail_server, port):
        sending = asyncio.ensure_future(job.send(service.db))

        async def claimed() -> int:
            query = "SELECT attempts FROM mails WHERE payout_id = :id"
            return int(await service.value(query, id=payout))

        await eventually(claimed)
        await service.hear(service.erased(user))
        go.set()
        await sending
    assert await tables_that_name(service, "ada.king") == set()
    await service.later()
    await service.mailing(smtp_port=port).send(service.db)
    assert (await service.shown(payout))["mail"] == "undelivered"


async def test_what_was_kept_of_people_erased_before_goes_with_the_upgrade(
    service: PaymentsService,
) -> None:
    user, other = await service.employee(), await service.employee()
    payout, other_payout = await service.payout(user_id=user), await service.payout(user_id=other)
    await service.hear(service.erased(user))
    await service.as_owner("UPDATE mails SET state = 'undelivered', failure = '550 Lovelace moved'")
    await service.as_owner(migration("0008_erased_reasons").FORGET)
    assert (await service.shown(payout))["mail_failure"] == RECIPIENT_ERASED
    assert (await service.shown(other_payout))["mail_failure"] == "550 Lovelace moved"
    await service.as_owner("UPDATE payouts SET file_failure = 'LOVELACE'")
    for statement in migration("0009_erased_answers").FORGET:
        await service.as_owner(statement)
    failures = [(await service.shown(each))["file_failure"] for each in (payout, other_payout)]
    assert failures == [NOT_FILED, "LOVELACE"]


def _cannot_be_rendered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Says of a name what is in it, in letters of its own."""
    render = pain001.render

    def picky(file: BankFile, lines: list[BankLine], payer: Payer) -> bytes:
        for line in lines:
            if line.full_name and "Lovelace" in line.full_name:
                raise ValueError("LOVELACE, ADA has letters that no bank takes")
        return render(file, lines, payer)

    monkeypatch.setattr(pain001, "render", picky)


async def test_why_no_bank_file_took_a_payout_is_forgotten_with_the_person(
    service: PaymentsService, monkeypatch: pytest.MonkeyPatch
) -> None:
    _cannot_be_rendered(monkeypatch)
    user = await service.employee()
    payout = await service.payout(user_id=user)
    await service.paying(ManualProvider()).send(service.db)
    await service.file()
    assert "LOVELACE" in (await service.shown(payout))["file_failure"]
    await service.hear(service.erased(user))
    assert await tables_that_name(service, "lovelace") == set()
    assert (await service.shown(payout))["file_failure"] == NOT_FILED


async def test_why_no_bank_file_takes_a_payout_is_not_noted_once_the_person_was_erased(
    service: PaymentsService, monkeypatch: pytest.MonkeyPatch
) -> None:
    _cannot_be_rendered(monkeypatch)
    user = await service.employee()
    payout = await service.payout(user_id=user)
    await service.paying(ManualProvider()).send(service.db)
    lock_lines = unfiled.lock_lines

    async def read_before(tx: Transaction, ready: Ready, *, lines: int) -> list[BankLine]:
        """As where the erasure had the payouts, and the name was read before it."""
        locked = await lock_lines(tx, ready, lines=lines)
        return [replace(line, full_name="Ada Lovelace") for line in locked]

    monkeypatch.setattr(unfiled, "lock_lines", read_before)
    await service.hear(service.erased(user))
    await service.file()
    assert await tables_that_name(service, "lovelace") == set()
    assert (await service.shown(payout))["file_failure"] == NOT_FILED


async def test_stored_answers_about_a_person_go_with_them_and_those_about_others_stay(
    service: PaymentsService, up: MailServerDouble
) -> None:
    user, other = await service.employee(), await service.employee()
    for of in (user, other):
        payout = await service.payout(user_id=of)
        condition = "state = 'undelivered', failure = '550 no'"
        await service.as_owner(f"UPDATE mails SET {condition} WHERE payout_id = '{payout}'")
        answer = await service.post(f"/payouts/{payout}/mail", key=f"about {of}")
        assert answer.status_code == 200, answer.text
    await service.hear(service.erased(user))
    [[body]] = await service.rows("SELECT convert_from(body, 'UTF8') FROM idempotency_keys")
    assert str(other) in body
