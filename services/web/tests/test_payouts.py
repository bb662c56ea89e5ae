"""The register of payouts and the bank files as an accountant uses them."""

import re
from uuid import UUID

import pytest
from browsers import Browser
from company import CompanyDouble
from company_payments import FILE, payouts

from ates_web.live.hub import concerns_company


async def test_the_register_shows_states_reasons_and_mails(browser: Browser) -> None:
    await browser.sign_in("accountant")
    page = (await browser.get("/payouts")).text
    assert set(re.findall(r'badge payout-(\w+)"', page)) == {"due", "sent", "settled", "failed"}
    assert "account &lt;i&gt;closed&lt;/i&gt;" in page
    assert "&lt;b&gt;REF" in page
    assert "550 no such user" in page
    assert "$12.50" in page
    assert 'aria-current="page">Payouts' in page


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("?state=failed", {"failed"}),
        ("?mail=undelivered", {"settled"}),
        ("?state=nonsense", {"due", "sent", "settled", "failed"}),
        (f"?bank_file_id={FILE}", {"sent"}),
        ("?from=2001-01-01&to=2001-01-02", set()),
    ],
)
async def test_the_register_is_filtered(browser: Browser, query: str, seen: set[str]) -> None:
    await browser.sign_in("accountant")
    answer = await browser.get(f"/payouts{query}")
    assert answer.status_code == 200
    assert set(re.findall(r'badge payout-(\w+)"', answer.text)) == seen


async def test_the_register_is_exported_as_it_is_filtered(browser: Browser) -> None:
    await browser.sign_in("accountant")
    page = (await browser.get("/payouts?state=failed")).text
    link = re.search(r'href="(/payouts/export[^"]*)"', page)
    assert link is not None
    answer = await browser.get(link[1].replace("&amp;", "&"))
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    assert [line.split(",")[1] for line in answer.text.splitlines()] == ["state", "failed"]


async def test_a_failed_payout_is_paid_again_once(browser: Browser, company: CompanyDouble) -> None:
    await browser.sign_in("accountant")
    failed = next(each for each in payouts(company) if each["state"] == "failed")
    assert f'action="/payouts/{failed["id"]}/retry"' in (await browser.get("/payouts")).text
    for message, tone in (
        ("It is being paid again", "good"),
        ("This payout was paid again before", "bad"),
    ):
        answer = await browser.post(f"/payouts/{failed['id']}/retry", data={"key": message})
        assert answer.headers["location"] == "/payouts"
        page = (await browser.get("/payouts")).text
        assert re.search(f'class="alert {tone}".*<p>{message}', page)


