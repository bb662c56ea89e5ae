"""Every page at the width of a desk and of a pocket, light and dark: it fits, everybody can use it, and it is kept as a picture."""

from pathlib import Path

import pytest
import pytest_asyncio
from browser.accessibility import violations
from browser.window import NARROW, WIDE, Open
from e2e.staff import Staff
from playwright.async_api import expect

PAGES = {
    None: ["/sign-in", "/register", "/nothing-here"],
    "developer": [
        "/",
        "/tasks",
        "/tasks?status=done",
        "/tasks/new",
        "/account",
        "/profile",
        "/api",
        "/api/events",
    ],
    "manager": ["/tasks/all", "/tasks/all?status=done", "/tasks/reassign", "/tasks/import"],
    "accountant": [
        "/",
        "/ledger",
        "/ledger/income",
        "/ledger/correction",
        "/payouts",
        "/payouts/files",
    ],
    "administrator": ["/", "/people", "/people/new", "/analytics"],
}


BACKLOG = """Issue key,Summary,Description
ATES-101,Feed the bird,"Twice a day, and not after midnight."
ATES-102,Write the minutes of the meeting about the minutes of the last meeting,
ATES-103,Pay the rent,
,Paint the fence,
POPUG-7,"The coffee machine on the third floor says 418 and nobody knows why, so find somebody who knows",
,Water the plants,
OPS-1234567,שלום \u202eעולם,
""".encode()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def stocked(staff: Staff) -> None:
    """Something to look at: open and done tasks, fees, rewards and a correction."""
    as_csv = {"Content-Type": "text/csv"}
    for _ in range(4):
        await staff.call("manager", "POST", "/tasks/import", content=BACKLOG, headers=as_csv)
    developer = await staff.of("developer")
    for task in (await staff.open_tasks_of(developer.id))[::2]:
        await staff.call("developer", "POST", f"/tasks/{task['id']}/complete")
    correction = {
        "user_id": developer.id,
        "delta": {"amount": -250, "currency": "USD"},
        "reason": "The cup was not the company's to break",
    }
    await staff.call("accountant", "POST", "/transfers/corrections", json=correction)
    await staff.quiet_contents()


@pytest.mark.usefixtures("stocked")
@pytest.mark.parametrize(("width", "scheme"), [(WIDE, "light"), (NARROW, "dark")])
@pytest.mark.parametrize("role", PAGES)
async def test_every_page_fits_its_window_and_everybody(
    role: str | None, width: int, scheme: str, open_as: Open, pictures: Path
) -> None:
    window = await open_as(role, width=width, color_scheme=scheme)
    for path in PAGES[role]:
        await window.page.goto(path)
        await expect(window.page.locator("main h1").first).to_be_visible()
        assert (await window.page.title()).endswith(" · aTES")
        if path == "/api":
            await window.page.locator(".opblock-summary-control").first.click()
            await expect(window.page.locator(".opblock-body").first).to_be_visible()
        name = f"{role}-" + path.strip("/").replace("/", "-").replace("?", "-")
        picture = pictures / f"{name}-{width}-{scheme}.png"
        await window.page.screenshot(path=picture, full_page=path != "/api")
        assert await window.overflow() <= 0, path
        assert await violations(window.page) == [], path


@pytest.mark.usefixtures("stocked")
@pytest.mark.parametrize(("width", "scheme"), [(WIDE, "dark"), (NARROW, "light")])
async def test_pages_of_one_thing_fit_everybody_too(
    width: int, scheme: str, open_as: Open, staff: Staff, pictures: Path
) -> None:
    developer = await staff.of("developer")
    done = await staff.task_of(developer, author=developer)
    await staff.call("developer", "POST", f"/tasks/{done['id']}/complete")
    still_open = await staff.task_of(developer, author=developer)
    places = {
        "developer": [f"/tasks/{still_open['id']}", f"/tasks/{done['id']}"],
        "manager": ["/"],
        "accountant": [f"/ledger/correction?user_id={developer.id}", "/tasks/no-such-task"],
        "administrator": [f"/people/{developer.id}"],
    }
    for role, paths in places.items():
        window = await open_as(role, width=width, color_scheme=scheme)
        for number, path in enumerate(paths):
            await window.page.goto(path)
            picture = pictures / f"one-{role}-{number}-{width}-{scheme}.png"
            await window.page.screenshot(path=picture, full_page=True)
            assert await window.overflow() <= 0, path
            assert await violations(window.page) == [], path


@pytest.mark.usefixtures("stocked")
async def test_what_opens_on_a_page_is_for_everybody_too(open_as: Open, pictures: Path) -> None:
    window = await open_as("manager")
    page = window.page
    await page.goto("/tasks/all")
    await page.get_by_role("link", name="New task").click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    await page.screenshot(path=pictures / "dialog.png")
    assert await violations(page) == []
    await page.goto("/tasks/import")
    await page.locator("input[type=file]").set_input_files(
        {"name": "backlog.csv", "mimeType": "text/csv", "buffer": BACKLOG + b",,\n"}
    )
    await page.locator("main form button[type=submit]").first.click()
    await expect(page.get_by_role("heading", name="This file would give")).to_be_visible()
    await page.screenshot(path=pictures / "import-preview.png", full_page=True)
    assert await violations(page) == []
