"""Charts are pictures of tables: drawn in the colours of the theme, again wherever a part of the page is replaced."""

import pytest_asyncio
from browser.window import Open
from e2e.staff import Hire, Staff, StaffMember
from playwright.async_api import expect

from ates_chassis.testing import eventually

_PIXELS = "() => document.querySelector('.chart canvas').toDataURL()"


@pytest_asyncio.fixture(loop_scope="session")
async def employee(hire: Hire, staff: Staff) -> StaffMember:
    """Somebody whose account has moved today."""
    person = await hire()
    await staff.task_of(person, author=await staff.of("manager"))
    await staff.quiet_contents()
    return person


async def test_the_picture_stands_before_its_table(open_as: Open, employee: StaffMember) -> None:
    page = (await open_as(employee)).page
    await page.goto("/account")
    figure = page.locator("figure.chart")
    await expect(figure.locator("canvas")).to_be_visible()
    await expect(figure.locator("table")).to_be_hidden()
    await expect(figure.get_by_role("img")).to_have_accessible_name(
        "Rewards, fees and balance by day"
    )
    await figure.get_by_text("As a table").click()
    await expect(figure.locator("tbody tr").first).to_contain_text("−$")


async def test_without_script_the_table_is_there(open_as: Open, employee: StaffMember) -> None:
    page = (await open_as(employee, scripts=False)).page
    await page.goto("/account")
    await expect(page.locator("figure.chart tbody tr").first).to_be_visible()
    await expect(page.locator("figure.chart .canvas")).to_be_hidden()


async def test_the_day_that_is_pointed_at_says_its_sums(
    open_as: Open, employee: StaffMember
) -> None:
    page = (await open_as(employee)).page
    await page.goto("/account")
    table = page.locator("figure.chart tbody tr").first
    fee = (await table.locator("td").nth(2).text_content() or "").strip()

    async def pointed_at() -> bool:
        """Drawn, or drawn anew by what came live meanwhile, the picture takes the pointer a moment later."""
        box = await page.locator(".chart canvas").bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] - 25, box["y"] + box["height"] / 2
        await page.mouse.move(x - 3, y)
        await page.mouse.move(x, y)
        return f"Fees{fee}" in (await page.locator(".chart .key").text_content() or "")

    await eventually(pointed_at)
    await page.mouse.move(0, 0)
    await expect(page.locator(".chart .key b").first).to_be_empty()


async def test_news_that_change_nothing_leave_the_picture_alone(
    open_as: Open, employee: StaffMember, staff: Staff
) -> None:
    page = (await open_as("accountant")).page
    async with page.expect_response(lambda answer: answer.url.endswith("/live")):
        await page.goto("/ledger/income")
    await page.evaluate("() => { document.querySelector('.chart canvas').drawnBefore = true; }")
    # The page is asked for anew one time after the other: with the second, the first has been taken over.
    for amount in (100, -100):
        async with page.expect_response(lambda answer: "x-live" in answer.request.headers):
            correction = {
                "user_id": employee.id,
                "delta": {"amount": amount, "currency": "USD"},
                "reason": "no income of the company",
            }
            await staff.call("accountant", "POST", "/transfers/corrections", json=correction)
    assert await page.evaluate("() => document.querySelector('.chart canvas').drawnBefore")


async def test_it_takes_the_colours_of_the_theme(open_as: Open, employee: StaffMember) -> None:
    page = (await open_as(employee, color_scheme="light")).page
    await page.goto("/account")
    await expect(page.locator(".chart canvas")).to_be_visible()
    light = await page.evaluate(_PIXELS)
    await page.emulate_media(color_scheme="dark")
    await page.wait_for_function(f"light => ({_PIXELS})() !== light", arg=light)


async def test_another_period_is_drawn_in_place_and_kept_in_the_address(
    open_as: Open, employee: StaffMember
) -> None:
    page = (await open_as(employee)).page
    await page.goto("/account")
    await page.evaluate("() => { window.sameWindow = true; }")
    await page.get_by_text("As a table").click()
    await page.get_by_role("link", name="7 days").click()
    await expect(page.locator("figure.chart tbody tr")).to_have_count(7)
    await expect(page.locator(".chart canvas")).to_be_visible()
    await expect(page.locator("figure.chart tbody tr").first).to_be_visible()
    assert "from=" in page.url
    assert await page.evaluate("() => window.sameWindow")
    await page.reload()
    await expect(page.get_by_role("link", name="7 days")).to_have_attribute("aria-current", "true")


async def test_the_statement_is_downloaded(
    open_as: Open, employee: StaffMember, scripts: bool
) -> None:
    page = (await open_as(employee, scripts=scripts)).page
    await page.goto("/account")
    for ending in ("csv", "xlsx"):
        async with page.expect_download() as downloading:
            await page.get_by_role("link", name=ending.upper()).click()
        download = await downloading.value
        assert download.suggested_filename.startswith("statement-")
        assert download.suggested_filename.endswith(f".{ending}")
        assert (await download.path()).stat().st_size > 0
