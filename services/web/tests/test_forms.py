"""What a person can do: every form, its effect, and its reasons where it is refused."""

import re

import pytest
from company import titles

PERSON = "/people/00000000-0000-0000-0000-000000000005"


async def test_completing_comes_back_to_the_list_and_says_so(browser):
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


async def test_somebody_elses_task_cannot_be_completed(browser, company):
    await browser.sign_in("dev1")
    other = next(
        task for task in company.tasks if task["assignee_id"] != company.user("dev1")["id"]
    )
    answer = await browser.post(f"/tasks/{other['id']}/complete", data={})
    assert answer.status_code == 403
    assert "somebody else" in answer.text


async def test_a_new_task_sent_twice_is_filed_once(browser, company):
    await browser.sign_in("dev1")
    form = {"title": "Water the plants", "description": "", "jira_key": "ats-7", "key": "same"}
    first, second = await browser.post("/tasks", data=form), await browser.post("/tasks", data=form)
    assert first.headers["location"] == second.headers["location"]
    assert [task["title"] for task in company.tasks].count("Water the plants") == 1
    assert company.tasks[0]["jira_key"] == "ATS-7"


async def test_a_problem_stands_at_its_field(browser):
    await browser.sign_in("dev1")
    answer = await browser.post("/tasks", data={"title": " ", "description": "kept"})
    assert answer.status_code == 422
    assert re.search(r'<p class="problem" id="title-problem">A task has a title', answer.text)
    assert "kept</textarea>" in answer.text


async def test_registering_signs_in(browser):
    person = {
        "login": "neo",
        "email": "neo@example.com",
        "full_name": "Neo",
        "password": "long enough",
    }
    refused = await browser.post("/register", data=person | {"login": "dev1"})
    assert "This login is taken" in refused.text
    assert "long enough" not in refused.text
    short = await browser.post("/register", data=person | {"password": "short"})
    assert 'id="password-problem"' in short.text


async def test_reassigning_says_how_many_first_and_after(browser, company):
    await browser.sign_in("manager")
    count = sum(task["status"] == "open" for task in company.tasks)
    assert f"<b>{count} open tasks</b>" in (await browser.get("/tasks/reassign")).text
    answer = await browser.post("/tasks/reassign", data={"key": "k"})
    assert answer.status_code == 303
    assert f"{count} tasks were drawn again." in (await browser.get("/tasks/all")).text


async def test_a_correction_is_checked_then_posted(browser, company):
    await browser.sign_in("accountant")
    dev1 = company.user("dev1")["id"]
    form = {"user_id": dev1, "amount": "12.50", "direction": "take", "reason": "charged <twice>"}
    review = await browser.get("/ledger/correction", params={"review": "1", **form})
    assert "−$12.50" in review.text
    assert "charged &lt;twice&gt;" in review.text
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', review.text))
    assert fields["amount"] == "12.50"
    answer = await browser.post("/ledger/correction", data=fields)
    assert answer.headers["location"] == "/ledger"
    posted = company.transfers[-1]
    assert posted["delta"]["amount"] == -1250
    assert posted["kind"] == "correction"


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"amount": "much"}, "amount"),
        ({"amount": "0"}, "amount"),
        ({"reason": ""}, "reason"),
        ({"user_id": ""}, "user_id"),
    ],
)
async def test_a_correction_that_cannot_be_is_refused_at_the_field(browser, change, where):
    await browser.sign_in("accountant")
    form = {"review": "1", "user_id": "x", "amount": "1", "reason": "y"} | change
    answer = await browser.get("/ledger/correction", params=form)
    assert answer.status_code == 422
    assert f'id="{where}-problem"' in answer.text


async def test_what_accounting_refuses_stands_at_the_amount(browser, company):
    await browser.sign_in("accountant")
    form = {"user_id": company.user("dev1")["id"], "amount": "99999", "reason": "y", "key": "k"}
    answer = await browser.post("/ledger/correction", data=form)
    assert answer.status_code == 422
    assert 'id="amount-problem">A correction moves' in answer.text


