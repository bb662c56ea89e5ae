"""The bell, the inbox, what is mailed, and the webhooks of the company, as people see and use them."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from browser.accessibility import violations
from browser.window import NARROW, WIDE, BrowserWindow, Open
from e2e.mails import mails_to
from e2e.staff import Hire, Staff, StaffMember
from playwright.async_api import Page, expect

from ates_chassis.testing import eventually
from support.running_company import RunningCompany

WITHIN_MS = 1_000
# A receiver that nobody reaches: the log says why.
RECEIVER = "https://receiver.invalid/hooks/ates?for=everything-that-happens-in-the-company"


async def _open_live(window: BrowserWindow, path: str) -> Page:
    async with window.page.expect_response(lambda answer: answer.url.endswith("/live")):
        await window.page.goto(path)
    return window.page


async def _noticed(staff: Staff, person: StaffMember, *, unread: int) -> None:
    async def count() -> int:
        answer = await staff.api.get("/notices/unread", headers=person.headers)
        return int(answer.json()["unread"])

    await eventually(count, until=lambda number: number == unread)


async def test_the_bell_of_an_open_page_rings_within_a_second_and_falls_silent_when_all_is_read(
    open_as: Open, hire: Hire, staff: Staff
) -> None:
    me = await hire()
    page = await _open_live(await open_as(me), "/profile")
    inbox = await _open_live(await open_as(me), "/notices")
    bell, other_bell = page.locator("#bell .unread"), inbox.locator("#bell .unread")
    await expect(bell).to_have_count(0)
    await staff.task_of(me, author=await staff.of("manager"))
    await expect(bell).to_have_text("1", timeout=WITHIN_MS)
    await expect(inbox.locator(".news")).to_contain_text("new task", timeout=WITHIN_MS)
    await expect(page.locator("#live-status")).to_have_text("Your notices have changed.")
    await inbox.get_by_role("button", name="Mark all as read").click()
    await expect(other_bell).to_have_count(0)
    await expect(bell).to_have_count(0, timeout=WITHIN_MS)


async def test_notices_are_read_one_by_one_or_all_at_once(
    open_as: Open, hire: Hire, staff: Staff, scripts: bool
) -> None:
    me = await hire()
    task = await staff.task_of(me, author=await staff.of("manager"))
    await staff.api.post(f"/tasks/{task['id']}/complete", headers=me.headers)
    await _noticed(staff, me, unread=2)
    page = (await open_as(me, scripts=scripts)).page
    await page.goto("/notices")
    unread = page.locator(".new-one")
    await expect(unread).to_have_count(2)
    await expect(page.locator("#bell .unread")).to_have_text("2")
    await unread.first.get_by_role("button", name="Mark as read").click()
    await expect(unread).to_have_count(1)
    await page.get_by_role("link", name=re.compile("^Unread")).click()
    await page.get_by_role("button", name="Mark all as read").click()
    await expect(page.get_by_role("heading", name="All read")).to_be_visible()
    await expect(page.locator("#bell .unread")).to_have_count(0)


async def test_whoever_follows_a_notice_has_read_it(
    open_as: Open, hire: Hire, staff: Staff
) -> None:
    me = await hire()
    task = await staff.task_of(me, author=await staff.of("manager"))
    await _noticed(staff, me, unread=1)
    page = await _open_live(await open_as(me), "/notices")
    await page.get_by_role("link", name="A new task for you").click()
    await expect(page).to_have_url(re.compile(f"/tasks/{task['id']}$"))
    await _noticed(staff, me, unread=0)
    await expect(page.locator("#bell .unread")).to_have_count(0)


async def test_what_is_mailed_is_chosen_in_the_profile(
    open_as: Open, hire: Hire, scripts: bool
) -> None:
    page = (await open_as(await hire(), scripts=scripts)).page
    await page.goto("/profile")
    await page.get_by_role("link", name=re.compile("Choose.*Notices by e-mail")).click()
    await page.get_by_label("I get a reward").select_option("Not at all")
    await page.get_by_label("Time zone").select_option("Asia/Yekaterinburg")
    await page.get_by_label("From", exact=True).fill("22:00")
    await page.get_by_label("To", exact=True).fill("22:00")
    await page.get_by_role("button", name="Save").click()
    await expect(page.locator("#quiet_end-problem")).to_be_visible()
    await page.get_by_label("To", exact=True).fill("07:00")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Your choice is stored.")).to_be_visible()
    await expect(page.get_by_label("I get a reward")).to_have_value("off")
    await expect(page.get_by_label("Time zone")).to_have_value("Asia/Yekaterinburg")
    await expect(page.get_by_label("To", exact=True)).to_have_value("07:00")


async def _add_webhook(page: Page) -> None:
    """Up to the page that shows its secret."""
    await page.goto("/webhooks")
    await page.get_by_role("link", name="Add a webhook").first.click()
    await page.get_by_label("Address").fill(RECEIVER)
    await page.get_by_label("A task is completed").check()
    await page.get_by_role("button", name="Add", exact=True).click()
    await expect(page.get_by_label("Secret")).to_have_value(re.compile("^whsec_"))


async def _send_test(page: Page) -> str:
    """From the page with the secret; the address of the webhook's own."""
    await page.get_by_role("link", name="Go to the webhook").click()
    await page.get_by_role("button", name="Send a test").click()
    return urlsplit(page.url).path


