"""Filing, completing, finding and reassigning tasks, and the money that follows."""

import re
from unicodedata import normalize
from uuid import uuid4

import pytest
from browser.window import NARROW, WIDE, Open
from e2e.staff import Hire, Staff, StaffMember
from playwright.async_api import FilePayload, Locator, Page, expect

from ates_chassis.testing import eventually

HARMFUL = {
    "markup": "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "a template": "{{ 7*7 }} {% raw %} ${7*7}",
    "another direction": "שלום עולם \u202eevitucexe txt.exe",
    "one long word": "w" * 300,
    "many words": ("a long title " * 24).strip()[:300],
    # As many as may follow one another.
    "marks upon marks": ("Z" + "\u0301" * 30) * 6,
}
# Texts are composed when they are stored.
SHOWN = {kind: normalize("NFC", title) for kind, title in HARMFUL.items()}


async def seen_on(page: Page, path: str, locator: Locator) -> None:
    """Whether it is on the page, once that is loaded anew."""

    async def look() -> int:
        await page.goto(path)
        return await locator.count()

    await eventually(look, timeout_s=15)


async def test_a_task_is_filed_completed_and_paid(
    open_as: Open, hire: Hire, staff: Staff, scripts: bool
) -> None:
    title = f"a task {uuid4()}"
    author = await hire()
    page = (await open_as(author, scripts=scripts)).page
    await page.goto("/tasks/new")
    await page.get_by_label("Title").fill(title)
    await page.get_by_label("Description").fill("first line\nsecond line")
    await page.get_by_label("Jira key").fill("ates-7")
    await page.get_by_role("button", name="File task").click()
    await expect(page.get_by_role("heading", name=title)).to_be_visible()
    await expect(page.get_by_text("ATES-7")).to_be_visible()
    await expect(page.locator(".timeline li")).to_have_count(2)

    task = await staff.task_of(author, author=author)
    await page.goto("/tasks")
    row = page.locator(".task", has=page.locator(f"[href='/tasks/{task['id']}']"))
    await row.get_by_role("button", name="Complete").click()
    await expect(page.get_by_role("status")).to_contain_text("Done: ")
    await expect(row).to_have_count(0)
    await page.get_by_role("link", name="Done", exact=True).click()
    await expect(row).to_be_visible()

    rows = page.locator("tr", has=page.locator(f"[href='/tasks/{task['id']}']"))
    await seen_on(page, "/account", rows.nth(1))
    await expect(rows.nth(0)).to_contain_text("Reward")
    await expect(rows.nth(1)).to_contain_text("Fee")
    assert re.search(r"\+\$[234]\d\.\d\d", await rows.nth(0).inner_text())
    assert re.search(r"−\$[12]\d\.\d\d", await rows.nth(1).inner_text())
    await expect(page.locator(".figures")).to_contain_text("Earned today")


async def test_a_task_without_a_title_is_not_filed(open_as: Open, hire: Hire) -> None:
    page = (await open_as(await hire(), scripts=False)).page
    await page.goto("/tasks/new")
    await page.get_by_label("Title").fill("\u200b")
    await page.get_by_label("Description").fill("kept")
    await page.get_by_role("button", name="File task").click()
    await expect(page.locator("#title-problem")).to_be_visible()
    await expect(page.get_by_label("Description")).to_have_value("kept")


async def test_a_double_click_files_one_task(open_as: Open, hire: Hire, staff: Staff) -> None:
    author = await hire()
    page = (await open_as(author)).page
    await page.goto("/tasks/new")
    await page.get_by_label("Title").fill("twice")
    await page.get_by_role("button", name="File task").dblclick()
    await expect(page.get_by_role("heading", name="twice")).to_be_visible()
    async with staff.database("tasks") as tasks:
        filed = await tasks.fetchval("SELECT count(*) FROM tasks WHERE author_id = $1", author.id)
    assert filed == 1


