"""The company's accounting."""

from datetime import UTC, date, datetime
from typing import Annotated, Any

from company import DAY, money
from company_http import The, Who, may, pages, person
from company_payments import retries
from fastapi import APIRouter, Depends, Query, Response

from ates_chassis.errors import Invalid

router = APIRouter()
router.include_router(retries)
Day = Annotated[date | None, Query()]


@router.get("/accounts/me")
def show_balance(company: The, who: Who) -> dict[str, Any]:
    mine = [each for each in company.transfers if each["user_id"] == who["id"]]
    today = [each for each in mine if each["business_day"] == DAY.isoformat()]
    return {
        "user_id": who["id"],
        "balance": money(sum(each["delta"]["amount"] for each in mine)),
        "earned_today": money(sum(each["delta"]["amount"] for each in today)),
        "business_day": DAY.isoformat(),
    }


def _period(
    first: Annotated[date, Query(alias="from")] = date.min,
    last: Annotated[date, Query(alias="to")] = date.max,
) -> tuple[str, str]:
    return first.isoformat(), last.isoformat()


Period = Annotated[tuple[str, str], Depends(_period)]


@router.get("/accounts/me/transfers")
def show_account_transfers(
    company: The, who: Who, period: Period, limit: int = 50, after: str = ""
) -> dict[str, Any]:
    mine = [
        each
        for each in company.transfers
        if each["user_id"] == who["id"] and period[0] <= each["business_day"] <= period[1]
    ]
    return pages(mine, limit, after)


@router.get("/transfers")
def show_all_account_transfers(
    company: The,
    who: Who,
    period: Period,
    kind: str = "",
    user_id: str = "",
    limit: int = 50,
    after: str = "",
) -> dict[str, Any]:
    may(who, "administrator", "accountant")
    found = [
        each
        for each in company.transfers
        if period[0] <= each["business_day"] <= period[1]
        and kind in {"", each["kind"]}
        and user_id in {"", each["user_id"]}
    ]
    return pages(found, limit, after)


@router.get("/income")
def show_income_by_day(company: The, who: Who, period: Period) -> dict[str, Any]:
    may(who, "administrator", "accountant")
    days: dict[str, list[int]] = {}
    for each in company.transfers:
        if period[0] <= each["business_day"] <= period[1]:
            fees, rewards = days.setdefault(each["business_day"], [0, 0])
            amount = each["delta"]["amount"]
            days[each["business_day"]] = [fees - min(amount, 0), rewards + max(amount, 0)]
    return {
        "items": [
            {
                "business_day": day,
                "income": money(fees - rewards),
                "fees": money(fees),
                "rewards": money(rewards),
            }
            for day, (fees, rewards) in days.items()
        ],
        "next": None,
    }


@router.post("/transfers/corrections", status_code=201)
def post_correction(
    company: The, who: Who, body: dict[str, Any], response: Response
) -> dict[str, Any]:
    may(who, "administrator", "accountant")
    now = datetime.now(UTC)
    if "reverses" in body:
        old = next(each for each in company.transfers if each["id"] == body["reverses"])
        user, delta = person(company, old["user_id"]), -old["delta"]["amount"]
    else:
        user, delta = person(company, body["user_id"]), body["delta"]["amount"]
        if abs(delta) > 1_000_000:
            raise Invalid("a correction moves 10,000.00 at most", field="delta.amount")
    return company.post(None, user, "correction", delta, now, body["reason"])
