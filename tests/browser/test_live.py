"""What happens to somebody is on their open page within a second, without their doing anything."""

import signal

from browser.window import BrowserWindow, Open
from e2e.staff import Hire, Staff, StaffMember
from faults.recovery import healthy_again
from playwright.async_api import Page, expect

from ates_chassis.testing import eventually
from support.running_company import RunningCompany

WITHIN_MS = 1_000
# The browser tries again after a second, and then asks for all that it may have missed.
BACK_WITHIN_MS = 15_000
HEALTHY_WITHIN_S = 60.0


async def _open_tasks(window: BrowserWindow) -> Page:
    async with window.page.expect_response(lambda answer: answer.url.endswith("/live")):
        await window.page.goto("/tasks")
    return window.page


async def _appears(staff: Staff, page: Page, person: StaffMember, *, within_ms: int) -> None:
    task = await staff.task_of(person, author=await staff.of("manager"))
    link = page.locator(f"main [href='/tasks/{task['id']}']")
    await expect(link).to_be_visible(timeout=within_ms)


async def _is_live_again(staff: Staff, page: Page, person: StaffMember) -> None:
    """The page asks for what it missed when web is back; what comes is told once web and the services have RabbitMQ again."""

    async def appears_at_once() -> bool:
        try:
            await _appears(staff, page, person, within_ms=WITHIN_MS)
        except AssertionError:
            return False
        return True

    await eventually(appears_at_once, timeout_s=BACK_WITHIN_MS / 1_000)


async def test_a_task_given_to_me_and_its_fee_appear_on_my_open_pages(
    open_as: Open, hire: Hire, staff: Staff
) -> None:
    me = await hire()
    tasks, account = await open_as(me), await open_as(me)
    page = await _open_tasks(tasks)
    async with account.page.expect_response(lambda answer: answer.url.endswith("/live")):
        await account.page.goto("/account")
    await _appears(staff, page, me, within_ms=WITHIN_MS)
    row = account.page.locator("tbody tr", has_text="a task for somebody").first
    await expect(row).to_contain_text("Fee", timeout=WITHIN_MS)


async def test_a_task_that_came_by_itself_is_completed_in_place(
    open_as: Open, hire: Hire, staff: Staff
) -> None:
    me = await hire()
    page = await _open_tasks(await open_as(me))
    await page.evaluate("() => { window.sameWindow = true; }")
    task = await staff.task_of(me, author=await staff.of("manager"))
    row = page.locator(".task", has=page.locator(f"[href='/tasks/{task['id']}']"))
    await row.get_by_role("button", name="Complete").click()
    await expect(page.locator("#note")).to_contain_text("Done: ")
    await expect(row).to_have_count(0)
    assert await page.evaluate("() => window.sameWindow")


async def test_after_a_restart_of_web_the_page_catches_up(
    open_as: Open, hire: Hire, staff: Staff, company: RunningCompany
) -> None:
    me = await hire()
    page = await _open_tasks(await open_as(me))
    await healthy_again(company, "web", signal.SIGKILL, within_s=HEALTHY_WITHIN_S)
    await _appears(staff, page, me, within_ms=BACK_WITHIN_MS)
    await _is_live_again(staff, page, me)


async def test_after_a_restart_of_rabbitmq_the_page_catches_up(
    open_as: Open, hire: Hire, staff: Staff, company: RunningCompany
) -> None:
    me = await hire()
    page = await _open_tasks(await open_as(me))
    await company.stop("rabbitmq")
    await company.start("rabbitmq")
    await _appears(staff, page, me, within_ms=BACK_WITHIN_MS)
    await _is_live_again(staff, page, me)
