"""The browser session: its cookies, its renewal, its end."""

import asyncio
import time

import pytest
from company import PASSWORD, token_for

from ates_web.gateway.session import read_claims


def stored(answer) -> dict[str, str]:
    return {line.partition("=")[0]: line for line in answer.headers.get_list("set-cookie")}


async def sign_in(browser, login: str = "dev1"):
    return await browser.post("/sign-in", data={"login": login, "password": PASSWORD})


async def test_the_tokens_stay_in_cookies_that_no_script_reads(browser):
    answer = await sign_in(browser)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/"
    for name in ("ates_access", "ates_refresh"):
        line = stored(answer)[name]
        assert "HttpOnly" in line
        assert "SameSite=Lax" in line
        assert "Path=/" in line
        assert "Secure" not in line


async def test_behind_https_the_cookies_belong_to_the_host_alone(browsers):
    browser = browsers(site="https://web.test", cookie_secure=True)
    answer = await sign_in(browser)
    assert set(stored(answer)) == {"__Host-ates_access", "__Host-ates_refresh"}
    assert all("Secure" in line and "Domain" not in line for line in stored(answer).values())
    assert answer.headers["strict-transport-security"].startswith("max-age=")
    assert (await browser.get("/tasks")).status_code == 200


@pytest.mark.parametrize(
    "target", ["https://elsewhere/", "//elsewhere", "/\\elsewhere", "javascript:alert(1)", "/a\nb"]
)
async def test_nobody_is_sent_elsewhere_after_signing_in(browser, target):
    data = {"login": "dev1", "password": PASSWORD, "next": target}
    answer = await browser.post("/sign-in", data=data)
    assert answer.headers["location"] == "/"


async def test_a_page_leads_through_the_sign_in_and_back(browser):
    answer = await browser.get("/account?from=2026-01-01")
    assert answer.headers["location"] == "/sign-in?next=/account%3Ffrom%3D2026-01-01"
    assert (
        'value="/account?from=2026-01-01"' in (await browser.get(answer.headers["location"])).text
    )


async def test_a_wrong_password_is_said_and_not_repeated(browser):
    answer = await browser.post("/sign-in", data={"login": "dev1", "password": "wrong-password"})
    assert answer.status_code == 422
    assert "do not go together" in answer.text
    assert "wrong-password" not in answer.text
    assert not stored(answer)


def nearly_over(browser, company, login: str = "dev1", *, ends_in_s: float = 5) -> None:
    tokens = company.tokens(company.user(login), ends_in_s=ends_in_s)
    browser.cookies.set("ates_access", tokens["access_token"])
    browser.cookies.set("ates_refresh", tokens["refresh_token"])


@pytest.mark.parametrize("ends_in_s", [5, -5])
async def test_a_session_is_renewed_in_passing(browser, company, ends_in_s):
    nearly_over(browser, company, ends_in_s=ends_in_s)
    answer = await browser.get("/tasks")
    assert answer.status_code == 200
    assert set(stored(answer)) == {"ates_access", "ates_refresh"}
    assert not stored(await browser.get("/tasks"))
    assert company.refreshed == 1


async def test_many_requests_at_once_renew_once(browser, company):
    nearly_over(browser, company, ends_in_s=-5)
    cookies = dict(browser.cookies)
    browser.cookies.clear()
    header = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    answers = await asyncio.gather(*(browser.get("/tasks", headers=header) for _ in range(5)))
    assert [answer.status_code for answer in answers] == [200] * 5
    assert company.refreshed == 1


async def test_a_revoked_session_ends(browser, company):
    nearly_over(browser, company, ends_in_s=-5)
    company.refresh_tokens.clear()
    answer = await browser.get("/")
    assert answer.headers["location"] == "/sign-in"
    assert all("Max-Age=0" in line for line in stored(answer).values())


async def test_a_deactivated_person_is_out_at_once(browser, company):
    await browser.sign_in("dev1")
    company.user("dev1")["active"] = False
    answer = await browser.get("/")
    assert answer.headers["location"] == "/sign-in"
    assert set(stored(answer)) == {"ates_access", "ates_refresh"}


async def test_a_session_outlives_a_pause_of_auth(browser, company):
    await browser.sign_in("dev1")
    company.down.add("auth")
    answer = await browser.get("/tasks")
    assert answer.status_code == 200
    assert not stored(answer)


async def test_an_ended_token_waits_for_auth_and_is_not_thrown_away(browser, company):
    nearly_over(browser, company, ends_in_s=-5)
    company.down.add("auth")
    page, api = await browser.get("/tasks"), await browser.get("/api/v1/tasks/mine")
    assert page.status_code == 503
    assert "temporarily" in page.text.lower()
    assert api.status_code == 503
    assert not stored(page)
    company.down.clear()
    assert (await browser.get("/tasks")).status_code == 200


async def test_signing_out_revokes_and_forgets(browser, company):
    await browser.sign_in("dev1")
    assert company.refresh_tokens
    answer = await browser.post("/sign-out")
    assert answer.headers["location"] == "/sign-in"
    assert not company.refresh_tokens
    assert not {"ates_access", "ates_refresh"} & set(browser.cookies)
    assert (await browser.get("/")).headers["location"] == "/sign-in"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://web.test"},
        {"Origin": "http://elsewhere"},
        {"Origin": "null"},
        {},
    ],
)
async def test_a_form_from_elsewhere_has_no_effect(browser, company, headers):
    await browser.sign_in("dev1")
    del browser.headers["Sec-Fetch-Site"]
    for path in ("/sign-out", "/tasks", "/sign-in"):
        assert (await browser.post(path, data={"title": "x"}, headers=headers)).status_code == 403
    assert company.refresh_tokens


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "none"}, {"Origin": "http://web.test"}, {"Sec-Fetch-Site": "same-origin"}],
)
async def test_our_own_forms_work_in_every_browser(browser, headers):
    await browser.sign_in("dev1")
    del browser.headers["Sec-Fetch-Site"]
    assert (await browser.post("/tasks", data={"title": "x"}, headers=headers)).status_code == 303


def test_claims_are_read_or_not_there(company):
    claims = read_claims(token_for(company.user("dev1"), ends_in_s=60))
    assert claims is not None
    assert claims.role == "developer"
    assert claims.exp > time.time()
    for bad in ("", "a", "a.b.c", "a.e30.c", "a.ÿÿ.c", "a.W10.c"):
        assert read_claims(bad) is None
