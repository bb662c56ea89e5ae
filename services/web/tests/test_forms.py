"""What a person can do: every form, its effect, and its reasons where it is refused."""

import re

from browsers import Browser
from company import CompanyDouble, titles


async def test_completing_comes_back_to_the_list_and_says_so(browser: Browser) -> None:
    await browser.sign_in("dev1")
    page = (await browser.get("/tasks")).text
    before = titles(page)
    action = re.search(r'action="(/tasks/[^"]+/complete)"', page)
    assert action is not None
    answer = await browser.post(action[1], data={"key": "k", "back": "/tasks?status=open"})
    assert answer.status_code == 303
    assert answer.headers["location"] == "/tasks?status=open"
    after = await browser.get("/tasks")
    assert titles(after.text) == before[1:]
    assert f"Done: {before[0]}" in after.text
    assert "Done:" not in (await browser.get("/tasks")).text


async def test_somebody_elses_task_cannot_be_completed(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("dev1")
    other = next(
        task for task in company.tasks if task["assignee_id"] != company.user("dev1")["id"]
    )
    answer = await browser.post(f"/tasks/{other['id']}/complete", data={})
    assert answer.status_code == 403
    assert "somebody else" in answer.text


async def test_a_new_task_sent_twice_is_filed_once(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("dev1")
    form = {"title": "Water the plants", "description": "", "jira_key": "ats-7", "key": "same"}
    first, second = await browser.post("/tasks", data=form), await browser.post("/tasks", data=form)
    assert first.headers["location"] == second.headers["location"]
    assert [task["title"] for task in company.tasks].count("Water the plants") == 1
    assert company.tasks[0]["jira_key"] == "ATS-7"


async def test_a_problem_stands_at_its_field(browser: Browser) -> None:
    await browser.sign_in("dev1")
    answer = await browser.post("/tasks", data={"title": " ", "description": "kept"})
    assert answer.status_code == 422
    assert re.search(r'<p class="problem" id="title-problem">A task needs a title', answer.text)
    assert "kept</textarea>" in answer.text


async def test_registering_signs_in(browser: Browser) -> None:
    person = {
        "login": "neo",
        "email": "neo@example.com",
        "full_name": "Neo",
        "password": "long enough",
    }
    refused = await browser.post("/register", data=person | {"login": "dev1"})
    assert "Somebody has this login already" in refused.text
    assert "long enough" not in refused.text
    short = await browser.post("/register", data=person | {"password": "short"})
    assert 'id="password-problem"' in short.text


async def test_a_password_is_changed_and_the_session_goes_on(browser: Browser) -> None:
    await browser.sign_in("dev1")
    form = {"old_password": "ates-demo", "new_password": "a new one", "again": "a new one"}
    different = await browser.post("/profile/password", data=form | {"again": "another"})
    assert 'id="again-problem"' in different.text
    wrong = await browser.post("/profile/password", data=form | {"old_password": "no"})
    assert 'id="old_password-problem"' in wrong.text
    answer = await browser.post("/profile/password", data=form)
    assert answer.headers["location"] == "/profile"
    assert "Your password is changed." in (await browser.get("/profile")).text


async def test_a_form_that_is_too_large_is_a_page(browser: Browser) -> None:
    await browser.sign_in("dev1")
    answer = await browser.post("/tasks", data={"title": "x" * 2_100_000})
    assert answer.status_code == 413
    assert "too much at once" in answer.text
