"""One bank file for a day and currency, made once the day is complete, whatever crashes, waits or cannot be rendered."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from doubles import SimulatedCrashError, crashing
from migrations_of import migration
from payments_service import PaymentsService
from pyiso20022.pain.pain_001_001_09.pain_001_001_09 import CreditTransferTransaction34
from uuid_utils.compat import uuid7

from ates_payments.adapters.providers import ManualProvider
from ates_payments.domain.bank_files import BankFile, BankLine
from ates_payments.storage import bank_files
from ates_payments.use_cases import pain001

WAIT_S = 900


async def _files(service: PaymentsService) -> list[dict[str, Any]]:
    files: list[dict[str, Any]] = (await service.get("/bank-files")).json()["items"]
    return files


async def _send(service: PaymentsService, *amounts: int, **more: Any) -> list[UUID]:
    payouts = [await service.payout(amount, **more) for amount in amounts]
    await service.paying(ManualProvider()).send(service.db)
    return payouts


async def _sizes(service: PaymentsService) -> list[int]:
    return sorted(file["payouts"] for file in await _files(service))


async def test_a_day_is_filed_once_all_of_it_is_there(service: PaymentsService) -> None:
    await _send(service, 100, 200)
    await service.file(file_wait_s=WAIT_S)
    assert await _sizes(service) == [], "accounting has not closed the day"
    await service.hear(service.closed(payouts=3, amount=600))
    await service.file(file_wait_s=WAIT_S)
    assert await _sizes(service) == [], "a payout of the day is not here yet"
    await service.payout(300)
    await service.file(file_wait_s=WAIT_S)
    assert await _sizes(service) == [], "a payout of the day is not sent yet"
    await service.paying(ManualProvider()).send(service.db)
    await service.file(file_wait_s=WAIT_S)
    assert await _sizes(service) == [3]


async def test_what_was_paid_again_on_a_day_stands_for_no_payout_of_its_close(
    service: PaymentsService,
) -> None:
    await _send(service, 100, 200)
    await _send(service, 300, user_id=uuid7())
    await service.hear(service.closed(payouts=3, amount=600))
    await service.file(file_wait_s=WAIT_S)
    assert await _sizes(service) == [], "a payout of the close is not here yet"
    await _send(service, 300)
    await service.file(file_wait_s=WAIT_S)
    assert await _sizes(service) == [4]


async def test_what_was_paid_again_long_ago_ends_no_wait_of_the_close(
    service: PaymentsService,
) -> None:
    await _send(service, 300, user_id=uuid7())
    await service.as_owner(f"UPDATE payouts SET sent_at = now() - interval '{WAIT_S} s'")
    await _send(service, 100)
    await service.hear(service.closed(payouts=2, amount=300))
    await service.file(file_wait_s=WAIT_S)
    assert await _sizes(service) == [], "a payout of the close is not here yet"
    await _send(service, 200)
    await service.file(file_wait_s=WAIT_S)
    assert await _sizes(service) == [3]


@pytest.mark.parametrize("closed", [False, True])
async def test_what_was_paid_again_is_filed_with_its_day_or_after_a_bounded_wait(
    service: PaymentsService, closed: bool
) -> None:
    await _send(service, 300, user_id=uuid7())
    await service.file(file_wait_s=WAIT_S)
    assert await _sizes(service) == []
    if closed:
        await service.hear(service.closed(payouts=0, amount=0))
    else:
        await service.as_owner(f"UPDATE payouts SET sent_at = now() - interval '{WAIT_S} s'")
    await service.file(file_wait_s=WAIT_S)
    assert await _sizes(service) == [1]


async def test_the_upgrade_tells_payouts_of_a_close_from_those_that_were_paid_again(
    service: PaymentsService,
) -> None:
    [of_close], [again] = await _send(service, 100), await _send(service, 300, user_id=uuid7())
    await service.as_owner("UPDATE payouts SET of_close = true")
    await service.as_owner(migration("0011_paid_again").MARK)
    marks = await service.rows("SELECT id, of_close FROM payouts")
    assert {row.id: row.of_close for row in marks} == {of_close: True, again: False}


async def test_filing_while_payouts_are_sent_makes_one_file(service: PaymentsService) -> None:
    amounts = range(1, 61)
    await service.hear(*(service.due(amount) for amount in amounts))
    await service.hear(service.closed(payouts=60, amount=sum(amounts)))
    sending = service.paying(ManualProvider(), pay_batch=10)
    await asyncio.gather(
        *(sending.send(service.db) for _ in range(3)),
        *(service.file(file_wait_s=WAIT_S) for _ in range(5)),
    )
    await service.file(file_wait_s=WAIT_S)
    assert await _sizes(service) == [60]


async def test_a_day_beyond_the_bound_fills_its_files(service: PaymentsService) -> None:
    await service.hear(*(service.due(1) for _ in range(25)))
    await service.hear(service.closed(payouts=25, amount=25))
    await service.paying(ManualProvider()).send(service.db)
    await asyncio.gather(*(service.file(10, file_wait_s=WAIT_S) for _ in range(5)))
    assert await _sizes(service) == [5, 10, 10]


async def test_a_crash_in_the_middle_makes_the_same_one_file_later(
    service: PaymentsService, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _send(service, 100, 200)
    await service.hear(service.closed(payouts=2, amount=300))

    async def crash(*_: Any, **__: Any) -> None:
        raise SimulatedCrashError

    with monkeypatch.context() as patch:
        patch.setattr(bank_files, "add_content", crash)
        with crashing():
            await service.file(file_wait_s=WAIT_S)
    assert await _files(service) == []
    await service.file(file_wait_s=WAIT_S)
    assert await _sizes(service) == [2]


async def test_a_day_that_is_never_closed_is_filed_after_a_bounded_wait(
    service: PaymentsService,
) -> None:
    await _send(service, 100)
    await service.file(file_wait_s=WAIT_S)
    assert await _files(service) == []
    await service.as_owner(f"UPDATE payouts SET sent_at = now() - interval '{WAIT_S} s'")
    await _send(service, 200)
    await service.file(file_wait_s=WAIT_S)
    assert await _sizes(service) == [2], "what is there by then goes along"


async def test_a_day_whose_rest_never_comes_is_filed_after_a_bounded_wait(
    service: PaymentsService,
) -> None:
    await _send(service, 100)
    await service.hear(service.closed(payouts=2, amount=300))
    await service.as_owner(f"UPDATE payouts SET sent_at = now() - interval '{WAIT_S} s'")
    await service.file(file_wait_s=WAIT_S)
    assert await _sizes(service) == [1]


async def test_a_day_is_closed_once_however_often_it_is_told(service: PaymentsService) -> None:
    for _ in range(2):
        await service.hear(service.closed(payouts=1, amount=100))
    await service.hear(service.closed(payouts=0, amount=0, day="2026-11-20"))
    await _send(service, 100)
    await service.file(file_wait_s=WAIT_S)
    assert await _sizes(service) == [1]


async def test_the_rest_of_a_withdrawn_file_needs_no_second_wait(service: PaymentsService) -> None:
    await _send(service, 100, 200)
    await service.hear(service.closed(payouts=2, amount=300))
    await service.file(file_wait_s=WAIT_S)
    [file] = await _files(service)
    await service.post(f"/bank-files/{file['id']}/withdraw", {"reason": "wrong account"})
    await service.file(file_wait_s=WAIT_S)
    assert [each["open"] for each in await _files(service)] == [2, 0]


@pytest.fixture
def poisoned(monkeypatch: pytest.MonkeyPatch) -> set[UUID]:
    """Payouts whose lines cannot be rendered."""
    poison: set[UUID] = set()
    credit = pain001._credit

    def made(file: BankFile, line: BankLine) -> CreditTransferTransaction34:
        if line.payout_id in poison:
            raise ValueError("no letter of Ada <b>Lovelace</b> is known")
        return credit(file, line)

    monkeypatch.setattr(pain001, "_credit", made)
    return poison


async def test_a_line_that_cannot_be_rendered_says_why_and_the_others_go_to_the_bank(
    service: PaymentsService, poisoned: set[UUID]
) -> None:
    employee = await service.employee()
    payouts = await _send(service, *range(1, 21), user_id=employee)
    poisoned |= {payouts[3], payouts[17]}
    await service.file()
    assert await _sizes(service) == [18]
    for payout in poisoned:
        shown = await service.shown(payout)
        assert (shown["state"], shown["bank_file_id"]) == ("sent", None)
        assert shown["file_failure"].startswith("no bank file can carry it: no letter of")
        assert "Lovelace" not in shown["file_failure"], "a person may be erased, reasons are not"


async def test_a_line_that_could_not_be_rendered_is_tried_again_after_a_growing_wait(
    service: PaymentsService, poisoned: set[UUID]
) -> None:
    [payout] = await _send(service, 100)
    poisoned.add(payout)
    waits = []
    for _ in range(3):
        await service.as_owner("UPDATE payouts SET file_after = '-infinity'")
        await service.file()
        waits.append(
            round(await service.value("SELECT EXTRACT(epoch FROM file_after - now()) FROM payouts"))
        )
    assert waits == [15, 30, 60]
    poisoned.clear()
    await service.file()
    assert await _files(service) == [], "its wait is not over"
    await service.as_owner("UPDATE payouts SET file_after = '-infinity'")
    await service.file()
    assert await _sizes(service) == [1]
    assert (await service.shown(payout))["file_failure"] is None


async def test_a_line_that_cannot_be_rendered_can_be_ended_by_hand(
    service: PaymentsService, poisoned: set[UUID]
) -> None:
    [payout] = await _send(service, 100)
    poisoned.add(payout)
    await service.file()
    answer = await service.post(f"/payouts/{payout}/fail", {"reason": "no such account"})
    assert (answer.status_code, answer.json()["state"]) == (200, "failed")


async def test_a_file_that_is_not_well_formed_is_never_stored(
    service: PaymentsService, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _send(service, 100)
    monkeypatch.setattr(pain001, "render", lambda *_: b"<Document>\x01</Document>")
    await service.file()
    assert await _files(service) == []


async def test_without_the_companys_account_payouts_wait_for_it(service: PaymentsService) -> None:
    [payout] = await _send(service, 100)
    await service.file(company_iban=None)
    assert await _files(service) == []
    assert (await service.shown(payout))["state"] == "sent"
    await service.file()
    assert await _sizes(service) == [1]
