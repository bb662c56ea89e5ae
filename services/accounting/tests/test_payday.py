"""Closing a day: who is paid, and how often."""

import asyncio
from datetime import date
from typing import Any
from uuid import UUID, uuid5

import asyncpg
import pytest
from accounting_service import AccountingService
from uuid_utils.compat import uuid7

from ates_accounting.domain.books import Books
from ates_accounting.storage import payouts
from ates_accounting.use_cases import payday
from ates_tools.rehearsal import audit

BOOKS = Books(currency="USD", zone="UTC")


async def test_everybody_with_a_positive_balance_is_paid_all_of_it_and_debts_carry_over(
    service: AccountingService,
) -> None:
    await service.set_clock("2026-05-01 12:00Z")
    rich, poor = await service.hire(), await service.hire()
    await service.give(rich, 5_000)
    await service.give(poor, -700)
    await service.set_clock("2026-05-02 00:00Z")
    answer = await service.close("2026-05-01")
    assert answer.json() == {
        "business_day": "2026-05-01",
        "state": "closed",
        "payouts": 1,
        "amount": {"amount": 5_000, "currency": "USD"},
    }
    assert (await service.balance(rich), await service.balance(poor)) == (0, -700)
    [due] = await service.published("payout-due")
    assert (due["user_id"], due["amount"], due["business_day"]) == (str(rich), 5_000, "2026-05-01")
    assert await service.published("day-closed") == [
        {"business_day": "2026-05-01", "payouts": 1, "amount": 5_000, "currency": "USD"}
    ]
    [statement, *_] = (await service.get("/accounts/me/transfers", by=rich)).json()["items"]
    assert (statement["kind"], statement["delta"]["amount"]) == ("payout", -5_000)
    assert (await service.ledger("/income")).json()["items"][0]["income"]["amount"] == 0


async def test_a_day_is_closed_once_however_often_it_is_asked(service: AccountingService) -> None:
    await service.set_clock("2026-05-01 12:00Z")
    employees = [await service.hire() for _ in range(20)]
    for employee in employees:
        await service.give(employee, 100)
    await service.set_clock("2026-05-02 00:00Z")
    answers = await asyncio.gather(*(service.close("2026-05-01") for _ in range(5)))
    assert {answer.status_code for answer in answers} == {200}
    assert (await service.close("2026-05-01")).json()["payouts"] == 20
    assert len(await service.published("payout-due")) == 20
    assert len(await service.published("day-closed")) == 1


async def test_what_is_posted_after_midnight_is_not_paid_with_the_day_before(
    service: AccountingService,
) -> None:
    await service.set_clock("2026-05-01 12:00Z")
    employee = await service.hire()
    await service.give(employee, 1_000)
    await service.set_clock("2026-05-02 00:05Z")
    await service.give(employee, -1_500)
    await service.close("2026-05-01")
    assert await service.balance(employee) == -1_500
    [due] = await service.published("payout-due")
    assert due["amount"] == 1_000


async def test_missed_days_are_closed_in_order(service: AccountingService) -> None:
    for day in (1, 2, 3):
        await service.set_clock(f"2026-05-0{day} 12:00Z")
        await service.give(await service.hire(), 100 * day)
    await service.set_clock("2026-05-04 09:00Z")
    due = await service.get("/business-days/due", by=uuid7(), role="internalservice")
    assert [day["business_day"] for day in due.json()["items"]] == [
        f"2026-05-0{day}" for day in (1, 2, 3)
    ]
    early = await service.close("2026-05-02")
    assert (early.status_code, early.json()["code"]) == (409, "earlier-day-open")
    sums = [
        (await service.close(f"2026-05-0{day}")).json()["amount"]["amount"] for day in (1, 2, 3)
    ]
    assert sums == [100, 200, 300]


