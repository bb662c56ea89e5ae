"""Chromium in front of a whole aTES."""

import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from browser.window import BrowserWindow, Open, open_window
from e2e.staff import DEMO_LOGINS, Staff, StaffMember
from playwright.async_api import Browser, async_playwright

from ates_local.checkup import chromium as chromium_program
from support.running_company import RunningCompany

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-proxy-server",
]  # fmt: skip


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    program = chromium_program()
    if program is None:
        raise FileNotFoundError("there is no Chromium; `./ates test browser` installs it")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def open_as(chromium: Browser, company: RunningCompany, staff: Staff) -> AsyncIterator[Open]:
    """Call it with a role, a person or nobody for a window; what a page did wrong in it fails the test."""
    windows: list[BrowserWindow] = []

    async def window(person: str | StaffMember | None = None, **kwargs: Any) -> BrowserWindow:
        # Each window has a session of its own, as on a machine of its own.
        match person:
            case str():
                person = await staff.sign_in(DEMO_LOGINS[person])
            case StaffMember():
                person = await staff.sign_in(person.login, person.password)
        windows.append(await open_window(chromium, company.web_url, person, **kwargs))
        return windows[-1]

    yield window
    for opened in windows:
        await opened.context.close()
    assert [offence for opened in windows for offence in opened.offences] == []


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def scripts(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the pictures go: ATES_PICTURES, or a temporary folder."""
    configured = os.environ.get("ATES_PICTURES")
    folder = Path(configured) if configured else tmp_path_factory.mktemp("pictures")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
