"""The auth service on a fresh database, with its own tokens and its own published keys."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest
from auth_service import AuthService, Start, running

from support.fixtures import ServiceDatabase


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
