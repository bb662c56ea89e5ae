"""The people of a company as an administrator finds, adds, changes and loses them."""

import re

import pytest
from browsers import Browser
from company import CompanyDouble

PERSON = "/people/00000000-0000-0000-0000-000000000005"
MYSELF = "/people/00000000-0000-0000-0000-000000000001"
NEO = {"login": "neo", "email": "n@example.com", "full_name": "Neo", "password": "long enough"}


def names(page: str) -> list[str]:
    return re.findall(r"<bdi>([^<]*)</bdi></span></a>", page)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?q=tanaka", ["Yuki Tanaka"]),
        ("?role=boss", ["Bo Lindqvist"]),
        ("?active=false", ["Priya Raman"]),
        ("?role=developer&active=true&q=ra", ["Tomás Herrera"]),
        ("?active=perhaps&q=ada", ["Ada Sorensen"]),
        ("?q=nobody", []),
    ],
)
async def test_people_are_found_by_name_role_and_state(
    browser: Browser, company: CompanyDouble, query: str, expected: list[str]
) -> None:
    company.user("dev3")["active"] = False
    await browser.sign_in("admin")
    page = (await browser.get(f"/people{query}")).text
    assert names(page) == expected
    assert ("Nobody found" in page) == (not expected)


async def test_people_come_in_pages_that_keep_the_filters(
    browser: Browser, company: CompanyDouble
) -> None:
    for at in range(60):
        new = {"id": f"id{at}", "login": f"many{at}", "full_name": f"Many {at:02}"}
        company.users.append(company.users[0] | new | {"role": "other", "active": True})
    await browser.sign_in("admin")
    page = (await browser.get("/people?role=other&q=many")).text
    link = re.search(r'href="([^"]*)" rel="next"', page)
    assert link is not None
    assert names(page)[-1] == "Many 49"
    rest = (await browser.get(link[1].replace("&amp;", "&"))).text
    assert names(rest) == [f"Many {at}" for at in range(50, 60)]


async def test_an_administrator_adds_people_and_gives_roles(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("admin")
    new = NEO | {"role": "boss"}
    assert (await browser.post("/people", data=new)).headers["location"] == "/people"
    assert company.users[-1]["role"] == "boss"
    refused = await browser.post("/people", data=new)
    assert refused.status_code == 422
    assert 'id="login-problem"' in refused.text
    assert "long enough" not in refused.text
    await browser.post(f"{PERSON}/role", data={"role": "accountant"})
    assert company.user("dev1")["role"] == "accountant"


async def test_a_role_that_must_stay_is_said_at_the_person(browser: Browser) -> None:
    await browser.sign_in("admin")
    answer = await browser.post(f"{MYSELF}/role", data={"role": "boss"})
    assert answer.status_code == 409
    assert re.search('role="alert".*The last administrator must stay', answer.text, re.DOTALL)
    assert '<option value="boss" selected>' in answer.text
    assert "This is you." in answer.text


async def test_what_deactivating_does_is_said_before(
    browser: Browser, company: CompanyDouble
) -> None:
    dev1 = company.user("dev1")["id"]
    have = sum(t["assignee_id"] == dev1 and t["status"] == "open" for t in company.tasks)
    last = next(t for t in company.transfers if t["user_id"] == dev1)
    await browser.sign_in("admin")
    page = (await browser.get(f"{PERSON}/deactivate")).text
    assert f"{have} open tasks of theirs go to other people" in page
    cents = last["balance_after"]["amount"]
    assert f"Their balance is {'−' * (cents < 0)}${abs(cents) / 100:.2f}." in page
    assert company.user("dev1")["active"]


async def test_somebody_is_deactivated_and_comes_back(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("admin")
    answer = await browser.post(f"{PERSON}/deactivate", data={"key": "k"})
    assert answer.headers["location"] == PERSON
    assert not company.user("dev1")["active"]
    page = (await browser.get(PERSON)).text
    assert "Inactive" in page
    assert "Coming back" in page
    await browser.post(f"{PERSON}/activate", data={})
    assert company.user("dev1")["active"]


async def test_somebody_is_erased_only_by_their_login(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("admin")
    assert "cannot be undone" in (await browser.get(f"{PERSON}/erase")).text
    for wrong in ({}, {"login": "dev2"}):
        answer = await browser.post(f"{PERSON}/erase", data=wrong)
        assert answer.status_code == 422
        assert 'id="login-problem"' in answer.text
    assert any(user["login"] == "dev1" for user in company.users)
    await browser.post(f"{PERSON}/erase", data={"login": " Dev1 "})
    assert (await browser.get(PERSON)).status_code == 404


async def test_somebody_leaves_although_tasks_and_accounting_are_away(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("admin")
    company.down |= {"tasks", "accounting"}
    answer = await browser.get(f"{PERSON}/deactivate")
    assert answer.status_code == 200
    assert "Their open tasks go to other people at once" in answer.text
    assert "balance is" not in answer.text


@pytest.mark.parametrize("path", ["/people", f"{PERSON}/deactivate", f"{PERSON}/erase"])
async def test_it_is_for_administrators(
    browser: Browser, company: CompanyDouble, path: str
) -> None:
    await browser.sign_in("manager")
    assert (await browser.get(path)).status_code == 403
    answer = await browser.post(path, data={"login": "dev1"})
    assert answer.status_code in {403, 422}
    assert company.user("dev1")["active"]
