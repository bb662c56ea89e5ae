"""Every page, as each kind of person sees it. Undefined names in a template fail here."""

import re

import pytest
from browsers import Browser
from company import CompanyDouble, titles

TASK = "/tasks/00000000-0000-0000-0000-0000000003e8"
PERSON = "/people/00000000-0000-0000-0000-000000000005"
EVERYBODYS = [
    "/",
    "/tasks",
    "/tasks?status=done",
    "/tasks?status=all",
    "/tasks/new",
    "/tasks/import",
    TASK,
    "/account",
    "/profile",
    "/profile/notices",
    "/notices",
]
MANAGERS = ["/tasks/all", "/tasks/all?status=all&q=a", "/tasks/all?q=ates-101", "/tasks/reassign"]
ACCOUNTANTS = [
    "/ledger",
    "/ledger?kind=fee&from=2026-01-01&to=2026-12-31",
    "/ledger/income",
    "/ledger/correction",
    "/ledger/correction?reverses=1",
    "/ledger/correction?user_id=00000000-0000-0000-0000-000000000005",
    "/ledger/approvals",
    "/ledger/approvals?state=all",
]
ADMINISTRATORS = [
    "/people",
    "/people?q=ada&role=administrator",
    "/people?q=nobody",
    "/people/new",
    PERSON,
    "/webhooks",
    "/webhooks/new",
]


@pytest.mark.parametrize("path", ["/sign-in", "/register", "/api"])
async def test_the_doors_are_open(browser: Browser, path: str) -> None:
    answer = await browser.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("path", [*EVERYBODYS, *MANAGERS, *ACCOUNTANTS, *ADMINISTRATORS])
async def test_an_administrator_sees_every_page(browser: Browser, path: str) -> None:
    await browser.sign_in("admin")
    answer = await browser.get(path)
    assert answer.status_code == 200, answer.text
    assert "<h1" in answer.text


@pytest.mark.parametrize("path", [*MANAGERS, *ADMINISTRATORS])
async def test_what_is_refused_is_a_page_that_says_so(browser: Browser, path: str) -> None:
    await browser.sign_in("dev1")
    answer = await browser.get(path)
    assert answer.status_code == 403
    assert re.search("You may not do this|needs the role", answer.text)
    assert "Tomás Herrera" in answer.text


@pytest.mark.parametrize(
    ("login", "seen"),
    [
        ("dev1", {"/", "/tasks", "/account"}),
        ("boss", {"/", "/tasks", "/account"}),
        ("manager", {"/", "/tasks", "/tasks/all", "/account"}),
        ("accountant", {"/", "/tasks", "/account", "/ledger"}),
        ("admin", {"/", "/tasks", "/tasks/all", "/account", "/ledger", "/analytics", "/people"}),
    ],
)
async def test_the_menu_follows_the_role(browser: Browser, login: str, seen: set[str]) -> None:
    await browser.sign_in(login)
    page = (await browser.get("/tasks")).text
    menu = page[page.index('class="main-nav"') : page.index("</nav>")]
    assert set(re.findall(r'<a href="([^"]+)"', menu)) == seen


async def test_titles_and_names_are_text_never_markup(browser: Browser) -> None:
    await browser.sign_in("admin")
    for path in ("/tasks/all?status=all", "/ledger", "/people", "/ledger/correction"):
        page = (await browser.get(path)).text
        assert "<script>alert" not in page
        assert "<b>Fischer" not in page
    assert "&lt;script&gt;alert" in (await browser.get("/tasks/all?status=all")).text
    echoed = await browser.get('/tasks/all?q="><script>alert(1)</script>')
    assert "<script>alert" not in echoed.text


@pytest.mark.parametrize(
    "path", ["/tasks", "/sign-in", "/nothing", "/assets/x/y", "/api/v1/users/me"]
)
async def test_every_answer_is_guarded(browser: Browser, path: str) -> None:
    headers = (await browser.get(path)).headers
    policy = headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert "strict-transport-security" not in headers


@pytest.mark.parametrize("path", ["/nothing", "/tasks", "/ledger/income", TASK])
async def test_no_page_needs_inline_script_or_style(browser: Browser, path: str) -> None:
    await browser.sign_in("admin")
    page = (await browser.get(path)).text
    assert not re.search(r"<script(?![^>]*src=)|\son\w+=|\sstyle=|<style", page)
    assert '<html lang="en">' in page
    assert page.count("<main") == 1


async def test_everything_but_the_assets_is_ours(browser: Browser) -> None:
    page = (await browser.get("/sign-in")).text
    for address in re.findall(r'(?:src|href)="([^"#]+)', page):
        assert address.startswith("/")
        answer = await browser.get(address)
        assert answer.status_code in {200, 303}
        if address.startswith("/assets/"):
            assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    "path", ["/assets/../main.py", "/assets/x/app.css", "/assets/x/%2e%2e%2fmain.py"]
)
async def test_an_asset_is_never_a_path(browser: Browser, path: str) -> None:
    assert (await browser.get(path)).status_code == 404


