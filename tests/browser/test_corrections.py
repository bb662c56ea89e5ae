"""A correction above the limit, from the form to the approval, in both languages, wide and narrow."""

from pathlib import Path
from uuid import uuid4

import pytest
from browser.accessibility import violations
from browser.window import NARROW, WIDE, BrowserWindow, Open
from e2e.staff import Hire
from playwright.async_api import Page, expect

TEXTS = {
    "en": ("Check", "Request approval", "must approve it", "Approve", "Corrections to approve"),
    "ru": (
        "Проверить",
        "Отправить на подтверждение",
        "должен подтвердить",
        "Подтвердить",
        "Исправления на подтверждение",
    ),
}


async def _fill_in(page: Page, check: str) -> None:
    await page.locator("#amount").fill("600,00")
    await page.locator("#reason").fill("as agreed with the whole department")
    await page.get_by_role("button", name=check).click()


@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("width", [WIDE, NARROW])
async def test_a_second_person_approves(
    language: str, width: int, open_as: Open, hire: Hire, pictures: Path
) -> None:
    check, request, notice, approve, waiting = TEXTS[language]
    name = f"Corrected {uuid4().hex[:6]}"
    employee, poster = await hire(name=name), await hire("accountant")
    second = await hire("administrator")

    async def look(window: BrowserWindow, which: str) -> None:
        picture = pictures / f"approval-{which}-{language}-{width}.png"
        await window.page.screenshot(path=picture, full_page=True)
        assert await window.overflow() <= 0, which
        assert await violations(window.page) == [], which

    theirs = await open_as(poster, width=width, locale=language)
    await theirs.page.goto(f"/ledger/correction?user_id={employee.id}")
    await look(theirs, "form")
    await _fill_in(theirs.page, check)
    await expect(theirs.page.locator(".notice")).to_contain_text(notice)
    assert "department" not in theirs.page.url
    await look(theirs, "review")
    await theirs.page.get_by_role("button", name=request).click()
    await theirs.page.wait_for_url("**/ledger/approvals")
    row = theirs.page.locator("tr", has_text=name)
    await expect(row).to_contain_text("600")
    await expect(row.get_by_role("button", name=approve)).to_have_count(0)
    await look(theirs, "own")

    ours = await open_as(second, width=width, locale=language)
    await ours.page.goto("/")
    await expect(ours.page.get_by_text(waiting)).to_be_visible()
    await look(ours, "start")
    await ours.page.goto("/ledger/approvals")
    await look(ours, "waiting")
    row = ours.page.locator("tr", has_text=name)
    await row.get_by_role("button", name=approve).click()
    await expect(row).to_have_count(0)
    await ours.page.goto(f"/ledger?user_id={employee.id}")
    await expect(ours.page.locator("tbody tr").first).to_contain_text("600")
    await look(ours, "ledger")
