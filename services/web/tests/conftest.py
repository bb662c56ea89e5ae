"""Web with a company behind it, and browsers that are signed in."""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from types import CodeType
from typing import Any

import httpx
import pytest
from browsers import SITE, Browser, Open, Settings
from company import CompanyDouble
from company_outside import Outside, services
from fastapi import FastAPI
from jinja2 import Environment
from jinja2.bccache import Bucket, BytecodeCache
from live_site import NOWHERE, Site
from starlette.routing import Mount

from ates_chassis.testing import share_routes
from ates_web.gateway.openapi import merge
from ates_web.main import build
from ates_web.pages import rendering
from ates_web.settings import WebSettings


@pytest.fixture
def company() -> CompanyDouble:
    return CompanyDouble()


@pytest.fixture(scope="session")
def openapi_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    documents = {name: app.openapi() for name, app in services().items()}
    path = tmp_path_factory.mktemp("services") / "openapi.json"
    path.write_text(json.dumps(merge(documents)))
    return path


@pytest.fixture(scope="session")
def node_modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Stands for what npm installs, so that no test needs npm."""
    folder = tmp_path_factory.mktemp("npm") / "node_modules"
    for place in ("open-props/open-props.min.css", "swagger-ui-dist/swagger-ui.css"):
        path = folder / place
        path.parent.mkdir(parents=True)
        path.write_text(":root{}")
    (folder / "swagger-ui-dist/swagger-ui-bundle.js").write_text("0;")
    return folder


class CompiledTemplates(BytecodeCache):
    """What templates were compiled to, for the apps of all tests; an app by itself compiles each once, and compiling is slow."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self._known[bucket.key, bucket.checksum] = bucket.code


_compiled = CompiledTemplates()


@pytest.fixture(autouse=True)
def compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "Environment", partial(Environment, bytecode_cache=_compiled))


@pytest.fixture
def settings(openapi_file: Path, node_modules: Path) -> Settings:
    def of(**changes: object) -> WebSettings:
        values: dict[str, Any] = {
            "port": 8000,
            "auth_url": "http://company/auth",
            "tasks_url": "http://company/tasks",
            "accounting_url": "http://company/accounting",
            "analytics_url": "http://company/analytics",
            "payments_url": "http://company/payments",
            "notifications_url": "http://company/notifications",
            "openapi_file": openapi_file,
            "node_modules": node_modules,
            "time_zone": "Europe/Lisbon",
        }
        return WebSettings(**(values | changes))

    return of


@pytest.fixture
async def browsers(company: CompanyDouble, settings: Settings) -> AsyncIterator[Open]:
    async with AsyncExitStack() as stack:

        def open_one(*, site: str = SITE, **changes: object) -> Browser:
            app = build(settings(**changes), Outside(company))
            for mount in app.routes:
                if isinstance(mount, Mount) and isinstance(mount.app, FastAPI):
                    share_routes(mount.app)
            browser = Browser(
                transport=httpx.ASGITransport(app, raise_app_exceptions=False),
                base_url=site,
                headers={"Sec-Fetch-Site": "same-origin"},
            )
            stack.push_async_callback(browser.aclose)
            return browser

        yield open_one


@pytest.fixture
def browser(browsers: Open) -> Browser:
    return browsers()


@pytest.fixture
async def web(company: CompanyDouble, settings: Settings) -> AsyncIterator[Site]:
    app = build(settings(amqp_url=NOWHERE, live_per_person_max=1), Outside(company))
    async with Site(app).up() as site:
        yield site


@pytest.fixture
async def dev(web: Site, company: CompanyDouble) -> AsyncIterator[httpx.AsyncClient]:
    tokens = company.tokens(company.user("dev1"))
    cookies = {"ates_access": tokens["access_token"], "ates_refresh": tokens["refresh_token"]}
    async with httpx.AsyncClient(base_url=web.url, cookies=cookies, trust_env=False) as client:
        yield client
