"""Balances, statements, the company's ledger and its income over HTTP."""

import csv
import io
from datetime import date, timedelta
from typing import Any

from accounting_service import USD, AccountingService, code_of
from uuid_utils.compat import uuid7


async def test_somebody_unknown_to_the_books_has_nothing(service: AccountingService) -> None:
    employee = uuid7()
    answer = await service.get("/accounts/me", by=employee)
    nothing = {"amount": 0, "currency": USD}
    assert answer.json() == {
        "user_id": str(employee),
        "balance": nothing,
        "earned_today": nothing,
        "business_day": answer.json()["business_day"],
    }
    assert (await service.get("/accounts/me/transfers", by=employee)).json() == {
        "items": [],
        "next": None,
    }


async def test_corrections_are_part_of_what_was_earned_today(service: AccountingService) -> None:
    employee = await service.hire()
    await service.give(employee, -250)
    account = (await service.get("/accounts/me", by=employee)).json()
    assert account["balance"] == account["earned_today"] == {"amount": -250, "currency": USD}


# Statement and ledger


async def test_a_statement_tells_time_amount_balance_and_task(service: AccountingService) -> None:
    employee = uuid7()
    task = await service.work(employee, title="Größe, «x»", jira_key="ATES-1")
    await service.work(uuid7())
    fee, reward = await service.price(task)
    page = (await service.get("/accounts/me/transfers", by=employee)).json()
    shown = [(row["kind"], row["delta"]["amount"], row["balance_after"]["amount"]) for row in page["items"]]  # fmt: skip
    assert shown == [("reward", reward, reward - fee), ("fee", -fee, -fee)]
    for row in page["items"]:
        assert row["task"] == {"id": str(task), "title": "Größe, «x»", "jira_key": "ATES-1"}
        assert row["user_id"] == str(employee)
        assert row["delta"]["currency"] == row["balance_after"]["currency"] == USD
        assert row["posted_at"].endswith("Z")


async def test_pages_of_a_statement_have_no_gap_and_no_repeat_while_money_moves(
    service: AccountingService,
) -> None:
    employee = uuid7()
    await service.hear(*(service.assigned(uuid7(), employee) for _ in range(23)))
    numbers = await service.rows("SELECT id::text FROM transfers ORDER BY number DESC")
    seen: list[str] = []
    after: dict[str, str] = {}
    while True:
        page = (await service.get("/accounts/me/transfers", by=employee, limit=5, **after)).json()
        seen += [row["id"] for row in page["items"]]
        await service.hear(service.assigned(uuid7(), employee), service.assigned(uuid7(), uuid7()))
        if page["next"] is None:
            break
        assert len(page["items"]) == 5
        after = {"after": page["next"]}
    assert seen == [row.id for row in numbers]


async def test_a_page_that_is_just_full_is_the_last(service: AccountingService) -> None:
    employee = uuid7()
    await service.hear(*(service.assigned(uuid7(), employee) for _ in range(5)))
    page = (await service.get("/accounts/me/transfers", by=employee, limit=5)).json()
    assert (len(page["items"]), page["next"]) == (5, None)


async def test_a_statement_shows_the_business_days_asked_for(service: AccountingService) -> None:
    employee = uuid7()
    today = date.fromisoformat(
        (await service.get("/accounts/me", by=employee)).json()["business_day"]
    )
    for days_ago in (1, 2, 29, 30, 400):
        await service.day_before(today - timedelta(days=days_ago), {employee: ("fee", -days_ago)})
    await service.hear(service.assigned(task := uuid7(), employee))
    fee, _ = await service.price(task)

    async def deltas(**days: date) -> list[int]:
        params = {{"first": "from", "last": "to"}[name]: str(day) for name, day in days.items()}
        page = await service.get("/accounts/me/transfers", by=employee, **params)
        return sorted(-row["delta"]["amount"] for row in page.json()["items"])

    yesterday = today - timedelta(days=1)
    assert await deltas() == [1, 2, 29, fee]
    assert await deltas(first=yesterday) == [1, fee]
    assert await deltas(last=yesterday) == [1, 2, 29, 30]
    assert await deltas(first=yesterday, last=yesterday) == [1]
    assert await deltas(last=today - timedelta(days=400)) == [400]
    assert await deltas(first=today + timedelta(days=1)) == []


