"""Bank files as an accountant uses them."""

import re

from browsers import Browser
from company import CompanyDouble
from company_payments import FILE, payouts


async def test_bank_files_are_downloaded_and_settled(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("accountant")
    page = (await browser.get("/payouts/files")).text
    link = re.search(r'href="(/api/v1/bank-files/[^"]+)"', page)
    assert link is not None
    file = await browser.get(link[1])
    assert file.headers["content-type"] == "application/xml"
    assert "attachment" in file.headers["content-disposition"]
    await browser.post(f"/payouts/files/{FILE}/settle", data={"reference": "S 47", "key": "k"})
    assert "1 payout is settled." in (await browser.get("/payouts/files")).text
    assert not any(each["state"] == "sent" for each in payouts(company))


async def test_a_bank_file_shows_what_became_of_it_and_who_did_it(browser: Browser) -> None:
    await browser.sign_in("accountant")
    page = (await browser.get("/payouts/files")).text
    assert 'badge file-made">Ready' in page
    assert "The bank pays on 23 Nov 2026" in page
    link = re.search(r'href="(/api/v1/bank-files/[^"]+)"', page)
    assert link is not None
    await browser.get(link[1])
    page = (await browser.get("/payouts/files")).text
    assert 'badge file-handed-over">Downloaded' in page
    assert re.search(r'<p class="why">[^<]*2026[^<]* · <bdi>You</bdi></p>', page)


async def test_a_downloaded_file_warns_of_what_failed_since(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("accountant")
    warning = "1 payout failed after the download, and this file still orders it."
    sent = next(each for each in payouts(company) if each["state"] == "sent")
    sent["state"] = "failed"
    assert warning not in (await browser.get("/payouts/files")).text
    await browser.get(f"/api/v1/bank-files/{FILE}")
    assert warning in (await browser.get("/payouts/files")).text
    await browser.post(f"/payouts/files/{FILE}/withdraw", data={"reason": "x", "key": "k"})
    assert warning not in (await browser.get("/payouts/files")).text


async def test_a_bank_file_is_settled_by_nobody_before_it_was_downloaded(browser: Browser) -> None:
    await browser.sign_in("accountant")
    page = (await browser.get("/payouts/files")).text
    assert 'badge file-made">Ready' in page
    assert f"/payouts/files/{FILE}/settle" not in page
    await browser.get(f"/api/v1/bank-files/{FILE}")
    assert f"/payouts/files/{FILE}/settle" in (await browser.get("/payouts/files")).text


async def test_a_bank_file_is_withdrawn_with_a_reason(
    browser: Browser, company: CompanyDouble
) -> None:
    await browser.sign_in("accountant")
    assert f'action="/payouts/files/{FILE}/withdraw"' in (await browser.get("/payouts/files")).text
    form = {"reason": " the <i>bank</i> refused it ", "key": "k"}
    answer = await browser.post(f"/payouts/files/{FILE}/withdraw", data=form)
    assert answer.headers["location"] == "/payouts/files"
    page = (await browser.get("/payouts/files")).text
    assert "The bank file is withdrawn." in page
    assert 'badge file-withdrawn">Withdrawn' in page
    assert "the &lt;i&gt;bank&lt;/i&gt; refused it" in page
    for gone in ("/withdraw", "/settle", "/api/v1/bank-files/"):
        assert gone not in page
    await browser.post(f"/payouts/files/{FILE}/withdraw", data=form | {"key": "k2"})
    page = (await browser.get("/payouts/files")).text
    assert re.search('class="alert bad".*<p>This bank file was withdrawn', page)


async def test_a_bank_file_that_the_bank_carried_out_cannot_be_withdrawn(browser: Browser) -> None:
    await browser.sign_in("accountant")
    await browser.post(f"/payouts/files/{FILE}/settle", data={"reference": "S 47", "key": "k"})
    page = (await browser.get("/payouts/files")).text
    assert "/withdraw" not in page


async def test_administrators_see_bank_files_and_download_none(browser: Browser) -> None:
    await browser.sign_in("admin")
    page = (await browser.get("/payouts/files")).text
    assert "badge file-made" in page
    assert "/api/v1/bank-files/" not in page
    assert (await browser.get(f"/api/v1/bank-files/{FILE}")).status_code == 403
