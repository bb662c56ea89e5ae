"""An employee's account day by day, and that figures stay what they are when a day is closed."""

import csv
import io
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from accounting_service import AccountingService
from uuid_utils.compat import uuid7

TODAY = date(2026, 3, 10)


@pytest.fixture
async def employee(service: AccountingService) -> UUID:
    await service.set_clock(f"{TODAY} 12:00+00")
    employee: UUID = await service.hire()
    return employee


def _ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def _line(day: dict[str, Any]) -> tuple[str, int, int, int, int, int]:
    fees, rewards, corrections, payouts, balance = (
        day[name]["amount"] for name in ("fees", "rewards", "corrections", "payouts", "balance")
    )
    return day["business_day"], fees, rewards, corrections, payouts, balance


async def _days(
    service: AccountingService, by: UUID, **period: date
) -> list[tuple[str, int, int, int, int, int]]:
    params = {{"first": "from", "last": "to"}[name]: str(day) for name, day in period.items()}
    answer = await service.get("/accounts/me/days", by=by, **params)
    assert answer.status_code == 200, answer.text
    assert answer.json()["next"] is None
    return [_line(day) for day in answer.json()["items"]]


async def test_each_day_has_what_it_brought_and_the_balance_at_its_end(
    service: AccountingService, employee: UUID
) -> None:
    await service.day_before(_ago(40), {employee: ("reward", 100)})
    await service.day_before(_ago(3), {employee: ("payout", -100), uuid7(): ("fee", -7)})
    await service.day_before(_ago(2), {employee: ("payout-returned", 100)})
    await service.day_before(_ago(1), {uuid7(): ("fee", -7)})
    await service.hear(
        service.assigned(task := uuid7(), employee), service.completed(task, employee)
    )
    await service.give(employee, -5)
    fee, reward = await service.price(task)
    days = [
        (str(TODAY), -fee, reward, -5, 0, 100 - fee + reward - 5),
        (str(_ago(1)), 0, 0, 0, 0, 100),
        (str(_ago(2)), 0, 0, 0, 100, 100),
        (str(_ago(3)), 0, 0, 0, -100, 0),
    ]
    assert await _days(service, employee) == days
    assert await _days(service, employee, first=_ago(3), last=_ago(2)) == days[2:]
    assert await _days(service, employee, last=_ago(30)) == [(str(_ago(40)), 0, 100, 0, 0, 100)]
    assert await _days(service, employee, last=_ago(100)) == []


async def test_a_payout_counts_on_the_day_it_closed_and_not_on_the_day_it_was_made(
    service: AccountingService, employee: UUID
) -> None:
    await service.give(employee, 900)
    await service.set_clock(f"{TODAY + timedelta(days=1)} 12:00+00")
    await service.give(employee, 50)
    assert (await service.close(str(TODAY))).json()["state"] == "closed"
    assert await _days(service, employee) == [
        (str(TODAY + timedelta(days=1)), 0, 0, 50, 0, 50),
        (str(TODAY), 0, 0, 900, -900, 0),
    ]
    page = (await service.get("/accounts/me/transfers", by=employee, to=str(TODAY))).json()
    assert [row["kind"] for row in page["items"]] == ["payout", "correction"]
    ledger = (await service.ledger(to=str(TODAY), kind="payout")).json()
    assert [row["delta"]["amount"] for row in ledger["items"]] == [-900]


async def test_somebody_unknown_to_the_books_has_days_of_nothing(
    service: AccountingService, employee: UUID
) -> None:
    await service.give(employee, 1)
    assert await _days(service, uuid7()) == [(str(TODAY), 0, 0, 0, 0, 0)]


async def test_days_come_as_csv_too(service: AccountingService, employee: UUID) -> None:
    await service.give(employee, 1)
    answer = await service.get("/accounts/me/days", by=employee, accept="text/csv")
    [row] = csv.DictReader(io.StringIO(answer.text))
    assert (row["business_day"], row["corrections.amount"], row["balance.amount"]) == (
        str(TODAY),
        "1",
        "1",
    )


async def test_income_of_a_day_stays_the_same_when_it_is_closed(
    service: AccountingService, employee: UUID
) -> None:
    await service.hear(
        service.assigned(task := uuid7(), employee), service.completed(task, employee)
    )
    fee, reward = await service.price(task)
    before = (await service.ledger("/income")).json()["items"]
    await service.set_clock(f"{TODAY + timedelta(days=1)} 12:00+00")
    await service.close(str(TODAY))
    await service.hear(service.assigned(task, employee, 2))
    after = (await service.ledger("/income")).json()["items"]
    assert after[1:] == before
    assert [(day["fees"]["amount"], day["rewards"]["amount"]) for day in after] == [
        (fee, 0),
        (fee, reward),
    ]
    stored = await service.rows("SELECT day, fees, rewards FROM day_incomes")
    assert [tuple(row) for row in stored] == [(TODAY, fee, reward)]


@pytest.mark.parametrize("cents", [10**14 + 1, -(10**14) - 1, 2**63 - 1, -(2**63)])
async def test_an_answer_shows_whatever_the_books_hold(
    service: AccountingService, cents: int
) -> None:
    """A bound of what may be posted at once is none of what has gathered."""
    developer = await service.hire()
    await service.day_before(_ago(1), {developer: ("correction", max(cents, 1 - 2**63))})
    await service.as_owner("UPDATE accounts SET balance = $2 WHERE id = $1", developer, cents)
    account = await service.get("/accounts/me", by=developer)
    assert (account.status_code, account.json()["balance"]["amount"]) == (200, cents)
    for path in ("/accounts/me/transfers", "/accounts/me/days", "/transfers", "/income"):
        assert (
            await service.get(path, by=service.accountant, role="accountant")
        ).status_code == 200
    period = {"from": str(_ago(2)), "to": str(_ago(1))}
    [row] = (await service.get("/accounts/me/transfers", by=developer, **period)).json()["items"]
    assert row["delta"]["amount"] == row["balance_after"]["amount"] == max(cents, 1 - 2**63)
    assert (await service.get("/accounts/me/days", by=developer, **period)).json()["items"]
