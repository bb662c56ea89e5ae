"""The company's analytics."""

from datetime import date, timedelta
from typing import Annotated, Any

from company import DAY, money
from company_http import The, Who, may
from fastapi import APIRouter, Query

router = APIRouter(prefix="/analytics")


@router.get("/income/today")
def today_income(caller: Who) -> dict[str, Any]:
    may(caller, "administrator")
    sums = {"income": money(-400), "fees": money(2_600), "rewards": money(3_000)}
    return {"business_day": DAY.isoformat(), **sums}


@router.get("/income")
def show_income_days(caller: Who) -> dict[str, Any]:
    """Newest first: more was given than taken on the first of two days."""
    may(caller, "administrator")
    first = {"income": money(-1_000), "fees": money(2_000), "rewards": money(3_000)}
    second = {"income": money(500), "fees": money(1_500), "rewards": money(1_000)}
    days = [(DAY, second), (DAY - timedelta(days=1), first)]
    items = [{"business_day": day.isoformat(), **sums} for day, sums in days]
    return {"items": items, "next": None}


@router.get("/negative-balances")
def negative_balances(company: The, caller: Who, limit: int = 50) -> dict[str, Any]:
    may(caller, "administrator")
    balance = {"user_id": company.user("dev1")["id"], "balance": money(-1_550)}
    return {"count": 3, "items": [balance], "next": None}


@router.get("/most-expensive-task")
def show_the_most_expensive_task(
    company: The,
    caller: Who,
    first: Annotated[date | None, Query(alias="from")] = None,
    last: Annotated[date | None, Query(alias="to")] = None,
) -> dict[str, Any]:
    may(caller, "administrator")
    if first is None or last is None:
        return {"from": DAY.isoformat(), "to": DAY.isoformat(), "task": None, "days": []}
    task = {
        "id": company.tasks[0]["id"],
        "title": "the best of the day",
        "jira_key": "ATES-7",
        "reward": money(3_999),
    }

    def on(day: date) -> dict[str, Any]:
        return task | {
            "completed_at": f"{day.isoformat()}T10:00:00Z",
            "business_day": day.isoformat(),
        }

    days = [last - timedelta(days=back) for back in range((last - first).days + 1)]
    return {
        "from": first.isoformat(),
        "to": last.isoformat(),
        "task": on(last),
        "days": [{"business_day": day.isoformat(), "task": on(day)} for day in days],
    }


@router.get("/throughput")
def show_throughput(caller: Who) -> dict[str, Any]:
    may(caller, "administrator")
    counts = {"created": 11, "completed": 7, "reassigned": 5}
    took = {"median": 5_400.0, "mean": 9_000.0}
    line = {"business_day": DAY.isoformat(), **counts, "completion_seconds": took}
    return {"items": [line], "next": None}