async def test_pages_lead_on_and_back(browser: Browser, company: CompanyDouble) -> None:
    await browser.sign_in("manager")
    first = (await browser.get("/tasks/all?status=all")).text
    following = re.search(r'href="([^"]+)" rel="next"', first)
    assert following is not None
    second = (await browser.get(following[1].replace("&amp;", "&"))).text
    assert len(titles(first)) + len(titles(second)) == len(company.tasks)
    assert 'href="/tasks/all?status=all">' in second


async def test_a_filter_by_assignee_can_be_taken_away(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("manager")
    dev1 = company.user("dev1")["id"]
    page = (await browser.get(f"/tasks/all?status=all&assignee_id={dev1}")).text
    assert "Assignee: Tomás Herrera" in page
    assert set(re.findall(r"title=\"Only tasks of ([^\"]+)", page)) == {"Tomás Herrera"}


async def test_the_statement_shows_signed_sums_and_the_balance(browser: Browser) -> None:
    await browser.sign_in("dev1")
    page = (await browser.get("/account")).text
    assert re.search(r'class="money in">\+\$\d+\.\d\d<', page)
    assert re.search(r'class="money out">−\$\d+\.\d\d<', page)
    assert re.search(r'<time datetime="\d{4}-\d\d-\d\dT[^"]+" title="[^"]+ Europe/Lisbon">', page)


async def test_an_empty_period_says_so(browser: Browser) -> None:
    await browser.sign_in("dev1")
    assert "Nothing moved" in (await browser.get("/account?from=2001-01-01&to=2001-01-31")).text


async def test_income_by_day_adds_up(browser: Browser) -> None:
    await browser.sign_in("accountant")
    page = (await browser.get("/ledger/income?from=2026-01-01")).text
    assert "Income of the period" in page
    assert 'data-series="bars"' in page
    assert re.search(r'data-value="-?\d+"', page)


@pytest.mark.parametrize(
    ("path", "down", "panel"),
    [
        ("/tasks", "tasks", "Tasks"),
        ("/tasks/all", "tasks", "Tasks"),
        ("/account", "accounting", "Statement"),
        ("/ledger", "accounting", "Ledger"),
        ("/ledger/income", "accounting", "Income"),
        ("/analytics", "analytics", "Income"),
        ("/people", "auth", "People"),
        ("/profile", "auth", "Your details"),
    ],
)
async def test_a_service_that_is_down_is_a_panel(
    browser: Browser, company: CompanyDouble, path: str, down: str, panel: str
) -> None:
    await browser.sign_in("admin")
    company.down.add(down)
    answer = await browser.get(path)
    assert answer.status_code == 503
    assert f"{panel}: temporarily unavailable" in answer.text
    assert 'class="main-nav"' in answer.text


@pytest.mark.parametrize("path", [TASK, "/tasks/reassign"])
async def test_a_page_without_its_service_is_an_error_page(
    browser: Browser, company: CompanyDouble, path: str
) -> None:
    await browser.sign_in("admin")
    company.down.add("tasks")
    answer = await browser.get(path)
    assert answer.status_code == 503
    assert "Tasks cannot be reached" in answer.text
    assert 'class="main-nav"' in answer.text


async def test_names_are_missed_but_the_page_is_there(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("manager")
    await browser.get("/tasks")
    company.down.add("auth")
    answer = await browser.get("/tasks/all")
    assert answer.status_code == 200
    assert "Colleague" in answer.text


async def test_names_are_asked_for_once_a_minute(browser: Browser, company: CompanyDouble) -> None:
    await browser.sign_in("manager")
    shown = [(await browser.get("/tasks/all")).text for _ in range(3)]
    assert [request.url.path for request in company.seen].count("/auth/users/names") == 1
    assert all("Tomás Herrera" in page for page in shown)
    company.down.add("auth")
    assert "Tomás Herrera" in (await browser.get("/tasks/all")).text


async def test_the_name_of_who_is_erased_is_gone_at_once(
    browser: Browser, company: CompanyDouble
) -> None:
    dev1 = company.user("dev1")
    await browser.sign_in("admin")
    assert dev1["full_name"] in (await browser.get("/tasks/all")).text
    await browser.post(f"/people/{dev1['id']}/erase", data={"login": "dev1"})
    page = (await browser.get("/tasks/all")).text
    assert dev1["full_name"] not in page
    assert f"Colleague {dev1['id'][-4:]}" in page


async def test_an_unexpected_error_is_a_page_without_its_details(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret detail")

    await browser.sign_in("dev1")
    monkeypatch.setattr("ates_web.clients.tasks.TasksClient.mine", broken)
    answer = await browser.get("/tasks")
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    assert "It is logged." in answer.text
