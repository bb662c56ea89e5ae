"""The page of figures: what it shows, and to whom."""

import re
from datetime import UTC, date, datetime

import pytest
from browsers import Browser
from company import CompanyDouble

from ates_chassis.shared.money import Money
from ates_web.clients.analytics import ExpensiveTaskView
from ates_web.pages.analytics.figures import most_expensive, spans_of


def test_a_day_lies_in_its_iso_week_and_its_month() -> None:
    assert [between for _label, *between in spans_of(date(2026, 3, 1))] == [
        [date(2026, 3, 1), date(2026, 3, 1)],
        [date(2026, 2, 23), date(2026, 3, 1)],
        [date(2026, 3, 1), date(2026, 3, 31)],
    ]


def test_of_equal_rewards_the_first_is_the_most_expensive() -> None:
    def task(name: str, cents: int) -> ExpensiveTaskView:
        reward = Money(amount=cents, currency="USD")
        return ExpensiveTaskView(
            id=name,
            title=name,
            reward=reward,
            completed_at=datetime.now(UTC),
            business_day=date(2026, 3, 1),
        )

    dear = task("b", 3_000)
    assert most_expensive([task("a", 2_000), dear, task("c", 3_000)]) == dear
    assert most_expensive([]) is None


async def test_an_administrator_sees_the_company_s_figures(browser: Browser) -> None:
    await browser.sign_in("admin")
    page = (await browser.get("/analytics")).text
    assert re.search(r"Income today</dt><dd>\s*<span class=\"money out\">−\$4\.00<", page)
    assert "Negative balances</dt><dd>3<" in page
    assert "Tomás Herrera" in page
    assert "The deepest 1 of 3." in page
    # Of the day, its week, its month, and once more among the days of the period.
    assert page.count("the best of the day") >= 4
    assert "1.5 hr" in page
    assert 'href="/analytics" aria-current="page"' in page


@pytest.mark.parametrize(("first", "questions"), [("2026-05-20", 1), ("2025-05-20", 3)])
async def test_the_most_expensive_tasks_are_asked_for_at_once_where_the_answer_may_be_so_long(
    browser: Browser, company: CompanyDouble, first: str, questions: int
) -> None:
    await browser.sign_in("admin")
    page = (await browser.get(f"/analytics?from={first}&to=2026-05-20")).text
    requests = [request.url.path for request in company.seen]
    assert requests.count("/analytics/analytics/most-expensive-task") == questions
    days = (date(2026, 5, 20) - date.fromisoformat(first)).days + 1
    table = page[page.index('<section id="most-expensive"') : page.index('<section id="took"')]
    assert table.count("<tr>") == days + 1
    assert table.index("20 May 2026") < table.index(f"{date.fromisoformat(first).year}</time>")


async def test_nobody_else_sees_them_or_is_led_to_them(browser: Browser) -> None:
    await browser.sign_in("accountant")
    assert 'href="/analytics"' not in (await browser.get("/account")).text
    assert (await browser.get("/analytics")).status_code == 403