async def test_a_manager_finds_tasks(open_as: Open, hire: Hire, staff: Staff) -> None:
    author, title = await hire(name="Finder Of Tasks"), f"needle {uuid4()}"
    await staff.api.post("/tasks", headers=author.headers, json={"title": title})
    mine = await staff.task_of(author, author=author)
    page = (await open_as("manager")).page
    await page.goto("/tasks/all")
    await page.get_by_role("searchbox").fill(title)
    await page.get_by_role("button", name="Search").click()
    await expect(page.locator("tbody tr")).to_have_count(1)
    await expect(page.locator("tbody tr")).to_contain_text(title)
    await page.get_by_role("searchbox").fill("no such needle")
    await page.get_by_role("button", name="Search").click()
    await expect(page.get_by_role("heading", name="No task fits")).to_be_visible()

    await page.goto(f"/tasks/all?assignee_id={author.id}")
    await expect(page.get_by_text("Assignee: Finder Of Tasks")).to_be_visible()
    await expect(page.locator("[data-say]")).to_have_text(re.compile(r"^\d+ tasks?$"))
    await expect(page.locator(f"[href='/tasks/{mine['id']}']")).to_be_visible()
    people = await page.locator("tbody .person").all_inner_texts()
    assert all("Finder Of Tasks" in person for person in people)


async def test_reassigning_asks_first_and_then_draws_every_open_task(
    open_as: Open, hire: Hire, staff: Staff
) -> None:
    author = await hire()
    task = await staff.task_of(author, author=author)
    page = (await open_as("manager")).page
    await page.goto("/tasks/all")
    await page.get_by_role("link", name="Reassign all open").click()
    await expect(page.get_by_text("It cannot be undone.")).to_be_visible()
    await page.get_by_role("link", name="Cancel").click()
    assert (await staff.call("manager", "GET", f"/tasks/{task['id']}"))["assigned_count"] == 1

    await page.get_by_role("link", name="Reassign all open").click()
    await page.get_by_role("button", name="Reassign").click()
    await expect(page.get_by_role("status")).to_contain_text("drawn again")
    assert (await staff.call("manager", "GET", f"/tasks/{task['id']}"))["assigned_count"] == 2


async def test_a_backlog_is_previewed_and_imported(open_as: Open, hire: Hire) -> None:
    mark = f"imported {uuid4()}"
    rows = f"Issue key,Summary,Description\nATES-1,{mark},\nbad key,x,\n,{mark} too,\n"
    page = (await open_as(await hire(), scripts=False)).page
    await page.goto("/tasks/import")
    upload: FilePayload = {
        "name": "backlog.csv",
        "mimeType": "text/csv",
        "buffer": rows.encode(),
    }
    await page.get_by_label("CSV file").set_input_files([upload])
    await page.get_by_role("button", name="Preview").click()
    await expect(page.get_by_role("heading", name="This file would give 2 tasks")).to_be_visible()
    await expect(page.locator(".bad-rows tbody tr")).to_contain_text("must look like ABC-123")
    await page.get_by_role("button", name="Import 2 tasks").click()
    await expect(page.get_by_role("status")).to_contain_text("2 tasks were imported")


async def file_for_oneself(staff: Staff, person: StaffMember, body: dict[str, str]) -> str:
    for _ in range(200):
        filed = await staff.api.post("/tasks", headers=person.headers, json=body)
        assert filed.status_code == 201, filed.text
        if filed.json()["assignee_id"] == person.id:
            return str(filed.json()["id"])
    raise AssertionError("200 draws did not hit")


@pytest.mark.parametrize("width", [WIDE, NARROW])
async def test_strange_titles_are_shown_as_text_and_break_nothing(
    width: int, open_as: Open, hire: Hire, staff: Staff
) -> None:
    person = await hire(name="<b>Strange</b> \u05e9\u05dd")
    tasks = {
        kind: await file_for_oneself(staff, person, {"title": title, "description": title})
        for kind, title in HARMFUL.items()
    }
    own, all_tasks = await open_as(person, width=width), await open_as("manager", width=width)
    await seen_on(own.page, "/account", own.page.get_by_text(HARMFUL["markup"]))
    everybodys = f"/tasks/all?assignee_id={person.id}"
    for window, path in ((own, "/account"), (own, "/tasks"), (all_tasks, everybodys)):
        await window.page.goto(path)
        for title in SHOWN.values():
            await expect(window.page.get_by_text(title).first).to_be_visible()
        assert await window.overflow() <= 0, path
    for kind, task_id in tasks.items():
        await own.page.goto(f"/tasks/{task_id}")
        await expect(own.page.get_by_role("heading", name=SHOWN[kind])).to_be_visible()
        assert await own.overflow() <= 0, kind
        await own.page.get_by_role("button", name="Complete").click()
        await expect(own.page.get_by_role("status")).to_contain_text("Done: ")
        assert await own.overflow() <= 0, kind
