"""The figures over HTTP: what they say, who may see them, and bad questions."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from analytics_service import AnalyticsService
from uuid_utils.compat import uuid7

from ates_chassis.http.access import ROLES
from ates_chassis.shared.user_directory import Person, remember
from ates_chassis.testing import bearer

PATHS = [
    "/income/today",
    "/income",
    "/negative-balances",
    "/most-expensive-task",
    "/throughput",
]
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
DAY = NOON.date()


def _usd(cents: int) -> dict[str, object]:
    return {"amount": cents, "currency": "USD"}


# Income


async def test_income_is_fees_taken_less_rewards_given_and_nothing_else(
    service: AnalyticsService,
) -> None:
    employee = uuid7()
    await service.hear(
        service.posted(employee, "fee", -1_500),
        service.posted(employee, "fee", -1_100),
        service.posted(employee, "reward", 3_000),
        service.posted(employee, "payout", -400),
        service.posted(employee, "payout-returned", 400),
        service.posted(employee, "correction", 7_777),
    )
    shown = await service.shown("/income", **{"from": DAY, "to": DAY})
    assert shown == {
        "items": [
            {
                "business_day": DAY.isoformat(),
                "income": _usd(-400),
                "fees": _usd(2_600),
                "rewards": _usd(3_000),
            }
        ],
        "next": None,
    }


async def test_every_day_of_a_period_has_a_line_newest_first(service: AnalyticsService) -> None:
    await service.hear(service.posted(uuid7(), "fee", -1_000))
    period = {"from": DAY - timedelta(days=2), "to": DAY + timedelta(days=1)}
    items = (await service.shown("/income", **period))["items"]
    assert [(each["business_day"][-2:], each["income"]["amount"]) for each in items] == [
        ("11", 0), ("10", 1_000), ("09", 0), ("08", 0),
    ]  # fmt: skip


async def test_income_today_is_of_the_day_in_the_company_s_zone(service: AnalyticsService) -> None:
    today = await service.value("SELECT (now() AT TIME ZONE 'Europe/Berlin')::date")
    await service.hear(service.posted(uuid7(), "fee", -1_234, today))
    shown = await service.shown("/income/today")
    assert (shown["business_day"], shown["income"]) == (today.isoformat(), _usd(1_234))


# Workers in the minus


async def test_negative_balances_are_counted_and_listed_lowest_first(
    service: AnalyticsService,
) -> None:
    deep, shallow, even, rich = (uuid7() for _ in range(4))
    await service.hear(
        service.posted(shallow, "fee", -1_000),
        service.posted(deep, "fee", -1_900),
        service.posted(deep, "fee", -1_900),
        service.posted(even, "fee", -1_000),
        service.posted(even, "correction", 1_000),
        service.posted(rich, "reward", 3_000),
    )
    shown = await service.shown("/negative-balances", limit=1)
    assert (shown["count"], shown["items"]) == (
        2, [{"user_id": str(deep), "balance": _usd(-3_800)}],
    )  # fmt: skip
    rest = await service.shown("/negative-balances", limit=1, after=shown["next"])
    assert rest["items"] == [{"user_id": str(shallow), "balance": _usd(-1_000)}]
    assert rest["next"] is None


# The most expensive task


async def test_the_most_expensive_task_has_the_highest_reward_of_those_completed(
    service: AnalyticsService,
) -> None:
    best, open_one = uuid7(), uuid7()
    await service.hear(
        *service.finished(2_500),
        *service.finished(3_500, task=best),
        *service.finished(3_900, NOON + timedelta(days=1)),
        service.added(open_one),
        service.priced(open_one, 4_000),
    )
    shown = await service.shown("/most-expensive-task", period="day", date=DAY)
    assert shown["task"] == {
        "id": str(best),
        "title": "Feed the bird",
        "jira_key": "ATES-1",
        "reward": _usd(3_500),
        "completed_at": "2026-03-10T12:00:00Z",
        "business_day": "2026-03-10",
    }
    assert (shown["from"], shown["to"]) == ("2026-03-10", "2026-03-10")
    assert shown["days"] == [{"business_day": "2026-03-10", "task": shown["task"]}]


@pytest.mark.parametrize(
    ("query", "first", "last", "reward"),
    [
        ({"period": "week", "date": "2026-03-10"}, "2026-03-09", "2026-03-15", 2_200),
        ({"period": "month", "date": "2026-03-10"}, "2026-03-01", "2026-03-31", 2_300),
        ({"from": "2026-02-28", "to": "2026-03-02"}, "2026-02-28", "2026-03-02", 2_400),
    ],
)
async def test_a_week_a_month_and_a_range_have_their_own_best_and_a_line_per_day(
    service: AnalyticsService, query: dict[str, str], first: str, last: str, reward: int
) -> None:
    await service.hear(
        *service.finished(2_100),
        *service.finished(2_200, NOON + timedelta(days=5)),
        *service.finished(2_300, NOON + timedelta(days=6)),
        *service.finished(2_400, datetime(2026, 2, 28, 12, tzinfo=UTC)),
    )
    shown = await service.shown("/most-expensive-task", **query)
    assert (shown["from"], shown["to"]) == (first, last)
    assert shown["task"]["reward"] == _usd(reward)
    lines = [each["business_day"] for each in shown["days"]]
    span = date.fromisoformat(last) - date.fromisoformat(first)
    assert len(lines) == span.days + 1
    assert lines == sorted(lines, reverse=True)
    best = [each["task"] for each in shown["days"] if each["task"]]
    assert shown["task"] in best


async def test_of_equal_rewards_the_one_completed_first_wins(service: AnalyticsService) -> None:
    early, late = uuid7(), uuid7()
    await service.hear(
        *service.finished(3_000, NOON + timedelta(hours=1), late),
        *service.finished(3_000, NOON, early),
    )
    shown = await service.shown("/most-expensive-task", period="week", date=DAY)
    assert shown["task"]["id"] == str(early)


async def test_a_completion_belongs_to_the_day_in_the_company_s_zone(
    service: AnalyticsService,
) -> None:
    # 23:30 in UTC is half past midnight of the next day in Berlin, and in summer half past one.
    await service.hear(
        *service.finished(3_000, datetime(2026, 3, 28, 23, 30, tzinfo=UTC)),
        *service.finished(2_000, datetime(2026, 3, 29, 22, 30, tzinfo=UTC)),
    )
    for day, reward in (("2026-03-29", 3_000), ("2026-03-30", 2_000)):
        shown = await service.shown("/most-expensive-task", period="day", date=day)
        assert shown["task"]["reward"] == _usd(reward)


async def test_a_day_without_a_completed_task_has_none(service: AnalyticsService) -> None:
    shown = await service.shown("/most-expensive-task")
    assert shown["task"] is None
    assert [each["task"] for each in shown["days"]] == [None]


async def test_a_task_completed_before_its_price_or_name_is_known_is_filled_in_later(
    service: AnalyticsService,
) -> None:
    task = uuid7()
    await service.hear(service.completed(task))
    query = {"period": "day", "date": DAY}
    assert (await service.shown("/most-expensive-task", **query))["task"] is None
    await service.hear(service.priced(task, 2_345))
    shown = (await service.shown("/most-expensive-task", **query))["task"]
    assert (shown["title"], shown["reward"]) == (None, _usd(2_345))
    await service.hear(service.added(task, "late name"))
    assert (await service.shown("/most-expensive-task", **query))["task"]["title"] == "late name"


# CSV, rights, bad questions


@pytest.mark.parametrize("path", PATHS[1:])
async def test_lists_come_as_csv_too(service: AnalyticsService, path: str) -> None:
    employee = uuid7()
    await service.hear(*service.finished(2_500), service.posted(employee, "fee", -1_000))
    params = {} if path == "/negative-balances" else {"from": DAY, "to": DAY}
    answer = await service.get(path, accept="text/csv", **params)
    assert answer.headers["content-type"].startswith("text/csv")
    [row] = csv.DictReader(io.StringIO(answer.text))
    expected = {
        "/income": ("income.amount", "1000"),
        "/negative-balances": ("user_id", str(employee)),
        "/most-expensive-task": ("task.reward.amount", "2500"),
        "/throughput": ("completed", "1"),
    }
    column, value = expected[path]
    assert row[column] == value


@pytest.mark.parametrize("path", PATHS)
async def test_only_administrators_see_figures(service: AnalyticsService, path: str) -> None:
    for role in ROLES - {"administrator"}:
        answer = await service.client.get(f"/analytics{path}", headers=bearer(uuid7(), role))
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), role
    answer = await service.client.get(f"/analytics{path}")
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")


async def test_a_demoted_administrator_loses_the_figures_at_once(service: AnalyticsService) -> None:
    async with service.db.transaction() as tx:
        gone = Person(id=service.administrator, role="manager", active=True, version=2)
        await remember(tx, [gone])
    assert (await service.get("/income")).status_code == 403


@pytest.mark.parametrize(
    ("path", "params", "field"),
    [
        ("/income", {"from": "2026-03-02", "to": "2026-03-01"}, "to"),
        ("/income", {"from": "2025-01-01", "to": "2026-03-01"}, "to"),
        ("/income", {"from": "2026-02-30"}, "from"),
        ("/throughput", {"from": "yesterday"}, "from"),
        ("/throughput", {"to": "9999-12-31", "from": "0001-01-01"}, "to"),
        ("/most-expensive-task", {"period": "year"}, "period"),
        ("/most-expensive-task", {"period": "week", "from": "2026-03-01"}, "period"),
        ("/most-expensive-task", {"period": "week", "date": "9999-12-31"}, "date"),
        ("/most-expensive-task", {"date": "2026-03-01"}, "date"),
        ("/most-expensive-task", {"from": "2026-03-02", "to": "2026-03-01"}, "to"),
        ("/negative-balances", {"after": "nonsense"}, "after"),
        ("/negative-balances", {"limit": 0}, "limit"),
    ],
)
async def test_a_bad_question_is_answered_with_its_field(
    service: AnalyticsService, path: str, params: dict[str, Any], field: str
) -> None:
    answer = await service.get(path, **params)
    assert answer.status_code == 422
    problem = answer.json()
    assert problem["code"] == "invalid"
    assert [each["field"] for each in problem["errors"]] == [field]


@pytest.mark.parametrize("path", ["/income", "/throughput", "/most-expensive-task"])
@pytest.mark.parametrize(
    ("first", "last"), [("0001-01-01", "0001-12-31"), ("9999-01-01", "9999-12-31")]
)
async def test_the_ends_of_all_dates_are_periods_like_any_other(
    service: AnalyticsService, path: str, first: str, last: str
) -> None:
    assert (await service.get(path, **{"from": first, "to": last})).status_code == 200
