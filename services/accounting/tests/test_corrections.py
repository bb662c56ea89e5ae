"""Corrections and reversals over HTTP."""

import asyncio
from datetime import date
from typing import Any

import pytest
from accounting_service import USD, AccountingService, code_of
from uuid_utils.compat import uuid7

from ates_accounting.domain.books import COMPANY
from ates_chassis.shared.user_directory import Person, remember


async def test_a_correction_moves_an_amount_with_its_reason(service: AccountingService) -> None:
    employee = await service.hire()
    transfer = await service.give(employee, 1_250)
    assert transfer["kind"] == "correction"
    assert transfer["task"] is None
    assert transfer["description"] == "charged by mistake"
    assert transfer["delta"] == transfer["balance_after"] == {"amount": 1_250, "currency": USD}
    [row] = await service.rows("SELECT * FROM transfers")
    assert (row.actor_id, row.debited, row.credited) == (service.accountant, COMPANY, employee)
    [event] = await service.published("transfer-posted")
    assert (event["kind"], event["delta"], event["task_id"]) == ("correction", 1_250, None)
    assert (await service.get("/accounts/me/transfers", by=employee)).json()["items"] == [transfer]


async def test_a_transfer_is_reversed_once(service: AccountingService) -> None:
    employee = await service.hire()
    task = await service.work(employee, title="Wrong")
    _, reward = await service.price(task)
    [wrong] = (await service.ledger(kind="reward")).json()["items"]
    answers = await asyncio.gather(*(service.correct(reverses=wrong["id"]) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    [undo] = [answer.json() for answer in answers if answer.status_code == 201]
    assert (undo["kind"], undo["delta"]["amount"]) == ("correction", -reward)
    assert undo["task"] == {"id": str(task), "title": "Wrong", "jira_key": None}
    assert {code_of(a) for a in answers if a.status_code != 201} == {(409, "already-reversed")}
    fee, _ = await service.price(task)
    assert await service.balance(employee) == -fee
    income = (await service.ledger("/income")).json()["items"][0]
    assert income["income"]["amount"] == fee - reward


async def test_a_correction_and_even_a_reversal_can_be_reversed(service: AccountingService) -> None:
    employee = await service.hire()
    wrong = await service.give(employee, 900)
    undone = (await service.correct(reverses=wrong["id"])).json()
    assert undone["balance_after"]["amount"] == 0
    redone = (await service.correct(reverses=undone["id"])).json()
    assert redone["balance_after"]["amount"] == 900


@pytest.mark.parametrize("kind", ["payout", "payout-returned"])
async def test_a_payout_is_not_reversed_by_hand(service: AccountingService, kind: str) -> None:
    employee = uuid7()
    await service.day_before(date(2026, 1, 1), {employee: (kind, -500)})
    transfer = await service.value("SELECT id::text FROM transfers")
    assert code_of(await service.correct(reverses=transfer)) == (409, "not-reversible")


async def test_the_same_key_corrects_once_and_another_body_is_refused(
    service: AccountingService,
) -> None:
    employee = await service.hire()
    delta = {"amount": 5, "currency": USD}
    body: dict[str, Any] = {"user_id": str(employee), "delta": delta}
    answers = await asyncio.gather(*(service.correct("k", **body) for _ in range(5)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    other = await service.correct("k", **body, reason="another")
    assert code_of(other) == (422, "idempotency-key-reused")
    [wrong] = [answers[0].json()["id"]]
    reversals = [await service.correct("r", reverses=wrong) for _ in range(3)]
    assert len({answer.text for answer in reversals}) == 1
    assert await service.balance(employee) == 0


async def test_a_refused_correction_does_not_use_its_key_up(service: AccountingService) -> None:
    employee = uuid7()
    body: dict[str, Any] = {"user_id": str(employee), "delta": {"amount": 5, "currency": USD}}
    assert code_of(await service.correct("k", **body)) == (404, "no-such-user")
    async with service.db.transaction() as tx:
        await remember(tx, [Person(id=employee, role="other", active=True, version=1)])
    assert (await service.correct("k", **body)).status_code == 201


async def test_what_cannot_be_corrected(service: AccountingService) -> None:
    employee = await service.hire()
    user_id, delta = str(employee), {"amount": 5, "currency": USD}
    unknown = await service.correct(user_id=str(uuid7()), delta=delta)
    assert code_of(unknown) == (404, "no-such-user")
    company = await service.correct(user_id=str(COMPANY), delta=delta)
    assert code_of(company) == (404, "no-such-user")
    assert code_of(await service.correct(reverses=str(uuid7()))) == (404, "no-such-transfer")
    for wrong in (
        {"user_id": user_id, "delta": {"amount": 5, "currency": "EUR"}},
        {"user_id": user_id, "delta": {"amount": 0, "currency": USD}},
        {"user_id": user_id, "delta": {"amount": 100_000_001, "currency": USD}},
        {"user_id": user_id, "delta": {"amount": 10**40, "currency": USD}},
        {"user_id": user_id, "delta": {"amount": 1.5, "currency": USD}},
        {"user_id": user_id, "delta": {"amount": "5", "currency": USD}},
        {"user_id": user_id, "delta": {"amount": True, "currency": USD}},
        {"user_id": user_id, "delta": {"amount": 5}},
        {"user_id": user_id, "delta": 5},
        {"user_id": user_id},
        {"delta": delta},
        {},
        {"user_id": user_id, "delta": delta, "reverses": str(uuid7())},
        {"user_id": user_id, "reverses": str(uuid7())},
        {"user_id": "me", "delta": delta},
        {"user_id": user_id, "delta": delta, "reason": ""},
        {"user_id": user_id, "delta": delta, "reason": " \t "},
        {"user_id": user_id, "delta": delta, "reason": "x" * 301},
        {"user_id": user_id, "delta": delta, "reason": "a\nb"},
        {"user_id": user_id, "delta": delta, "reason": "a\0b"},
        {"user_id": user_id, "delta": delta, "surprise": 1},
    ):
        answer = await service.correct(**wrong)
        assert code_of(answer) == (422, "invalid"), wrong
    assert await service.value("SELECT count(*) FROM transfers") == 0
    assert await service.value("SELECT count(*) FROM idempotency_keys") == 0
