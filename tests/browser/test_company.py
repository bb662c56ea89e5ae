"""What accountants and administrators see and do."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from browser.window import Open
from e2e.staff import Hire, Staff, StaffMember
from playwright.async_api import expect

from ates_chassis.testing import eventually


async def booked(staff: Staff, author: StaffMember) -> dict[str, Any]:
    task = await staff.task_of(author, author=author)
    await eventually(lambda: staff.transfers_of(task["id"]))
    return task


async def test_the_ledger_shows_a_period(open_as: Open, hire: Hire, staff: Staff) -> None:
    person = await hire(name="Ledger Reader")
    await booked(staff, person)
    page = (await open_as("accountant")).page
    # Of this person alone, whom nobody pays: others may have a payout today.
    await page.goto(f"/ledger?user_id={person.id}")
    await expect(page.locator("tbody tr").first).to_be_visible()
    tomorrow = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    await page.get_by_label("To", exact=True).fill(tomorrow)
    await page.get_by_label("From", exact=True).fill(tomorrow)
    await page.get_by_role("button", name="Show").click()
    await expect(page.get_by_role("heading", name="No transfers")).to_be_visible()
    await page.get_by_role("link", name="Today").click()
    await expect(page.locator("tbody tr").first).to_be_visible()
    await page.get_by_label("Kind").select_option("payout")
    await expect(page.get_by_role("heading", name="No transfers")).to_be_visible()


async def test_income_by_day_adds_up(open_as: Open, hire: Hire, staff: Staff) -> None:
    await booked(staff, await hire())
    page = (await open_as("accountant")).page
    await page.goto("/ledger/income")
    income = await staff.call("accountant", "GET", "/income")
    assert income["items"], "today has transfers"
    await expect(page.locator("tbody tr")).to_have_count(len(income["items"]))
    await expect(page.locator("tbody tr").first).to_contain_text("$")


async def test_a_correction_is_reviewed_before_it_is_posted(
    open_as: Open, hire: Hire, staff: Staff, scripts: bool
) -> None:
    person = await hire(name=f"Corrected {uuid4().hex[:6]}")
    await booked(staff, person)
    reason = f"a gift {uuid4()}"
    page = (await open_as("accountant", scripts=scripts)).page
    await page.goto("/ledger/correction")
    user = await staff.call("administrator", "GET", f"/users/{person.id}")
    await page.get_by_label("Whose balance changes?").fill(user["login"])
    if not scripts:
        await page.get_by_role("button", name="Search").click()
    await page.locator("#found").get_by_role("link", name=user["full_name"]).click()
    await page.get_by_label("Amount").fill("1,50")
    await page.get_by_label("Reason").fill(reason)
    await page.get_by_role("button", name="Check").click()
    await expect(page.get_by_text("+$1.50")).to_be_visible()
    await expect(page.get_by_text(user["full_name"])).to_be_visible()
    await page.get_by_role("button", name="Post correction").click()
    await expect(page.locator("tr", has_text=reason)).to_contain_text("+$1.50")
    theirs = (await open_as(person, scripts=scripts)).page
    await theirs.goto("/account")
    await expect(theirs.locator("tr", has_text=reason)).to_contain_text("+$1.50")


async def test_a_transfer_is_reversed_from_the_ledger(
    open_as: Open, hire: Hire, staff: Staff
) -> None:
    person = await hire(name=f"Reversed {uuid4().hex[:6]}")
    task = await booked(staff, person)
    page = (await open_as("accountant")).page
    await page.goto(f"/ledger?user_id={person.id}")
    await page.locator("tbody tr").last.get_by_role("link", name="Reverse the").click()
    await page.get_by_label("Reason").fill("charged by mistake")
    await page.get_by_role("button", name="Check").click()
    await page.get_by_role("button", name="Post correction").click()
    rows = await eventually(
        lambda: staff.transfers_of(task["id"]), until=lambda seen: len(seen) > 1
    )
    assert rows[0]["delta"] == -rows[1]["delta"]
