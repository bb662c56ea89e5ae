"""The profile: sessions and their end, language and theme; and what a sign-in brings with it."""

import re

import pytest
from browsers import Browser, Open
from company import PASSWORD, CompanyDouble
from company_auth import sessions_of

from ates_web.pages.profile.browsers import browser_name

_CHROME = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (_CHROME, "Chrome on Windows"),
        (f"{_CHROME} Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0", "Firefox on Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) Version/18.6 Mobile Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 Firefox/143.0", "Firefox"),
        ("curl/8.1", "Unknown browser"),
        ("", "Unknown browser"),
        (None, "Unknown browser"),
    ],
)  # fmt: skip
def test_a_browser_is_called_by_a_name_that_people_know(sent: str | None, expected: str) -> None:
    assert browser_name(sent) == expected


async def test_sessions_are_listed_and_this_one_is_marked(browser: Browser) -> None:
    await browser.sign_in("dev1")
    page = (await browser.get("/profile")).text
    rows = re.findall(r"<li>.*?</li>", page, re.DOTALL)
    assert [row.count("This browser") for row in rows] == [1, 0, 0]
    assert "Chrome on Linux" in rows[0]
    assert "192.0.2.7" in rows[0]
    assert 'action="/sign-out"' in rows[0]
    assert "Unknown browser" in rows[1]
    assert "curl" not in page


async def test_another_browser_is_signed_out(browser: Browser, company: CompanyDouble) -> None:
    await browser.sign_in("dev1")
    page = (await browser.get("/profile")).text
    action = re.search(r'action="(/profile/sessions/[^/]+/end)"', page)
    assert action is not None
    answer = await browser.post(action[1])
    assert answer.headers["location"] == "/profile"
    assert len(sessions_of(company.user("dev1"))) == 2
    assert "That browser is signed out." in (await browser.get("/profile")).text
    assert (await browser.post(action[1])).status_code == 404


async def test_all_others_are_signed_out_at_once(browser: Browser, company: CompanyDouble) -> None:
    await browser.sign_in("dev1")
    await browser.post("/profile/sessions/end-others", data={"key": "k"})
    page = (await browser.get("/profile")).text
    assert "2 other browsers are signed out." in page
    assert "Sign out everywhere else" not in page
    assert [each["current"] for each in sessions_of(company.user("dev1"))] == [True]


async def test_language_and_theme_are_stored_and_shown_at_once(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("dev1")
    answer = await browser.post("/profile/preferences", data={"language": "ru", "theme": "dark"})
    assert company.user("dev1")["preferences"] == {"language": "ru", "theme": "dark"}
    for name in ("ates_language", "ates_theme"):
        [line] = [each for each in answer.headers.get_list("set-cookie") if each.startswith(name)]
        assert {"HttpOnly", "SameSite=Lax", "Max-Age=31536000"} <= set(line.split("; "))
        assert "Secure" not in line
    page = (await browser.get("/profile")).text
    assert '<html lang="ru" data-theme="dark">' in page
    assert '<option value="dark" selected>' in page


async def test_a_choice_is_given_back_to_the_browser(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("dev1")
    await browser.post("/profile/preferences", data={"language": "ru", "theme": "light"})
    await browser.post("/profile/preferences", data={"language": "", "theme": "pink"})
    assert company.user("dev1")["preferences"] == {"language": None, "theme": None}
    assert not {"ates_language", "ates_theme"} & set(browser.cookies)
    assert '<html lang="en">' in (await browser.get("/profile")).text


async def test_behind_https_the_choice_travels_by_https_alone(browsers: Open) -> None:
    browser = browsers(site="https://web.test", cookie_secure=True)
    answer = await browser.post("/language", data={"language": "ru"})
    assert "Secure" in answer.headers["set-cookie"]


async def test_a_sign_in_brings_what_the_person_prefers(
    browser: Browser, company: CompanyDouble
) -> None:
    company.user("dev1")["preferences"] = {"language": "ru", "theme": "light"}
    await browser.sign_in("dev1")
    assert '<html lang="ru" data-theme="light">' in (await browser.get("/profile")).text


async def test_a_language_is_chosen_before_signing_in_and_stays(browser: Browser) -> None:
    form = {"language": "ru", "back": "/sign-in?next=/account"}
    answer = await browser.post("/language", data=form)
    assert answer.headers["location"] == "/sign-in?next=/account"
    assert '<html lang="ru"' in (await browser.get("/sign-in")).text
    await browser.sign_in("dev1")
    assert '<html lang="ru"' in (await browser.get("/profile")).text


@pytest.mark.parametrize("language", ["xx", "", "ru; Domain=elsewhere"])
async def test_a_language_that_nobody_speaks_is_not_kept(browser: Browser, language: str) -> None:
    answer = await browser.post("/language", data={"language": language, "back": "//elsewhere"})
    assert answer.headers["location"] == "/sign-in"
    assert "ates_language" not in browser.cookies


async def test_a_program_gets_no_session_of_the_pages(
    browser: Browser, company: CompanyDouble
) -> None:
    company.user("dev1")["role"] = "internalservice"
    answer = await browser.post("/sign-in", data={"login": "dev1", "password": PASSWORD})
    assert answer.status_code == 403
    assert "belongs to a program" in answer.text
    assert not company.refresh_tokens
    assert (await browser.get("/profile")).status_code == 303


async def test_sessions_away_is_a_panel(browser: Browser, company: CompanyDouble) -> None:
    await browser.sign_in("dev1")
    await browser.get("/profile")
    company.down.add("auth")
    answer = await browser.get("/profile")
    assert answer.status_code == 503
    assert "Your sessions: temporarily unavailable" in answer.text
    assert 'action="/profile/preferences"' in answer.text
