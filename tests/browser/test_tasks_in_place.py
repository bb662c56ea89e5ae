"""What happens on a page of tasks without leaving it: filing, searching, completing, and being told."""

import re
from uuid import uuid4

from browser.window import Open
from e2e.staff import Hire, Staff, StaffMember
from playwright.async_api import expect

PRICED_WITHIN_MS = 15_000
SUBMIT_AND_SEE_PROGRESS = """() => {
    const form = document.querySelector("main form");
    form.requestSubmit();
    return form.querySelector("progress").checkVisibility();
}"""


async def _file(staff: Staff, author: StaffMember, title: str) -> None:
    await staff.api.post("/tasks", headers=author.headers, json={"title": title})


async def test_a_task_is_filed_in_a_dialog_from_any_page(open_as: Open, hire: Hire) -> None:
    page, title = (await open_as(await hire())).page, f"in place {uuid4()}"
    await page.goto("/account")
    opener = page.get_by_role("link", name="New task")
    await opener.click()
    dialog = page.get_by_role("dialog", name="New task")
    await expect(dialog.get_by_label("Title")).to_be_focused()
    await dialog.get_by_label("Title").fill("\u200b")
    await dialog.get_by_label("Description").fill("kept")
    await dialog.get_by_role("button", name="File task").click()
    await expect(dialog.locator("#title-problem")).to_be_visible()
    await expect(dialog.get_by_label("Title")).to_be_focused()
    await expect(dialog.get_by_label("Description")).to_have_value("kept")

    await dialog.get_by_label("Title").fill(title)
    await dialog.get_by_role("button", name="File task").click()
    await expect(dialog).to_have_count(0)
    await expect(opener).to_be_focused()
    await expect(page).to_have_url(re.compile("/account$"))
    await expect(page).to_have_title("My account · aTES")
    await page.get_by_role("status").get_by_role("link", name=title).click()
    await expect(page.get_by_role("heading", name=title)).to_be_visible()


async def test_escape_leaves_the_dialog_and_keeps_what_was_typed(open_as: Open, hire: Hire) -> None:
    page = (await open_as(await hire())).page
    await page.goto("/tasks")
    await page.keyboard.press("c")
    title = page.get_by_role("dialog").get_by_label("Title")
    await title.fill("half a thought, c included")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await page.keyboard.press("c")
    await expect(title).to_have_value("half a thought, c included")
    await page.get_by_role("dialog").get_by_role("link", name="Cancel").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(page).to_have_url(re.compile("/tasks$"))


async def test_the_shortcut_is_none_in_fields_and_can_be_switched_off(
    open_as: Open, hire: Hire
) -> None:
    page = (await open_as(await hire())).page
    await page.goto("/tasks")
    opener, dialog = page.get_by_role("link", name="New task"), page.get_by_role("dialog")
    await expect(opener).to_have_attribute("aria-keyshortcuts", "c")
    await page.get_by_role("searchbox").press("c")
    await expect(dialog).to_have_count(0)
    await opener.click()
    await dialog.get_by_label("The key C opens this form everywhere").uncheck()
    await page.keyboard.press("Escape")
    await page.goto("/account")
    await expect(opener).not_to_have_attribute("aria-keyshortcuts", "c")
    await page.keyboard.press("c")
    await expect(dialog).to_have_count(0)


async def test_all_tasks_are_searched_as_one_types_and_the_address_keeps_it(
    open_as: Open, hire: Hire, staff: Staff
) -> None:
    needle = f"needle {uuid4()}"
    await _file(staff, await hire(), needle)
    page = (await open_as("manager")).page
    await page.goto("/tasks/all")
    await page.get_by_role("searchbox").press_sequentially(needle)
    await expect(page.locator("tbody tr")).to_have_count(1)
    await expect(page.locator("[data-say]")).to_have_text("1 task")
    await expect(page.locator("#live-status")).to_have_text("1 task")
    await expect(page.get_by_role("searchbox")).to_be_focused()
    await expect(page).to_have_url(re.compile(r"\?status=open&q=needle"))
    await page.get_by_label("Order").select_option("title")
    await expect(page).to_have_url(re.compile(r"sort=title"))
    await page.reload()
    await expect(page.get_by_role("searchbox")).to_have_value(needle)
    await expect(page.locator("tbody tr")).to_have_count(1)
    async with page.expect_download() as started:
        await page.get_by_role("link", name="CSV").click()
    file = await (await started.value).path()
    lines = file.read_text().splitlines()
    assert len(lines) == 2
    assert needle in lines[1]


