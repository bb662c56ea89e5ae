"""A window of a browser that takes note of everything a page should not do."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from e2e.staff import StaffMember
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Page,
    Request,
    Response,
)

WIDE = 1280
NARROW = 390
_HEIGHT = 800
_ASSETS = frozenset({"stylesheet", "script", "image", "font", "manifest", "media"})
# Chromium says this of an answer that the page itself is, such as a form that is shown again.
_STATUS_OF_THE_PAGE = "Failed to load resource"


@dataclass
class BrowserWindow:
    page: Page
    context: BrowserContext
    offences: list[str] = field(default_factory=list)

    def watch(self, host: str) -> None:
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.offences.append(f"script: {error}"))
        self.page.on("response", self._on_response)
        self.page.on("dialog", self._on_dialog)
        self.context.on("request", lambda request: self._on_request(request, host))

    def _on_console(self, message: ConsoleMessage) -> None:
        noise = message.text.startswith(_STATUS_OF_THE_PAGE)
        if message.type in {"error", "warning"} and not noise:
            self.offences.append(f"console: {message.text}")

    def _on_response(self, response: Response) -> None:
        # What a script asks for may be refused: a form is shown again, a session has ended.
        asset = response.request.resource_type in _ASSETS
        if response.status >= 500 or (asset and response.status >= 400):
            self.offences.append(f"{response.status} {response.url}")

    async def _on_dialog(self, dialog: Dialog) -> None:
        self.offences.append(f"dialog: {dialog.message}")
        await dialog.dismiss()

    def _on_request(self, request: Request, host: str) -> None:
        parts = urlsplit(request.url)
        if parts.scheme != "data" and parts.netloc != host:
            self.offences.append(f"left the host: {request.url}")

    async def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        script = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        return int(await self.page.evaluate(script))


Open = Callable[..., Awaitable[BrowserWindow]]


async def open_window(
    browser: Browser,
    web_url: str,
    person: StaffMember | None,
    *,
    scripts: bool = True,
    width: int = WIDE,
    **more: Any,
) -> BrowserWindow:
    """A fresh window, with the session of `person`."""
    context = await browser.new_context(
        base_url=web_url,
        java_script_enabled=scripts,
        viewport={"width": width, "height": _HEIGHT},
        **more,
    )
    context.set_default_timeout(10_000)
    if person is not None:
        cookies = {"ates_access": person.access, "ates_refresh": person.refresh or ""}
        await context.add_cookies(
            [{"name": name, "value": value, "url": web_url} for name, value in cookies.items()]
        )
    window = BrowserWindow(await context.new_page(), context)
    window.watch(urlsplit(web_url).netloc)
    return window
