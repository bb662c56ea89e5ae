"""The company's accounting."""

import csv
import io
from datetime import date
from typing import Annotated, Any

from company import DAY, money
from company_corrections import corrections
from company_http import The, Who, may, pages
from company_payments import retries
from fastapi import APIRouter, Depends, Query, Request, Response

from ates_chassis.shared.errors import NotFoundError

router = APIRouter()
router.include_router(retries)
router.include_router(corrections)
_SUMS = ("fees", "rewards", "corrections", "payouts", "balance")
_COLUMNS = [
    "posted_at", "business_day", "kind", "user_id", "delta.amount", "delta.currency", "balance_after.amount",
    "task.jira_key", "task.title", "description", "occurred_at", "id",
]  # fmt: skip


@router.get("/accounts/me")
def show_balance(company: The, caller: Who) -> dict[str, Any]:
    mine = [each for each in company.transfers if each["user_id"] == caller["id"]]
    today = [each for each in mine if each["business_day"] == DAY.isoformat()]
    return {
        "user_id": caller["id"],
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


@router.get("/accounts/me/days")
def show_account_days(company: The, caller: Who, period: Period) -> dict[str, Any]:
    mine = [
        each
        for each in reversed(company.transfers)
        if each["user_id"] == caller["id"] and period[0] <= each["business_day"] <= period[1]
    ]
    days: dict[str, dict[str, int]] = {}
    for each in mine:
        sums = days.setdefault(each["business_day"], dict.fromkeys(_SUMS, 0))
        sums[f"{each['kind']}s"] += each["delta"]["amount"]
        sums["balance"] = each["balance_after"]["amount"]
    items = [
        {"business_day": day, **{name: money(amount) for name, amount in sums.items()}}
        for day, sums in sorted(days.items(), reverse=True)
    ]
    return {"items": items, "next": None}


def _listed(request: Request, items: list[Any], limit: int | None, after: str) -> Any:
    """A page, or as many as a file holds where CSV is asked for."""
    if request.headers.get("accept") != "text/csv":
        return pages(items, limit or 50, after)
    out = io.StringIO()
    csv.writer(out).writerow(_COLUMNS)
    for each in items:
        delta, task = each["delta"], each["task"] or {}
        csv.writer(out).writerow(
            [
                *(each[name] for name in ("posted_at", "business_day", "kind", "user_id")),
                delta["amount"],
                delta["currency"],
                each["balance_after"]["amount"],
                task.get("jira_key"),
                task.get("title"),
                each["description"],
                each["occurred_at"],
                each["id"],
            ]
        )
    return Response(out.getvalue(), media_type="text/csv")


@router.get("/accounts/me/transfers")
def show_account_transfers(
    company: The,
    caller: Who,
    request: Request,
    period: Period,
    limit: int | None = None,
    after: str = "",
) -> Any:
    mine = [
        each
        for each in company.transfers
        if each["user_id"] == caller["id"] and period[0] <= each["business_day"] <= period[1]
    ]
    return _listed(request, mine, limit, after)


@router.get("/transfers")
def show_all_account_transfers(
    company: The,
    caller: Who,
    request: Request,
    period: Period,
    kind: str = "",
    user_id: str = "",
    limit: int | None = None,
    after: str = "",
) -> Any:
    may(caller, "administrator", "accountant")
    items = [
        each
        for each in company.transfers
        if period[0] <= each["business_day"] <= period[1]
        and kind in {"", each["kind"]}
        and user_id in {"", each["user_id"]}
    ]
    return _listed(request, items, limit, after)


@router.get("/income")
def show_income_by_day(company: The, caller: Who, period: Period) -> dict[str, Any]:
    may(caller, "administrator", "accountant")
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


@router.get("/transfers/{transfer_id}")
def show_transfer(company: The, caller: Who, transfer_id: str) -> dict[str, Any]:
    may(caller, "administrator", "accountant")
    transfer = next((each for each in company.transfers if each["id"] == transfer_id), None)
    if transfer is None:
        raise NotFoundError("there is no such transfer")
    return transfer


@router.get("/prices")
def show_prices(caller: Who) -> dict[str, Any]:
    fee, reward = (1_000, 2_000), (2_000, 4_000)
    bounds = {"fee": fee, "reward": reward}
    return {name: {"from": money(a), "to": money(b)} for name, (a, b) in bounds.items()}


@router.get("/prices/{task_id}")
def show_task_price(company: The, caller: Who, task_id: str) -> dict[str, Any]:
    of_it = [each for each in company.transfers if each["task"] and each["task"]["id"] == task_id]
    fees = [-each["delta"]["amount"] for each in of_it if each["kind"] == "fee"]
    rewards = [each["delta"]["amount"] for each in of_it if each["kind"] == "reward"]
    if not fees:
        raise NotFoundError("this task has no price yet")
    sums = {"fees_charged": money(sum(fees)), "rewards_paid": money(sum(rewards))}
    return {"task_id": task_id, "fee": money(fees[0]), "reward": money(3_210), **sums}
