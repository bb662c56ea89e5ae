"""The bell on every page, the inbox, and what somebody reads of it."""

import re

import pytest
from browsers import Browser
from company import CompanyDouble
from company_notifications import notice, one_of_each_kind

UNREAD = re.compile(r'class="unread"[^>]*>([^<]*)<')


def bell_of(page: str) -> str:
    match = re.search(r'<a id="bell".*?</a>', page, re.DOTALL)
    assert match is not None
    return match[0]


def unread_of(page: str) -> str | None:
    match = UNREAD.search(bell_of(page))
    return match[1] if match else None


def rows_of(page: str) -> list[str]:
    return re.findall(r'<li class="task[^"]*" data-notice>.*?</li>', page, re.DOTALL)


@pytest.mark.parametrize("path", ["/", "/tasks", "/account", "/profile", "/notices", "/nothing"])
async def test_each_page_says_how_many_notices_are_unread(
    browser: Browser, company: CompanyDouble, path: str
) -> None:
    one_of_each_kind(company, "dev1")
    notice(company, "dev2", "reward")
    await browser.sign_in("dev1")
    page = (await browser.get(path)).text
    assert unread_of(page) == "8"
    assert "8 unread" in bell_of(page)


async def test_a_bell_without_news_shows_no_number_and_one_with_many_a_short_one(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("dev1")
    assert unread_of((await browser.get("/notices")).text) is None
    for _ in range(120):
        notice(company, "dev1", "reward")
    assert unread_of((await browser.get("/notices")).text) == "99+"


@pytest.mark.parametrize("way", ["down", "slow"])
async def test_while_notifications_is_away_pages_are_whole_but_for_the_count(
    browser: Browser, company: CompanyDouble, way: str
) -> None:
    notice(company, "dev1", "reward")
    getattr(company, way).add("notifications")
    await browser.sign_in("dev1")
    answer = await browser.get("/tasks")
    assert answer.status_code == 200
    assert unread_of(answer.text) is None
    inbox = await browser.get("/notices")
    assert inbox.status_code == 503
    assert "Notices: temporarily unavailable" in inbox.text
    assert (await browser.get("/notices/bell")).status_code == 200


async def test_pages_in_quick_succession_ask_once_for_the_count(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("dev1")
    company.seen.clear()
    for _ in range(3):
        await browser.get("/tasks")
    assert [each.url.path for each in company.seen].count("/notifications/notices/unread") == 1


@pytest.mark.parametrize("header", ["HX-Request", "X-Live"])
async def test_a_part_of_a_page_asks_for_no_count(
    browser: Browser, company: CompanyDouble, header: str
) -> None:
    await browser.sign_in("dev1")
    company.seen.clear()
    await browser.get("/tasks", headers={header: "1"})
    assert not [each for each in company.seen if each.url.path.startswith("/notifications")]


async def test_the_bell_by_itself_is_as_new_as_can_be(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("dev1")
    await browser.get("/tasks")
    notice(company, "dev1", "reward")
    answer = await browser.get("/notices/bell", headers={"X-Live": "1"})
    assert unread_of(answer.text) == "1"
    assert "<h1" not in answer.text
    assert unread_of((await browser.get("/tasks")).text) == "1"


async def test_the_inbox_says_what_happened_and_leads_to_it(
    browser: Browser, company: CompanyDouble
) -> None:
    one_of_each_kind(company, "dev1")
    await browser.sign_in("dev1")
    page = (await browser.get("/notices")).text
    rows = rows_of(page)
    titles = [re.findall(r'class="title" href="([^"]+)">([^<]*)<', row)[0] for row in rows]
    day = company.notifications.notices[0]["business_day"]
    statement, task = f"/account?from={day}&amp;to={day}", f"/tasks/{company.tasks[0]['id']}"
    assert titles == [
        ("/account", "Your payout did not reach you"),
        (statement, "Your payout reached you"),
        (statement, "Your payout is on its way"),
        (statement, "Your balance was corrected"),
        (task, "A reward for you"),
        ("/tasks", "2 tasks were taken from you"),
        ("/tasks", "12 new tasks for you"),
        (task, "A new task for you"),
    ]
    assert "&lt;script&gt;" in rows[-1]
    assert "−$7.00" in rows[3]
    assert "+$25.00" in rows[4]


async def test_the_inbox_speaks_russian_too(browser: Browser, company: CompanyDouble) -> None:
    one_of_each_kind(company, "dev1")
    await browser.sign_in("dev1")
    browser.cookies.set("ates_language", "ru")
    page = (await browser.get("/notices")).text
    assert "12 новых задач" in page
    assert "Уведомления" in page


async def test_one_notice_is_read_and_the_others_stay(
    browser: Browser, company: CompanyDouble
) -> None:
    one_of_each_kind(company, "dev1")
    await browser.sign_in("dev1")
    form = {"key": "k", "back": "/notices?show=unread"}
    answer = await browser.post(
        f"/notices/{company.notifications.notices[0]['id']}/read", data=form
    )
    assert answer.headers["location"] == "/notices?show=unread"
    page = (await browser.get("/notices?show=unread")).text
    assert len(rows_of(page)) == 7
    assert unread_of(page) == "7"
    everything = rows_of((await browser.get("/notices")).text)
    assert ["new-one" in row for row in everything] == [False, *[True] * 7]


async def test_all_are_read_but_what_came_after_the_page(
    browser: Browser, company: CompanyDouble
) -> None:
    one_of_each_kind(company, "dev1")
    await browser.sign_in("dev1")
    page = (await browser.get("/notices")).text
    up_to = re.search(r'name="up_to" value="([^"]+)"', page)
    assert up_to is not None
    notice(company, "dev1", "reward")
    await browser.post("/notices/read", data={"up_to": up_to[1], "key": "k"})
    assert unread_of((await browser.get("/notices")).text) == "1"
    assert (await browser.post("/notices/read", data={"up_to": "x"})).status_code == 422


async def test_the_inbox_is_turned_page_by_page(browser: Browser, company: CompanyDouble) -> None:
    for _ in range(35):
        notice(company, "dev1", "reward")
    await browser.sign_in("dev1")
    page = (await browser.get("/notices")).text
    assert len(rows_of(page)) == 30
    assert "Mark all as read" in page
    older = re.search(r'href="([^"]+)" rel="next"', page)
    assert older is not None
    rest = (await browser.get(older[1].replace("&amp;", "&"))).text
    assert len(rows_of(rest)) == 5
    assert "Mark all as read" not in rest
    assert "First page" in rest


async def test_an_empty_inbox_says_what_will_come(browser: Browser) -> None:
    await browser.sign_in("dev1")
    assert "No notices yet" in (await browser.get("/notices")).text
    assert "All read" in (await browser.get("/notices?show=unread")).text


async def test_nobody_reads_what_is_not_theirs(browser: Browser, company: CompanyDouble) -> None:
    other = notice(company, "dev2", "reward")
    await browser.sign_in("dev1")
    assert (await browser.post(f"/notices/{other['id']}/read")).status_code == 404
    assert rows_of((await browser.get("/notices")).text) == []


@pytest.mark.parametrize("path", ["/notices", "/notices/bell"])
async def test_the_inbox_needs_a_session(browser: Browser, path: str) -> None:
    assert (await browser.get(path)).headers["location"].startswith("/sign-in")