async def test_a_failed_payout_that_a_later_one_followed_needs_nothing(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("accountant")
    failed = next(each for each in payouts(company) if each["state"] == "failed")
    failed["followed_by"] = str(UUID(int=9_000))
    page = (await browser.get("/payouts?state=failed")).text
    assert "A later payout took this money along." in page
    assert "/retry" not in page


async def test_an_action_comes_back_to_the_register_as_it_was_filtered(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("accountant")
    page = (await browser.get("/payouts?mail=undelivered&state=settled")).text
    form = page[page.index('/mail">') :]
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    back = fields["back"].replace("&amp;", "&")
    assert back == "/payouts?mail=undelivered&state=settled"
    silent = next(each for each in payouts(company) if each["mail"] == "undelivered")
    answer = await browser.post(f"/payouts/{silent['id']}/mail", data={"key": "k", "back": back})
    assert answer.headers["location"] == back


@pytest.mark.parametrize("back", ["//elsewhere", "/people", "/payouts/../people", ""])
async def test_an_action_leads_to_the_register_alone(
    browser: Browser, company: CompanyDouble, back: str
) -> None:
    await browser.sign_in("accountant")
    silent = next(each for each in payouts(company) if each["mail"] == "undelivered")
    answer = await browser.post(f"/payouts/{silent['id']}/mail", data={"key": "k", "back": back})
    assert answer.headers["location"] == "/payouts"


async def test_the_register_is_kept_up_to_date(browser: Browser) -> None:
    await browser.sign_in("accountant")
    for path in ("/payouts", "/payouts/files"):
        assert re.search(r'id="[\w-]+"[^>]* data-live="payouts', (await browser.get(path)).text)


@pytest.mark.parametrize("event", ["payout-due.v1", "payout-followed.v1"])
def test_what_accounting_says_of_payouts_is_news_for_the_register(event: str) -> None:
    assert concerns_company(f"accounting.{event}")


async def test_an_undelivered_mail_is_tried_again(browser: Browser, company: CompanyDouble) -> None:
    await browser.sign_in("accountant")
    silent = next(each for each in payouts(company) if each["mail"] == "undelivered")
    await browser.post(f"/payouts/{silent['id']}/mail", data={"key": "k"})
    assert silent["mail"] == "due"


@pytest.mark.parametrize(
    ("how", "state", "field"),
    [("settled", "settled", "reference"), ("failed", "failed", "failure")],
)
async def test_an_accountant_says_what_the_bank_did(
    browser: Browser, company: CompanyDouble, how: str, state: str, field: str
) -> None:
    await browser.sign_in("accountant")
    sent = next(each for each in payouts(company) if each["state"] == "sent")
    form = {"how": how, "why": " line 3 ", "key": "k"}
    answer = await browser.post(f"/payouts/{sent['id']}/end", data=form)
    assert answer.status_code == 303
    assert (sent["state"], sent[field]) == (state, "line 3")


async def test_the_register_says_who_ended_a_payout_and_what_no_file_can_carry(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("accountant")
    for each in payouts(company):
        if each["state"] == "settled":
            each["ended_by"] = company.user("accountant")["id"]
        if each["state"] == "sent":
            each["file_failure"] = "no bank file can carry it: <b>"
    page = (await browser.get("/payouts")).text
    assert page.count("Entered by hand · You") == 1
    assert "no bank file can carry it: &lt;b&gt;" in page


async def test_only_what_a_person_ends_offers_it(browser: Browser, company: CompanyDouble) -> None:
    await browser.sign_in("accountant")
    assert "/end" in (await browser.get("/payouts")).text
    for each in payouts(company):
        each["ends_by_hand"] = False
    assert "/end" not in (await browser.get("/payouts")).text


async def test_ones_own_payout_is_left_to_somebody_else(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("accountant")
    note = "Your own payout: somebody else must see to it."
    assert note not in (await browser.get("/payouts")).text
    for each in payouts(company):
        each["user_id"] = company.user("accountant")["id"]
    page = (await browser.get("/payouts")).text
    assert page.count(note) == 2
    assert '/end"' not in page
    assert '/retry"' not in page
    assert '/mail"' in page
    sent = next(each for each in payouts(company) if each["state"] == "sent")
    form = {"how": "failed", "why": "x", "key": "k"}
    answer = await browser.post(f"/payouts/{sent['id']}/end", data=form)
    assert answer.headers["location"] == "/payouts"
    assert sent["state"] == "sent"
    page = (await browser.get("/payouts")).text
    assert re.search('class="alert bad".*<p>This is about your own account', page)


async def test_a_file_is_settled_but_for_ones_own_payout(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("accountant")
    await browser.get(f"/api/v1/bank-files/{FILE}")
    [sent] = [each for each in payouts(company) if each["bank_file_id"] == FILE]
    own = sent | {"id": str(UUID(int=9_001)), "user_id": company.user("accountant")["id"]}
    company.payouts.append(own)
    await browser.post(f"/payouts/files/{FILE}/settle", data={"reference": "S 47", "key": "k"})
    page = (await browser.get("/payouts/files")).text
    assert "1 payout is settled. Your own is left to somebody else." in page
    assert (sent["state"], own["state"]) == ("settled", "sent")


@pytest.mark.parametrize("path", ["/payouts", "/payouts/files", "/payouts/export"])
async def test_it_is_not_for_developers(browser: Browser, path: str) -> None:
    await browser.sign_in("dev1")
    answer = await browser.get(path)
    assert answer.status_code == 403
    assert re.search("You may not do this|needs the role", answer.text)


@pytest.mark.parametrize(
    ("path", "panel"), [("/payouts", "Payouts"), ("/payouts/files", "Bank files")]
)
async def test_payments_away_is_a_panel(
    browser: Browser, company: CompanyDouble, path: str, panel: str
) -> None:
    await browser.sign_in("accountant")
    company.down.add("payments")
    answer = await browser.get(path)
    assert answer.status_code == 503
    assert f"{panel}: temporarily unavailable" in answer.text


async def test_the_page_needs_no_inline_script_or_style(browser: Browser) -> None:
    await browser.sign_in("admin")
    for path in ("/payouts", "/payouts/files"):
        page = (await browser.get(path)).text
        assert not re.search(r"<script(?![^>]*src=)|\son\w+=|\sstyle=|<style", page)


async def test_both_services_on_one_path_are_found_by_their_method(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("accountant")
    assert (await browser.get("/api/v1/payouts")).json()["items"]
    failed = next(each for each in payouts(company) if each["state"] == "failed")
    answer = await browser.post(f"/api/v1/payouts/{failed['id']}/retry")
    assert answer.status_code == 201
    [requests] = [each for each in company.seen if each.url.path.endswith("/retry")]
    assert requests.url.path.startswith("/accounting/")


async def test_asking_for_the_head_of_a_bank_file_hands_nothing_over(browser: Browser) -> None:
    await browser.sign_in("accountant")
    answer = await browser.head(f"/api/v1/bank-files/{FILE}")
    assert answer.status_code == 405
    assert 'badge file-made">Ready' in (await browser.get("/payouts/files")).text
