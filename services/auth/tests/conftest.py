"""The auth service on a fresh database, with its own tokens and its own published keys."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest
from auth_service import AuthService, Start, running

from ates_auth.use_cases import passwords
from support.fixtures import ServiceDatabase

_quick = passwords._context.copy(argon2__memory_cost=8, argon2__time_cost=1)
_nobodys_quick_hash: str = _quick.hash("nobody's")


@pytest.fixture
def products_hashing() -> None:
    """For tests of what hashes are, what they cost and who waits for them."""


@pytest.fixture(autouse=True)
def hashing_cost(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes of almost no work, but where a test asks for those of the product."""
    if "products_hashing" not in request.fixturenames:
        monkeypatch.setattr(passwords, "_context", _quick)
        monkeypatch.setattr(passwords, "_nobodys_hash", lambda: _nobodys_quick_hash)


@pytest.fixture
async def start(service_database: ServiceDatabase) -> AsyncIterator[Start]:
    """Starts auth with other settings; all that a test starts are processes of one service."""
    urls = await service_database("auth")
    async with AsyncExitStack() as stack:

        async def start_one(**changes: Any) -> AuthService:
            return await stack.enter_async_context(running(urls, **changes))

        yield start_one


@pytest.fixture
async def service(start: Start) -> AuthService:
    return await start()
