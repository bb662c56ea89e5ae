"""The start page in a browser: completing in place, and being up to date."""

import re

from browser.window import Open
from e2e.staff import Hire, Staff
from playwright.async_api import expect

LIVE_MS = 5_000


async def test_a_task_is_completed_in_place(
    open_as: Open, hire: Hire, staff: Staff, scripts: bool
) -> None:
    me = await hire()
    task = await staff.task_of(me, author=await staff.of("manager"))
    page = (await open_as(me, scripts=scripts)).page
    await page.goto("/")
    row = page.locator("#my-tasks .task", has=page.locator(f"[href='/tasks/{task['id']}']"))
    await row.get_by_role("button", name="Complete").click()
    await expect(row).to_have_count(0)
    await expect(page).to_have_url("/")
    await expect(page.get_by_text("Done: ")).to_be_visible()
    await expect(page.get_by_role("heading", name=re.compile("Good "))).to_be_visible()
    done = await staff.call("manager", "GET", f"/tasks/{task['id']}")
    assert done["status"] == "done"


async def test_money_and_tasks_on_it_are_up_to_date_by_themselves(
    open_as: Open, hire: Hire, staff: Staff
) -> None:
    me = await hire()
    page = (await open_as(me)).page
    async with page.expect_response(lambda answer: answer.url.endswith("/live")):
        await page.goto("/")
    await expect(page.get_by_text("Nothing moved yet")).to_be_visible()
    task = await staff.task_of(me, author=await staff.of("manager"))
    await expect(page.locator(f"#my-tasks [href='/tasks/{task['id']}']")).to_be_visible(
        timeout=LIVE_MS
    )
    await expect(page.locator("#my-money")).to_contain_text("−$", timeout=LIVE_MS)
    await expect(page.locator("#my-days canvas")).to_be_visible(timeout=LIVE_MS)


async def test_each_role_finds_what_concerns_it(open_as: Open) -> None:
    concerns = {
        "developer": [],
        "manager": ["Who has the open tasks"],
        "accountant": ["Payouts in trouble"],
        "administrator": ["Who has the open tasks", "Payouts in trouble"],
    }
    for role, headings in concerns.items():
        page = (await open_as(role)).page
        await page.goto("/")
        shown = await page.locator("main h2").all_inner_texts()
        assert [each for each in shown if each in headings] == headings, role
