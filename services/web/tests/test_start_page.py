"""The start page, as each role sees it."""

import re
from uuid import UUID

import pytest
from browsers import Browser
from company import CompanyDouble
from company_payments import payouts

TASK = re.compile(r'class="task">.*?</li>', re.DOTALL)


def section(page: str, name: str) -> str:
    """What is between the beginning and the end of the section with this id."""
    start = page.index(f'<section id="{name}"')
    return page[start : page.index("</section>", start)]


async def test_whoever_signs_in_lands_on_the_start_page(browser: Browser) -> None:
    answer = await browser.get("/")
    assert answer.headers["location"] == "/sign-in"
    await browser.sign_in("dev1")
    page = (await browser.get("/")).text
    assert re.search(r"Good (morning|afternoon|evening), Tomás Herrera", page)
    assert '<a href="/" aria-current="page">' in page


async def test_it_shows_my_money_my_tasks_and_my_two_weeks(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("dev1")
    page = (await browser.get("/")).text
    mine = [
        task
        for task in company.tasks
        if task["assignee_id"] == company.user("dev1")["id"] and task["status"] == "open"
    ]
    assert len(TASK.findall(section(page, "my-tasks"))) == min(len(mine), 10)
    assert f"All {len(mine)} tasks" in page
    assert "My balance" in section(page, "my-money")
    days = section(page, "my-days")
    assert days.count("<tr>") == 1 + 14
    assert 'data-series="line"' in days
    assert 'data-unit="USD"' in days


async def test_a_task_is_completed_from_it_without_script(browser: Browser) -> None:
    await browser.sign_in("dev1")
    first = TASK.findall(section((await browser.get("/")).text, "my-tasks"))[0]
    action = re.search(r'action="([^"]+/complete)"', first)
    assert action is not None
    answer = await browser.post(action[1], data={"back": "/", "key": "once"})
    assert answer.headers["location"] == "/"
    after = (await browser.get("/")).text
    assert "Done: " in after
    assert action[1] not in after


async def test_who_never_moved_money_is_told_what_will_be_there(browser: Browser) -> None:
    await browser.sign_in("manager")
    page = (await browser.get("/")).text
    assert "Nothing moved yet" in section(page, "my-days")
    assert "Nothing on your desk" in section(page, "my-tasks")


async def test_managers_see_how_the_open_tasks_spread(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("manager")
    spread = section((await browser.get("/")).text, "spread")
    open_ones = [task["assignee_id"] for task in company.tasks if task["status"] == "open"]
    assert f"{len(set(open_ones))} people have open tasks" in spread
    counts = [int(count) for count in re.findall(r'data-value="(\d+)"', spread)]
    assert counts == sorted(counts, reverse=True)
    assert sum(counts) == len(open_ones)
    assert "Lena &lt;b&gt;Fischer" in spread
    assert f"/tasks/all?assignee_id={company.user('dev1')['id']}" in spread


async def test_accountants_see_todays_income_and_the_payouts_in_trouble(browser: Browser) -> None:
    await browser.sign_in("accountant")
    page = (await browser.get("/")).text
    assert "Income today" in section(page, "company")
    troubles = section(page, "troubles")
    assert len(TASK.findall(troubles)) == 2
    assert 'badge payout-failed"' in troubles
    assert 'badge mail-undelivered"' in troubles
    assert re.search(r'href="/payouts\?from=[\d-]+&amp;to=[\d-]+&amp;user_id=', troubles)
    assert 'id="spread"' not in page
    assert "Negative balances" not in page


async def test_a_failed_payout_is_no_trouble_once_a_later_one_took_its_money_along(
    browser: Browser, company: CompanyDouble
) -> None:
    failed = next(each for each in payouts(company) if each["state"] == "failed")
    failed["followed_by"] = str(UUID(int=9_000))
    await browser.sign_in("accountant")
    assert "badge payout-failed" not in section((await browser.get("/")).text, "troubles")


async def test_administrators_see_the_figures_of_analytics(browser: Browser) -> None:
    await browser.sign_in("admin")
    company = section((await browser.get("/")).text, "company")
    assert re.search(r"Negative balances</dt><dd><a[^>]*>3</a>", company)
    assert "Most expensive task today" in company
    assert "No task was completed" in company


async def test_others_see_nothing_of_the_company(browser: Browser, company: CompanyDouble) -> None:
    await browser.sign_in("dev1")
    page = (await browser.get("/")).text
    for name in ("company", "spread", "troubles"):
        assert f'<section id="{name}"' not in page
    requests = {request.url.path for request in company.seen}
    assert not requests & {"/accounting/income", "/payments/payouts", "/tasks/tasks/load"}


@pytest.mark.parametrize(
    ("down", "missing", "there"),
    [
        ("tasks", "Tasks: temporarily unavailable", "Earned today"),
        ("accounting", "Balance: temporarily unavailable", "Payouts in trouble"),
        ("payments", "Payouts: temporarily unavailable", "7 people have open tasks"),
        ("analytics", "Temporarily unavailable</dd>", "Earned today"),
        ("auth", "Colleague", "7 people have open tasks"),
    ],
)
async def test_a_service_that_is_down_leaves_the_rest(
    browser: Browser, company: CompanyDouble, down: str, missing: str, there: str
) -> None:
    await browser.sign_in("admin")
    await browser.get("/profile")
    company.down.add(down)
    page = (await browser.get("/")).text
    assert missing in page
    assert there in page


async def test_a_role_that_was_just_taken_away_hides_its_panels(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("manager")
    await browser.get("/")
    company.user("manager")["role"] = "developer"
    answer = await browser.get("/")
    assert answer.status_code == 200
    assert 'id="spread"' not in answer.text
