"""Pictures of the product for the README, made from the running demo company in a real browser."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from ates_tools.rehearsal.staff import DEMO_PASSWORD, Employee, new_client

ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-proxy-server")
TITLES = (
    "Feed the office parrot", "Describe the happy path of the checkout", "Fix the flaky test of the payout register",
    "Write release notes for the autumn version", "Reply to the auditor about the third quarter",
    "Draw the new onboarding", "Find out why the nightly export takes two hours", "Water the plants on the third floor",
    "Move the staging servers to the new rack", "Remove the second copy of the price list",
    "Ask the bank about instant payments", "Polish the empty state of the task list",
)  # fmt: skip
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Picture:
    name: str
    login: str
    path: str
    width: int = 1280
    height: int = 800
    scheme: str = "light"
    locale: str = "en-GB"


PICTURES = (
    Picture("start", "dev1", "/"),
    Picture("all-tasks", "manager", "/tasks/all"),
    Picture("account", "dev1", "/account"),
    Picture("analytics", "admin", "/analytics", scheme="dark"),
    Picture("phone", "dev1", "/", width=390, height=844, locale="ru-RU"),
)


async def take(web_url: str, chromium: str, folder: Path) -> list[Path]:
    """Files and completes some tasks, so that there is something to see, and takes all pictures."""
    await _work(web_url)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=[*ARGUMENTS])
        taken = [await _take(browser, web_url, each, folder) for each in PICTURES]
        await browser.close()
    return taken


async def _work(web_url: str) -> None:
    async with new_client(web_url) as client:
        manager = await Employee.sign_in(client, "manager")
        for title in TITLES * ROUNDS:
            await manager.call("POST", "/tasks", json={"title": title})
        await manager.reassign()
        for login in ("dev1", "dev2", "dev3", "boss"):
            employee = await Employee.sign_in(client, login)
            page = await employee.call("GET", "/tasks/mine", params={"status": "open"})
            for task in page["items"][::2]:
                await employee.call("POST", f"/tasks/{task['id']}/complete")


async def _take(browser: Browser, web_url: str, picture: Picture, folder: Path) -> Path:
    path = folder / f"{picture.name}.png"
    async with _signed_in(browser, web_url, picture) as page:
        await page.goto(picture.path)
        await page.wait_for_load_state("load")
        await page.evaluate("document.fonts.ready.then(() => true)")
        await page.screenshot(path=path, animations="disabled")
    return path


@asynccontextmanager
async def _signed_in(browser: Browser, web_url: str, picture: Picture) -> AsyncIterator[Page]:
    context = await browser.new_context(
        base_url=web_url,
        viewport={"width": picture.width, "height": picture.height},
        color_scheme="dark" if picture.scheme == "dark" else "light",
        locale=picture.locale,
        reduced_motion="reduce",
    )
    page = await context.new_page()
    await page.goto("/sign-in")
    await page.locator("[name=login]").fill(picture.login)
    await page.locator("[name=password]").fill(DEMO_PASSWORD)
    await asyncio.gather(page.wait_for_url(web_url + "/"), page.keyboard.press("Enter"))
    yield page
    await context.close()
