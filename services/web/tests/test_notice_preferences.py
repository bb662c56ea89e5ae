"""What is mailed to somebody, as they choose it; and the links of mails, which anybody may follow."""

import re
from typing import Any

import pytest
from browsers import Browser
from company import CompanyDouble
from company_notifications import DIGEST_LINK, LINK

FORM = {
    "language": "ru",
    "time_zone": "Asia/Yekaterinburg",
    "quiet_start": "22:00",
    "quiet_end": "07:30",
    "task_given": "daily",
    "task_taken": "off",
    "reward": "off",
    "correction": "at-once",
    "payout_due": "off",
    "payout_settled": "daily",
    "payout_failed": "at-once",
}


def chosen_of(page: str) -> dict[str, str]:
    """What the form shows as chosen or typed."""
    values: dict[str, str] = {}
    for name, options in re.findall(r'<select id="(\w+)".*?>(.*?)</select>', page, re.DOTALL):
        match = re.search(r'value="([^"]*)"[^>]* selected', options)
        values[name] = match[1] if match else ""
    values |= dict(re.findall(r'type="hidden" name="(payout_\w+)" value="([^"]*)"', page))
    values |= dict(re.findall(r'type="time" name="(\w+)" value="([^"]*)"', page))
    return values


def preferences_of(company: CompanyDouble, login: str) -> dict[str, Any]:
    return company.notifications.preferences[company.user(login)["id"]]


async def test_whoever_chose_nothing_sees_what_counts(browser: Browser) -> None:
    await browser.sign_in("dev1")
    shown = chosen_of((await browser.get("/profile/notices")).text)
    assert shown["task_given"] == "at-once"
    assert shown["reward"] == "daily"
    assert shown["payout_due"] == "off"
    assert {shown[name] for name in ("language", "time_zone", "quiet_start", "quiet_end")} == {""}


async def test_a_mail_that_comes_whatever_is_chosen_is_not_offered(browser: Browser) -> None:
    await browser.sign_in("dev1")
    page = (await browser.get("/profile/notices")).text
    offered = re.findall(r'<select id="(payout_\w+)"', page)
    assert offered == ["payout_failed"]
    assert "Each payout is announced by an e-mail of its own." in page


async def test_a_choice_is_stored_and_shown_again(browser: Browser, company: CompanyDouble) -> None:
    await browser.sign_in("dev1")
    answer = await browser.post("/profile/notices", data=FORM)
    assert answer.headers["location"] == "/profile/notices"
    stored = preferences_of(company, "dev1")
    assert stored["quiet_hours"] == {"start": "22:00", "end": "07:30"}
    assert stored["email"]["payout_settled"] == "daily"
    page = (await browser.get("/profile/notices")).text
    assert "Your choice is stored." in page
    assert chosen_of(page) == FORM


async def test_what_is_left_empty_is_the_companys(browser: Browser, company: CompanyDouble) -> None:
    await browser.sign_in("dev1")
    empty = dict.fromkeys(("language", "time_zone", "quiet_start", "quiet_end"), "")
    await browser.post("/profile/notices", data=FORM | empty)
    stored = preferences_of(company, "dev1")
    assert (stored["language"], stored["time_zone"], stored["quiet_hours"]) == (None, None, None)


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"time_zone": "Mars/Olympus"}, "time_zone", "There is no such time zone."),
        ({"quiet_end": "22:00"}, "quiet_end", "Quiet hours must not end when they begin."),
        ({"quiet_end": ""}, "quiet_end", "Fill this in."),
        ({"quiet_start": ""}, "quiet_start", "Fill this in."),
        ({"quiet_start": "at ten"}, "quiet_start", "This does not have the right form."),
    ],
)
async def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(
    browser: Browser, changes: dict[str, str], field: str, reason: str
) -> None:
    await browser.sign_in("dev1")
    answer = await browser.post("/profile/notices", data=FORM | changes)
    assert answer.status_code == 422
    assert re.search(rf'id="{field}-problem">{re.escape(reason)}<', answer.text)
    assert chosen_of(answer.text) == FORM | changes


async def test_a_zone_that_a_program_chose_stays(browser: Browser, company: CompanyDouble) -> None:
    await browser.sign_in("dev1")
    await browser.post("/profile/notices", data=FORM | {"time_zone": "US/Pacific"})
    assert chosen_of((await browser.get("/profile/notices")).text)["time_zone"] == "US/Pacific"


async def test_zones_are_called_as_the_visitor_calls_their_cities(browser: Browser) -> None:
    await browser.sign_in("dev1")
    assert '<option value="Europe/Berlin">Berlin<' in (await browser.get("/profile/notices")).text
    browser.cookies.set("ates_language", "ru")
    assert '<option value="Europe/Berlin">Берлин<' in (await browser.get("/profile/notices")).text


async def test_preferences_away_is_a_panel(browser: Browser, company: CompanyDouble) -> None:
    await browser.sign_in("dev1")
    company.down.add("notifications")
    answer = await browser.get("/profile/notices")
    assert answer.status_code == 503
    assert "Notices by e-mail: temporarily unavailable" in answer.text


@pytest.mark.parametrize(("link", "about"), [(LINK, "A reward for you"), (DIGEST_LINK, "daily")])
async def test_a_link_of_a_mail_ends_it_with_a_second_click_and_without_a_session(
    browser: Browser, company: CompanyDouble, link: str, about: str
) -> None:
    looked = await browser.get(f"/unsubscribe/{link}")
    assert looked.status_code == 200
    assert about in looked.text
    assert company.notifications.ended == []
    answer = await browser.post(f"/unsubscribe/{link}")
    assert answer.status_code == 200
    assert "These e-mails have stopped" in answer.text
    assert len(company.notifications.ended) == 1


async def test_one_click_of_a_mail_program_comes_from_no_page(
    browser: Browser, company: CompanyDouble
) -> None:
    del browser.headers["Sec-Fetch-Site"]
    answer = await browser.post(f"/unsubscribe/{LINK}", data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert company.notifications.ended == ["reward"]
    assert (await browser.post("/notices/read")).status_code == 403


async def test_a_link_that_is_not_good_is_a_page_that_says_so(browser: Browser) -> None:
    for answer in (await browser.get("/unsubscribe/x"), await browser.post("/unsubscribe/x")):
        assert answer.status_code == 404
        assert "This link is not good any more." in answer.text