async def test_completing_leaves_the_page_where_it_is(
    open_as: Open, hire: Hire, staff: Staff
) -> None:
    me = await hire()
    for _ in range(2):
        await staff.task_of(me, author=me)
    page = (await open_as(me)).page
    await page.goto("/tasks")
    await page.evaluate("window.still = true")
    before = await page.locator(".task").count()
    await page.get_by_role("button", name="Complete").first.click()
    await expect(page.locator(".task")).to_have_count(before - 1)
    await expect(page.get_by_role("status")).to_contain_text("Done: ")
    await expect(page.get_by_role("link", name=f"Open {before - 1}")).to_be_visible()
    await expect(page.get_by_role("button", name="Complete").first).to_be_focused()
    assert await page.evaluate("window.still")


async def test_a_task_shows_its_money_as_it_moves(open_as: Open, hire: Hire, staff: Staff) -> None:
    me = await hire()
    task = await staff.task_of(me, author=me)
    page = (await open_as(me)).page
    await page.goto(f"/tasks/{task['id']}")
    fact = page.locator(".task-money .facts > div")
    await expect(fact.nth(1)).to_have_text(
        re.compile(r"\$1\d\.\d\d|\$20\.00"), timeout=PRICED_WITHIN_MS
    )
    await page.get_by_role("button", name="Complete").click()
    await expect(page.locator(".timeline .complete")).to_be_visible()
    await expect(fact.nth(3)).to_have_text(
        re.compile(r"\$[23]\d\.\d\d|\$40\.00"), timeout=PRICED_WITHIN_MS
    )


async def test_news_that_come_while_an_answer_takes_its_place_are_not_lost(
    open_as: Open, hire: Hire, staff: Staff
) -> None:
    """The answer is older than the news, and would be shown for good if the page fetched itself before."""
    me = await hire()
    task = await staff.task_of(me, author=me)
    page = (await open_as(me)).page
    await page.goto(f"/tasks/{task['id']}")
    form = page.locator("#task form")
    await form.evaluate("form => form.setAttribute('hx-swap', 'outerHTML swap:1500ms')")
    await page.evaluate(
        "document.addEventListener('htmx:afterSwap', () => { document.body.dataset.swapped = ''; })"
    )
    await form.get_by_role("button", name="Complete").click()
    await expect(page.locator("body")).to_have_attribute("data-swapped", "")
    await expect(page.locator(".task-money .facts > div").nth(3)).to_have_text(
        re.compile(r"\$[23]\d\.\d\d|\$40\.00"), timeout=PRICED_WITHIN_MS
    )


async def test_reassigning_tells_the_money_and_shows_that_it_is_under_way(
    open_as: Open, hire: Hire, staff: Staff
) -> None:
    await _file(staff, await hire(), "to be drawn again")
    page = (await open_as("manager")).page
    await page.goto("/tasks/reassign")
    open_tasks = (await staff.call("manager", "GET", "/tasks/load"))["open"]
    maximum = f"${20 * open_tasks:,}.00"
    await expect(
        page.get_by_text(re.compile(rf"between .+ and {re.escape(maximum)}"))
    ).to_be_visible()
    await expect(page.get_by_role("progressbar")).to_have_count(0)
    assert await page.evaluate(SUBMIT_AND_SEE_PROGRESS)
    await expect(page.get_by_role("status")).to_contain_text("drawn again")


async def test_a_text_is_mended_in_the_preview_and_imported(
    open_as: Open, hire: Hire, scripts: bool
) -> None:
    page = (await open_as(await hire(), scripts=scripts)).page
    await page.goto("/tasks/import")
    await page.get_by_text("Or paste the text").click()
    await page.get_by_label("Text of the file").fill("Issue key,Summary\nAT-1,One\nnonsense,Two\n")
    await page.get_by_role("button", name="Preview").click()
    await expect(page.get_by_role("heading", name="1 row is left out")).to_be_visible()
    await page.get_by_text("Mend the text here").click()
    await page.get_by_label("Text of the file").fill("Issue key,Summary\nAT-1,One\nAT-2,Two\n")
    await page.get_by_role("button", name="Preview again").click()
    await expect(page.get_by_text("Every row is in order.")).to_be_visible()
    await page.get_by_role("button", name="Import 2 tasks").click()
    await expect(page.get_by_role("status")).to_contain_text("2 tasks were imported.")


async def test_once_the_session_is_over_a_search_leads_to_the_sign_in(
    open_as: Open, hire: Hire
) -> None:
    window = await open_as(await hire())
    await window.page.goto("/tasks")
    await window.context.clear_cookies()
    await window.page.get_by_role("searchbox").press_sequentially("anything")
    await expect(window.page).to_have_url(re.compile("/sign-in"))
    # The stream of changes may have tried again before the search did.
    window.offences[:] = [each for each in window.offences if not each.endswith("/live")]
