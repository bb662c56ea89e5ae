"""Lists of tasks: what is searched, in which order, how many there are, and the same as a file."""

import re
from typing import Any

import pytest
from browsers import Browser
from company import DAY, CompanyDouble, titles

MORE = 70


def _open_of(company: CompanyDouble, login: str) -> list[dict[str, Any]]:
    me = company.user(login)["id"]
    return [t for t in company.tasks if t["assignee_id"] == me and t["status"] == "open"]


async def test_my_open_tasks_are_counted_at_their_tab(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("dev1")
    page = (await browser.get("/tasks?status=done")).text
    assert f'Open <span class="tally">{len(_open_of(company, "dev1"))}</span>' in page


@pytest.mark.parametrize(
    ("sort", "first"), [("created_at", -1), ("-created_at", 0), ("nonsense", 0)]
)
async def test_my_tasks_come_in_the_order_asked_for(
    browser: Browser, company: CompanyDouble, sort: str, first: int
) -> None:
    await browser.sign_in("dev1")
    shown = titles((await browser.get("/tasks", params={"sort": sort})).text)
    assert len(shown) == len(_open_of(company, "dev1"))
    mine = sorted(_open_of(company, "dev1"), key=lambda t: t["created_at"], reverse=True)
    assert shown[0] == mine[first]["title"].replace("&", "&amp;")


async def test_my_tasks_are_searched_by_title_and_by_jira_key(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("dev1")
    task = next(t for t in _open_of(company, "dev1") if t["jira_key"])
    by_key = (await browser.get("/tasks", params={"q": task["jira_key"].lower()})).text
    assert task["jira_key"] in by_key
    assert len(titles(by_key)) == 1
    nothing = (await browser.get("/tasks?q=no+such+needle")).text
    assert "No task fits" in nothing
    assert 'value="no such needle"' in nothing


async def test_all_tasks_are_counted_with_their_filters(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("manager")
    page = (await browser.get("/tasks/all?status=all")).text
    assert f"<span data-say>{MORE} tasks</span>" in page
    parrots = sum("parrot" in task["title"] for task in company.tasks)
    page = (await browser.get("/tasks/all?status=all&q=parrot")).text
    assert f"<span data-say>{parrots} tasks</span>" in page
    company.many = True
    assert f"more than {MORE} tasks" in (await browser.get("/tasks/all?status=all")).text


async def test_all_tasks_of_a_period_are_shown_whichever_end_comes_first(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("manager")
    today = [t for t in company.tasks if t["created_at"][:10] == DAY.isoformat()]
    page = (await browser.get(f"/tasks/all?status=all&from={DAY}&to={DAY}")).text
    assert len(titles(page)) == len(today)
    page = (await browser.get(f"/tasks/all?status=all&from={DAY}&to=2001-01-01")).text
    assert f"<span data-say>{MORE} tasks</span>" in page
    assert 'name="from" value="2001-01-01" data-apply' in page
    assert (await browser.get("/tasks/all?from=yesterday")).status_code == 200


async def test_filters_stay_when_another_is_chosen(browser: Browser) -> None:
    await browser.sign_in("manager")
    page = (await browser.get("/tasks/all?q=the&sort=title&status=all")).text
    tab = re.search(r'<a href="(/tasks/all\?[^"]+)">Done</a>', page)
    assert tab is not None
    assert {"q=the", "sort=title", "status=done"} <= set(re.split(r"\?|&amp;", tab[1]))
    assert '<option value="title" selected>' in page
    shown = titles(page)
    assert shown == sorted(shown)


async def test_the_file_has_what_the_filters_leave(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("manager")
    page = (await browser.get("/tasks/all?status=done&q=the&sort=title")).text
    link = re.search(r'href="(/tasks/all\.csv\?[^"]+)"', page)
    assert link is not None
    file = await browser.get(link[1].replace("&amp;", "&"))
    assert file.headers["content-type"] == "text/csv; charset=utf-8"
    assert file.headers["content-disposition"] == 'attachment; filename="tasks.csv"'
    fits = [t for t in company.tasks if t["status"] == "done" and "the" in t["title"].lower()]
    assert len(file.text.splitlines()) == 1 + len(fits)
    assert ",open" not in file.text


async def test_the_file_is_for_those_who_see_all_tasks(browser: Browser) -> None:
    await browser.sign_in("dev1")
    assert (await browser.get("/tasks/all.csv")).status_code == 403


async def test_a_list_is_one_part_that_is_kept_up_to_date(browser: Browser) -> None:
    await browser.sign_in("manager")
    assert 'id="my-tasks" class="found" data-live="tasks"' in (await browser.get("/tasks")).text
    assert 'id="found" class="found" data-live="company"' in (await browser.get("/tasks/all")).text


async def test_in_russian_a_badge_smiles_and_a_tab_does_not(browser: Browser) -> None:
    await browser.sign_in("manager")
    page = (await browser.get("/tasks/all?status=all", headers={"Accept-Language": "ru"})).text
    assert '<span class="badge open">птичка в клетке</span>' in page
    assert '<span class="badge done">просо в миске</span>' in page
    assert ">Открытые</a>" in page
    assert f"<span data-say>{MORE} задач</span>" in page
