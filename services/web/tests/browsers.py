"""Browsers as far as web can tell."""

from collections.abc import Callable

import httpx
from company import PASSWORD

from ates_web.pages.shell import Web
from ates_web.settings import WebSettings

SITE = "http://web.test"
Settings = Callable[..., WebSettings]


class Browser(httpx.AsyncClient):
    """A browser as far as web can tell: cookies, and Fetch Metadata on what it sends."""

    async def sign_in(self, login: str) -> "Browser":
        answer = await self.post("/sign-in", data={"login": login, "password": PASSWORD})
        assert answer.status_code == 303, answer.text
        return self


Open = Callable[..., Browser]


def web_of(browser: Browser) -> Web:
    """What the browser's web keeps."""
    app = browser._transport.app
    return next(r.app.state.web for r in app.routes if hasattr(getattr(r, "app", None), "state"))