async def test_the_company_view_filters_by_worker_and_kind(service: AccountingService) -> None:
    employees = [await service.hire() for _ in range(2)]
    for employee in employees:
        await service.work(employee)
    await service.give(employees[0], 77)

    async def kinds(**params: Any) -> list[str]:
        return [row["kind"] for row in (await service.ledger(**params)).json()["items"]]

    assert await kinds() == ["correction", "reward", "fee", "reward", "fee"]
    assert await kinds(user_id=str(employees[0])) == ["correction", "reward", "fee"]
    assert await kinds(kind="fee") == ["fee", "fee"]
    assert await kinds(kind="payout") == []
    assert await kinds(kind="fee", user_id=str(uuid7())) == []
    page = (await service.ledger(kind="fee", limit=1)).json()
    [row] = (await service.ledger(kind="fee", limit=1, after=page["next"])).json()["items"]
    assert row["user_id"] == str(employees[0])


async def test_one_transfer_is_found_by_its_id(service: AccountingService) -> None:
    await service.work(uuid7(), title="x")
    for row in (await service.ledger()).json()["items"]:
        assert (await service.ledger(f"/transfers/{row['id']}")).json() == row
    assert code_of(await service.ledger(f"/transfers/{uuid7()}")) == (404, "no-such-transfer")
    assert code_of(await service.ledger("/transfers/x")) == (422, "invalid")


async def test_csv_is_the_whole_list_unless_a_limit_is_given(service: AccountingService) -> None:
    employee = uuid7()
    await service.hear(*(service.assigned(uuid7(), employee) for _ in range(120)))
    whole = await service.get("/accounts/me/transfers", by=employee, accept="text/csv")
    assert len(list(csv.DictReader(io.StringIO(whole.text)))) == 120
    assert "x-next" not in whole.headers
    some = await service.get("/accounts/me/transfers", by=employee, accept="text/csv", limit=100)
    rest = await service.get(
        "/accounts/me/transfers", by=employee, accept="text/csv", after=some.headers["x-next"]
    )
    assert some.text + rest.text.partition("\n")[2] == whole.text


async def test_lists_come_as_csv_too(service: AccountingService) -> None:
    employee = await service.hire()
    task = await service.work(employee, title="=1+1", jira_key="ATES-1")
    fee, reward = await service.price(task)
    answer = await service.get("/accounts/me/transfers", by=employee, accept="text/csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "transfers.csv" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(row["kind"], row["delta.amount"], row["task.jira_key"], row["task.title"]) for row in rows] == [
        ("reward", str(reward), "ATES-1", "'=1+1"),
        ("fee", str(-fee), "ATES-1", "'=1+1"),
    ]  # fmt: skip
    ledger = await service.ledger(accept="text/csv")
    assert list(csv.DictReader(io.StringIO(ledger.text))) == rows
    income = await service.ledger("/income", accept="text/csv")
    [day] = csv.DictReader(io.StringIO(income.text))
    assert (day["fees.amount"], day["rewards.amount"]) == (str(fee), str(reward))
    assert (day["income.amount"], day["income.currency"]) == (str(fee - reward), USD)


# Income


async def test_income_is_fees_less_rewards_per_day_and_nothing_else(
    service: AccountingService,
) -> None:
    today = date.fromisoformat(
        (await service.get("/accounts/me", by=uuid7())).json()["business_day"]
    )
    yesterday = today - timedelta(days=1)
    a, b, c, d = (uuid7() for _ in range(4))
    await service.day_before(
        yesterday, {a: ("fee", -1_500), b: ("reward", 3_100), c: ("payout", -900), d: ("fee", -1_200)}
    )  # fmt: skip
    employee = await service.hire()
    task = await service.work(employee)
    await service.give(employee, 5_000)
    fee, reward = await service.price(task)

    def cents(amount: int) -> dict[str, object]:
        return {"amount": amount, "currency": USD}

    assert (await service.ledger("/income")).json() == {
        "items": [
            {"business_day": str(today), "income": cents(fee - reward), "fees": cents(fee), "rewards": cents(reward)},
            {"business_day": str(yesterday), "income": cents(-400), "fees": cents(2_700), "rewards": cents(3_100)},
        ],
        "next": None,
    }  # fmt: skip
    only = await service.ledger("/income", **{"from": str(yesterday), "to": str(yesterday)})
    assert [day["business_day"] for day in only.json()["items"]] == [str(yesterday)]
