"""Corrections: whose balance, how much and why; checked before it is posted, refused at the field."""

import re
from datetime import UTC, datetime

import pytest
from browsers import Browser
from company import CompanyDouble
from company_corrections import request_approval

PAGE = "/ledger/correction"
APPROVALS = "/ledger/approvals"


def actions(page: str) -> list[str]:
    """What may be done with the corrections of the page."""
    return re.findall(r'action="/ledger/approvals/[\w-]+/(\w+)"', page)


def people(page: str) -> list[str]:
    section = page[page.index('id="found"') :]
    return re.findall(r"<bdi>([^<]*)</bdi>", section)


async def test_whose_balance_it_is_is_found_by_name_or_login(browser: Browser) -> None:
    await browser.sign_in("accountant")
    assert people((await browser.get(f"{PAGE}?q=tanaka")).text) == ["Yuki Tanaka"]
    assert people((await browser.get(f"{PAGE}?q=dev1")).text) == ["Tomás Herrera"]
    assert "No active person has this" in (await browser.get(f"{PAGE}?q=nobody")).text


async def test_without_a_search_it_offers_whose_balance_moved_lately(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("accountant")
    moved = {each["user_id"] for each in company.transfers}
    moved.discard(company.user("accountant")["id"])
    offered = people((await browser.get(PAGE)).text)
    assert len(offered) == len(moved)
    assert "Lena &lt;b&gt;Fischer&lt;/b&gt;" in offered


async def test_a_person_is_chosen_and_nobody_is_offered_their_own_account(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("accountant")
    page = (await browser.get(f"{PAGE}?q=dev1")).text
    link = re.search(r'<li><a href="([^"]+)">', page)
    assert link is not None
    form = (await browser.get(link[1])).text
    assert f'name="user_id" value="{company.user("dev1")["id"]}"' in form
    assert "Tomás Herrera" in form
    own = company.user("accountant")
    for offered in ("", "?q=accountant", f"?q={own['full_name'].split()[0]}"):
        assert own["id"] not in (await browser.get(PAGE + offered)).text


async def test_amount_and_reason_never_stand_in_an_address(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("accountant")
    dev1 = company.user("dev1")["id"]
    form = (await browser.get(PAGE, params={"user_id": dev1})).text
    assert f'<form class="panel form" method="post" action="{PAGE}">' in form
    filled_in = {"user_id": dev1, "amount": "7.00", "reason": "a gift", "direction": "take"}
    review = (await browser.post(PAGE, data={"step": "review"} | filled_in)).text
    again = (await browser.post(PAGE, data={"step": "edit"} | filled_in)).text
    assert 'value="7.00"' in again
    assert 'value="a gift"' in again
    assert 'value="take" checked' in again
    for page in (review, again):
        assert not [link for link in re.findall(r'href="([^"]+)"', page) if "gift" in link]


async def test_the_search_away_is_a_panel(browser: Browser, company: CompanyDouble) -> None:
    await browser.sign_in("accountant")
    company.down.add("auth")
    answer = await browser.get(f"{PAGE}?q=dev1")
    assert answer.status_code == 503
    assert "People: temporarily unavailable" in answer.text


async def test_a_correction_is_checked_then_posted(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("accountant")
    dev1 = company.user("dev1")["id"]
    form = {"user_id": dev1, "amount": "12.50", "direction": "take", "reason": "charged <twice>"}
    review = await browser.post(PAGE, data={"step": "review", **form})
    assert "−$12.50" in review.text
    assert "charged &lt;twice&gt;" in review.text
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', review.text))
    assert fields["amount"] == "12.50"
    answer = await browser.post(PAGE, data=fields)
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
async def test_a_correction_that_cannot_be_is_refused_at_the_field(
    browser: Browser, change: dict[str, str], where: str
) -> None:
    await browser.sign_in("accountant")
    form = {"step": "review", "user_id": "x", "amount": "1", "reason": "y"} | change
    answer = await browser.post(PAGE, data=form)
    assert answer.status_code == 422
    assert f'id="{where}-problem"' in answer.text


async def test_what_accounting_refuses_stands_at_the_amount(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("accountant")
    form = {"user_id": company.user("dev1")["id"], "amount": "99999", "reason": "y", "key": "k"}
    answer = await browser.post(PAGE, data=form)
    assert answer.status_code == 422
    assert 'id="amount-problem">The amount is zero or too large' in answer.text


async def test_a_transfer_is_shown_and_then_reversed(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("accountant")
    page = (await browser.get("/ledger")).text
    link = re.search(r'href="(/ledger/correction\?reverses=[^"]+)"', page)
    assert link is not None
    old = next(each for each in company.transfers if each["id"] in link[1])
    sum_of_it = f"${abs(old['delta']['amount']) / 100:.2f}"
    address = link[1].replace("&amp;", "&")
    assert sum_of_it in (await browser.get(address)).text
    form = {"step": "review", "reverses": old["id"], "reason": "wrong"}
    review = (await browser.post(PAGE, data=form)).text
    assert sum_of_it in review
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', review))
    await browser.post(PAGE, data=fields)
    assert company.transfers[-1]["delta"]["amount"] == -old["delta"]["amount"]
    theirs = (await browser.get(f"/ledger?user_id={old['user_id']}")).text
    assert f"reverses={old['id']}" not in theirs
    ledger = (await browser.get("/ledger?kind=correction")).text
    assert f"/ledger/transfers/{old['id']}" in ledger
    assert "Posted by You" in ledger
    shown = (await browser.get(f"/ledger/transfers/{old['id']}")).text
    assert f"/ledger/transfers/{company.transfers[-1]['id']}" in shown


async def test_nobody_corrects_or_reverses_their_own_account(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("accountant")
    own = company.user("accountant")
    mine = company.post(None, own, "reward", 2_500, datetime.now(UTC))
    page = (await browser.get(f"/ledger?user_id={own['id']}")).text
    assert "+$25.00" in page
    assert "reverses=" not in page
    form = {"user_id": own["id"], "amount": "1", "reason": "y"}
    answer = await browser.post(PAGE, data={"step": "review"} | form)
    assert answer.status_code == 422
    assert 'id="user_id-problem">You cannot correct your own account.' in answer.text
    reversal = await browser.post(PAGE, data={"reverses": mine["id"], "reason": "y"})
    assert reversal.status_code == 422
    assert 'role="alert"' in reversal.text
    assert "This is about your own account" in reversal.text


async def test_the_form_says_how_much_one_may_post_alone(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("accountant")
    dev1 = company.user("dev1")["id"]
    form = {"user_id": dev1, "direction": "give", "reason": "y", "key": "k"}
    assert "up to $500.00 more today" in (await browser.get(PAGE, params={"user_id": dev1})).text
    within = (await browser.post(PAGE, data=form | {"step": "review", "amount": "500"})).text
    assert "Post correction" in within
    assert "must approve it" not in within
    beyond = (await browser.post(PAGE, data=form | {"step": "review", "amount": "500.01"})).text
    assert "Request approval" in beyond
    assert "must approve it" in beyond
    await browser.post(PAGE, data=form | {"amount": "500"})
    assert "limit for today is used up" in (await browser.get(f"{PAGE}?user_id={dev1}")).text


async def test_a_correction_above_the_limit_waits_and_a_second_person_approves_it(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("accountant")
    form = {
        "user_id": company.user("dev1")["id"],
        "amount": "700",
        "reason": "<agreed>",
        "key": "k",
    }
    answer = await browser.post(PAGE, data=form)
    assert answer.headers["location"] == APPROVALS
    own = (await browser.get(APPROVALS)).text
    assert "&lt;agreed&gt;" in own
    assert actions(own) == ["withdraw"]
    await browser.sign_in("admin")
    page = (await browser.get(APPROVALS)).text
    assert "Requested by" in page
    assert actions(page) == ["approve", "refuse"]
    [pending] = company.pending
    answer = await browser.post(f"{APPROVALS}/{pending['id']}/approve", data={"key": "a"})
    assert answer.headers["location"] == APPROVALS
    assert company.transfers[-1]["delta"]["amount"] == 70_000
    assert "Nothing to approve" in (await browser.get(APPROVALS)).text
    ledger = (await browser.get("/ledger?kind=correction")).text
    assert "approved by You" in ledger


async def test_decisions_appear_only_where_they_can_be_made(
    browser: Browser, company: CompanyDouble
) -> None:
    accountant, admin = company.user("accountant"), company.user("admin")
    request_approval(company, accountant, admin, -70_000, "to the approver")
    await browser.sign_in("admin")
    assert actions((await browser.get(APPROVALS)).text) == []
    request_approval(company, accountant, company.user("dev1"), 70_000, "to dev1")
    company.pending[0]["state"] = "expired"
    page = (await browser.get(f"{APPROVALS}?state=all")).text
    assert "Expired" in page
    assert actions(page) == []


async def test_a_refusal_carries_its_reason_and_a_late_decision_is_explained(
    browser: Browser, company: CompanyDouble
) -> None:
    request_approval(company, company.user("accountant"), company.user("dev1"), 70_000, "x")
    path = f"{APPROVALS}/{company.pending[0]['id']}"
    await browser.sign_in("admin")
    await browser.post(f"{path}/refuse", data={"reason": " not agreed ", "key": "r"})
    assert company.pending[0]["decision_reason"] == "not agreed"
    assert "not agreed" in (await browser.get(f"{APPROVALS}?state=refused")).text
    await browser.post(f"{path}/approve", data={"key": "a"})
    assert "no longer waiting" in (await browser.get(APPROVALS)).text


async def test_the_start_page_shows_how_many_corrections_wait_for_the_viewer(
    browser: Browser, company: CompanyDouble
) -> None:
    for number in range(3):
        request_approval(company, company.user("admin"), company.user("dev1"), 70_000, f"{number}")
    dev, accountant = company.user("dev1"), company.user("accountant")
    request_approval(company, accountant, dev, 70_000, "one's own request")
    request_approval(company, company.user("admin"), accountant, 70_000, "for oneself")
    await browser.sign_in("accountant")
    page = (await browser.get("/")).text
    assert re.search(
        r'Corrections to approve</dt><dd><a class="plain" href="/ledger/approvals">3<', page
    )
    await browser.sign_in("dev1")
    assert "Corrections to approve" not in (await browser.get("/")).text
    assert (await browser.get(APPROVALS)).status_code == 403
