"""Corrections: whose balance, how much and why; checked before it is posted, refused at the field."""

import re

import pytest

PAGE = "/ledger/correction"


def people(page: str) -> list[str]:
    found = page[page.index('id="found"') :]
    return re.findall(r"<bdi>([^<]*)</bdi>", found)


async def test_whose_balance_it_is_is_found_by_name_or_login(browser):
    await browser.sign_in("accountant")
    assert people((await browser.get(f"{PAGE}?q=tanaka")).text) == ["Yuki Tanaka"]
    assert people((await browser.get(f"{PAGE}?q=dev1")).text) == ["Tomás Herrera"]
    assert "No active person has this" in (await browser.get(f"{PAGE}?q=nobody")).text


async def test_without_a_search_it_offers_whose_balance_moved_lately(browser, company):
    await browser.sign_in("accountant")
    moved = {each["user_id"] for each in company.transfers}
    offered = people((await browser.get(PAGE)).text)
    assert len(offered) == len(moved)
    assert "Lena &lt;b&gt;Fischer&lt;/b&gt;" in offered


async def test_a_person_is_chosen_and_what_was_filled_in_stays(browser, company):
    await browser.sign_in("accountant")
    kept = {"amount": "7.00", "reason": "a gift", "direction": "take"}
    page = (await browser.get(PAGE, params=kept | {"q": "dev1"})).text
    link = re.search(r'<li><a href="([^"]+)">', page)
    assert link is not None
    form = (await browser.get(link[1].replace("&amp;", "&"))).text
    assert f'name="user_id" value="{company.user("dev1")["id"]}"' in form
    assert "Tomás Herrera" in form
    assert 'value="7.00"' in form
    assert 'value="a gift"' in form
    assert 'value="take" checked' in form


async def test_the_search_away_is_a_panel(browser, company):
    await browser.sign_in("accountant")
    company.down.add("auth")
    answer = await browser.get(f"{PAGE}?q=dev1")
    assert answer.status_code == 503
    assert "People: temporarily unavailable" in answer.text


async def test_a_correction_is_checked_then_posted(browser, company):
    await browser.sign_in("accountant")
    dev1 = company.user("dev1")["id"]
    form = {"user_id": dev1, "amount": "12.50", "direction": "take", "reason": "charged <twice>"}
    review = await browser.get(PAGE, params={"review": "1", **form})
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
async def test_a_correction_that_cannot_be_is_refused_at_the_field(browser, change, where):
    await browser.sign_in("accountant")
    form = {"review": "1", "user_id": "x", "amount": "1", "reason": "y"} | change
    answer = await browser.get(PAGE, params=form)
    assert answer.status_code == 422
    assert f'id="{where}-problem"' in answer.text


async def test_what_accounting_refuses_stands_at_the_amount(browser, company):
    await browser.sign_in("accountant")
    form = {"user_id": company.user("dev1")["id"], "amount": "99999", "reason": "y", "key": "k"}
    answer = await browser.post(PAGE, data=form)
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
    await browser.post(PAGE, data=fields)
    assert company.transfers[-1]["delta"]["amount"] == -old["delta"]["amount"]
