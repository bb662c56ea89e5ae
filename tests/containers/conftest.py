"""What is seen of the company of Compose from outside: `./ates up --docker`, with or without HTTPS in front."""

import os
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

import httpx
import pytest
import pytest_asyncio

from support.company_in_containers import CompanyInContainers

Connect = Callable[..., Awaitable[httpx.AsyncClient]]


@pytest.fixture(scope="session")
def company(company: CompanyInContainers) -> CompanyInContainers:
    assert isinstance(company, CompanyInContainers), "ATES_TEST_COMPANY=compose"
    return company


@dataclass(frozen=True)
class Front:
    """HTTPS in front of web, at the address of its container."""

    address: str
    host: str
    trusted: ssl.SSLContext

    @property
    def https(self) -> str:
        return f"https://{self.address}:8443"

    @property
    def http(self) -> str:
        return f"http://{self.address}:8080"


@pytest.fixture(scope="session")
def front(company: CompanyInContainers) -> Front:
    authority = company.secret("tls_certificate")
    host = os.environ["ATES_PUBLIC_HOST"]
    return Front(company.address("front")[0], host, ssl.create_default_context(cadata=authority))


@pytest_asyncio.fixture(loop_scope="session")
async def connect(front: Front) -> AsyncIterator[Connect]:
    """A client over HTTPS at an address of its own; `host` is what it asks for."""
    async with AsyncExitStack() as stack:

        async def at(local: str | None = None, host: str = front.host) -> httpx.AsyncClient:
            transport = httpx.AsyncHTTPTransport(local_address=local, verify=front.trusted)
            client = httpx.AsyncClient(
                transport=transport, base_url=front.https, headers={"Host": host}, timeout=60, trust_env=False
            )  # fmt: skip
            client.event_hooks["request"].append(_named(front.host))
            return await stack.enter_async_context(client)

        yield at


def _named(host: str) -> Callable[[httpx.Request], Awaitable[None]]:
    """The certificate is of a name, and the address of the container says none."""

    async def name(request: httpx.Request) -> None:
        request.extensions["sni_hostname"] = host

    return name