async def test_a_webhook_is_added_tested_and_deleted(open_as: Open, scripts: bool) -> None:
    page = (await open_as("administrator", scripts=scripts)).page
    await _add_webhook(page)
    address = await _send_test(page)
    await expect(page.get_by_text("A test message is on its way.")).to_be_visible()

    async def tried() -> int:
        if not scripts:
            await page.goto(address)
        return await page.locator("#log").get_by_text("next attempt").count()

    await eventually(tried, timeout_s=20)
    await page.get_by_role("button", name="Turn off").click()
    await expect(page.get_by_text("The webhook is off.")).to_be_visible()
    await page.get_by_text("Delete the webhook …").click()
    await page.get_by_role("button", name="Delete the webhook", exact=True).click()
    await expect(page.get_by_text("The webhook is deleted.")).to_be_visible()


async def test_pages_of_notices_and_webhooks_fit_and_are_for_everybody(
    open_as: Open, hire: Hire, staff: Staff, company: RunningCompany, pictures: Path
) -> None:
    me = await hire(name="Maximiliane Freifrau von und zu Hohenlohe-Waldenburg-Schillingsfürst")
    link = await _filled(staff, company, me)
    window = await open_as("administrator", width=NARROW)
    administrator = window.page
    await _add_webhook(administrator)
    await administrator.locator(".menu summary").click()
    await expect(administrator.get_by_role("link", name="Webhooks").first).to_be_visible()
    await administrator.screenshot(path=pictures / "notices-secret.png", full_page=True)
    assert await window.overflow() <= 0
    assert await violations(administrator) == []
    webhook = await _send_test(administrator)
    for width, scheme, language in [
        (WIDE, "light", "en"),
        (NARROW, "dark", "ru"),
        (NARROW, "light", "en"),
    ]:
        places = {
            "mine": (me, ["/notices", "/notices?show=unread", "/profile", "/profile/notices"]),
            "nobodys": (None, [link]),
            "company": ("administrator", ["/", "/webhooks", "/webhooks/new", webhook]),
        }
        for name, (person, paths) in places.items():
            window = await open_as(person, width=width, color_scheme=scheme, locale=language)
            for at, path in enumerate(paths):
                await window.page.goto(path)
                await expect(window.page.locator("main h1")).to_be_visible()
                picture = pictures / f"notices-{name}-{at}-{width}-{scheme}-{language}.png"
                await window.page.screenshot(path=picture, full_page=True)
                assert await window.overflow() <= 0, path
                assert await violations(window.page) == [], path
    await administrator.goto(webhook)
    await administrator.get_by_text("Delete the webhook …").click()
    await administrator.get_by_role("button", name="Delete the webhook", exact=True).click()


async def _filled(staff: Staff, company: RunningCompany, person: StaffMember) -> str:
    """Notices of several kinds; the link of the first mail."""
    first = await staff.task_of(person, author=await staff.of("manager"))
    await _noticed(staff, person, unread=1)
    [mail] = await eventually(lambda: mails_to(company, person))
    notices = await staff.api.get("/notices", headers=person.headers)
    read = {"up_to": notices.json()["items"][0]["id"]}
    await staff.api.post("/notices/read", headers=person.headers, json=read)
    await staff.api.post(f"/tasks/{first['id']}/complete", headers=person.headers)
    for delta, reason in ((-250, "The cup was not the company's"), (100, "It was")):
        correction = {
            "user_id": person.id,
            "delta": {"amount": delta, "currency": "USD"},
            "reason": reason,
        }
        await staff.call("accountant", "POST", "/transfers/corrections", json=correction)
    for _ in range(2):
        await staff.task_of(person, author=await staff.of("manager"))
    await _noticed(staff, person, unread=3)
    return urlsplit(str(mail["List-Unsubscribe"]).strip("<> ")).path
