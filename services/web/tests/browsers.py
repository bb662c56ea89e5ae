"""Browsers as far as web can tell."""

from collections.abc import Callable

import httpx
from company import PASSWORD
from fastapi import FastAPI

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
    mounted = (getattr(route, "app", None) for route in app_of(browser).routes)
    return next(web for app in mounted if isinstance(web := _web(app), Web))


def _web(app: object) -> object:
    return getattr(app.state, "web", None) if isinstance(app, FastAPI) else None


def app_of(browser: Browser) -> FastAPI:
    """The app that the browser calls."""
    transport = browser._transport
    assert isinstance(transport, httpx.ASGITransport)
    assert isinstance(transport.app, FastAPI)
    return transport.app