async def test_a_transfer_is_shown_and_then_reversed(browser, company):
    await browser.sign_in("accountant")
    page = (await browser.get("/ledger")).text
    link = re.search(r'href="(/ledger/correction\?reverses=[^"]+)"', page)
    assert link is not None
    old = company.transfers[0]
    sum_of_it = f"${abs(old['delta']['amount']) / 100:.2f}"
    address = link[1].replace("&amp;", "&")
    assert sum_of_it in (await browser.get(address)).text
    review = (await browser.get(f"{address}&review=1&reason=wrong")).text
    assert sum_of_it in review
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', review))
    await browser.post("/ledger/correction", data=fields)
    assert company.transfers[-1]["delta"]["amount"] == -old["delta"]["amount"]


async def test_a_password_is_changed_and_the_session_goes_on(browser):
    await browser.sign_in("dev1")
    form = {"old_password": "ates-demo", "new_password": "a new one", "again": "a new one"}
    different = await browser.post("/profile/password", data=form | {"again": "another"})
    assert 'id="again-problem"' in different.text
    wrong = await browser.post("/profile/password", data=form | {"old_password": "no"})
    assert 'id="old_password-problem"' in wrong.text
    answer = await browser.post("/profile/password", data=form)
    assert answer.headers["location"] == "/profile"
    assert "Your password is changed." in (await browser.get("/profile")).text


async def test_a_file_is_tried_before_it_is_imported(browser):
    await browser.sign_in("dev1")
    content = "Issue key,Summary\nA-1,One\nA-2,\nA-3,Thrée\n"
    preview = await browser.post("/tasks/import", files={"file": ("a.csv", content.encode())})
    assert "This file would give 2 tasks" in preview.text
    assert "<td>a task has a title</td>" in preview.text
    form = {"step": (None, "import"), "content": (None, content), "key": (None, "k")}
    answer = await browser.post("/tasks/import", files=form)
    assert answer.status_code == 303
    assert "2 tasks were imported." in (await browser.get("/tasks")).text


async def test_a_file_that_is_no_text_is_refused(browser):
    await browser.sign_in("dev1")
    answer = await browser.post("/tasks/import", files={"file": ("a.csv", b"\xff\xfe\x00")})
    assert answer.status_code == 422
    assert 'id="file-problem"' in answer.text


async def test_a_form_that_is_too_large_is_a_page(browser):
    await browser.sign_in("dev1")
    answer = await browser.post("/tasks", data={"title": "x" * 2_100_000})
    assert answer.status_code == 413
    assert "too much at once" in answer.text


async def test_an_administrator_adds_and_changes_people(browser, company):
    await browser.sign_in("admin")
    new = {
        "login": "neo",
        "email": "n@example.com",
        "full_name": "Neo",
        "password": "long enough",
        "role": "boss",
    }
    assert (await browser.post("/people", data=new)).headers["location"] == "/people"
    assert company.users[-1]["role"] == "boss"
    assert 'id="login-problem"' in (await browser.post("/people", data=new)).text
    await browser.post(f"{PERSON}/role", data={"role": "accountant"})
    assert company.user("dev1")["role"] == "accountant"
    await browser.post(f"{PERSON}/deactivate", data={})
    assert "Inactive" in (await browser.get(PERSON)).text
    await browser.post(f"{PERSON}/activate", data={})
    assert company.user("dev1")["active"]
    await browser.post(f"{PERSON}/erase", data={})
    assert (await browser.get(PERSON)).status_code == 404


async def test_a_conflict_is_a_page_with_its_reason(browser):
    await browser.sign_in("admin")
    me = "/people/00000000-0000-0000-0000-000000000001"
    answer = await browser.post(f"{me}/role", data={"role": "boss"})
    assert answer.status_code == 409
    assert "last administrator" in answer.text