@pytest.mark.parametrize(
    ("day", "role", "more", "status", "code"),
    [
        ("2026-05-03", "internalservice", {}, 404, "no-such-day"),
        ("2026-04-30", "administrator", {}, 404, "no-such-day"),
        ("2026-05-01", "internalservice", {}, 409, "day-not-over"),
        ("2026-05-01", "internalservice", {"open_day": True}, 403, "forbidden"),
        ("2026-05-01", "accountant", {}, 403, "forbidden"),
        ("not a day", "administrator", {}, 422, "invalid"),
        ("2026-05-01", "administrator", {"open_day": "yes"}, 422, "invalid"),
    ],
)
async def test_a_day_that_may_not_be_closed_is_refused(
    service: AccountingService, day: str, role: str, more: dict[str, Any], status: int, code: str
) -> None:
    await service.set_clock("2026-05-01 12:00Z")
    await service.give(await service.hire(), 100)
    answer = await service.close(day, role, **more)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert await service.published("payout-due") == []


async def test_an_administrator_may_close_a_running_day_and_later_money_goes_to_the_next(
    service: AccountingService,
) -> None:
    await service.set_clock("2026-05-01 18:00Z")
    employee = await service.hire()
    await service.give(employee, 100)
    closed = await service.close("2026-05-01", "administrator", open_day=True)
    assert closed.json()["state"] == "closed"
    assert (await service.give(employee, 70))["business_day"] == "2026-05-02"
    await service.set_clock("2026-05-03 00:00Z")
    assert (await service.close("2026-05-02")).json()["amount"]["amount"] == 70


async def test_a_close_that_stopped_half_way_goes_on_where_it_was(
    service: AccountingService, monkeypatch: pytest.MonkeyPatch
) -> None:
    await service.set_clock("2026-05-01 12:00Z")
    for _ in range(25):
        await service.give(await service.hire(), 10)
    await service.set_clock("2026-05-02 00:00Z")
    monkeypatch.setattr(payday, "CHUNK_ACCOUNTS_MAX", 4)
    pay_chunk = payouts.pay_chunk
    chunks: list[object] = []

    async def crashing(*args: Any, **named: Any) -> object:
        done = await pay_chunk(*args, **named)
        chunks.append(done)
        if len(chunks) % 3 == 0:
            raise RuntimeError("the process is gone")
        return done

    monkeypatch.setattr(payouts, "pay_chunk", crashing)
    state = "closing"
    for _ in range(10):
        answer = await service.close("2026-05-01")
        state = answer.json().get("state", state)
    assert state == "closed"
    due = await service.published("payout-due")
    assert len({each["user_id"] for each in due}) == len(due) == 25
    assert (await service.close("2026-05-01")).json()["amount"]["amount"] == 250


async def test_the_audit_finds_whoever_was_paid_more_than_they_had_earned(
    service: AccountingService,
) -> None:
    fined, overpaid = uuid7(), uuid7()
    for day, transfers in enumerate(
        (
            {fined: ("reward", 900), overpaid: ("reward", 900)},
            {fined: ("payout", -900), overpaid: ("payout", -900)},
            {fined: ("fee", -500), overpaid: ("payout-returned", 900)},
            {fined: ("payout-returned", 900), overpaid: ("payout", -900)},
        ),
        start=1,
    ):
        await service.day_before(date(2026, 5, day), transfers)
    connection = await asyncpg.connect(service.owner_url)
    try:
        assert (await audit.overpaid(connection)).offences == 0
        await service.day_before(date(2026, 5, 5), {overpaid: ("payout", -1)})
        assert (await audit.overpaid(connection)).offences == 1
    finally:
        await connection.close()


async def test_payout_ids_follow_from_day_and_worker(service: AccountingService) -> None:
    employee = uuid5(UUID(int=0), "worker")
    ids = [
        await service.value(
            "SELECT payout_id(CAST(:day AS text)::date, :employee)", day=day, employee=employee
        )
        for day in ("2026-05-01", "2026-05-01", "2026-05-02")
    ]
    assert ids[0] == ids[1] != ids[2]
    assert (ids[0].version, ids[0].variant) == (8, "specified in RFC 4122")
