"""Loopback is never proxied, whatever the environment says of proxies."""

import asyncio
import os
from collections.abc import AsyncIterator

import pytest

from ates_chassis.http.access import Keys
from ates_local.health import http_ready
from ates_tools.rehearsal.staff import new_client

DEAD = "http://127.0.0.1:9"
KEYS = b'{"keys": [{"kty": "oct", "kid": "one", "k": "AAAA", "alg": "HS256"}]}'
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
ENVIRONMENTS = [
    {"http_proxy": DEAD},
    {"HTTP_PROXY": DEAD},
    {"all_proxy": DEAD},
    {"ALL_PROXY": DEAD, "no_proxy": "localhost"},
    {"http_proxy": DEAD, "no_proxy": "example.com", "NO_PROXY": ""},
    {"all_proxy": "socks5://127.0.0.1:9"},
    {"http_proxy": "no address at all"},
]


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    length = len(KEYS)
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % length)
    writer.write(KEYS)
    await writer.drain()
    writer.close()


@pytest.fixture
async def url() -> AsyncIterator[str]:
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


@pytest.fixture(params=ENVIRONMENTS, ids=str)
def proxied(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in request.param.items():
        monkeypatch.setitem(os.environ, name, value)


@pytest.mark.usefixtures("proxied")
async def test_a_health_check_goes_straight_to_its_program(url: str) -> None:
    assert await http_ready(url)


@pytest.mark.usefixtures("proxied")
async def test_a_rehearsal_goes_straight_to_the_gateway(url: str) -> None:
    async with new_client(url) as client:
        assert (await client.get("/tasks")).is_success


@pytest.mark.usefixtures("proxied")
async def test_the_keys_of_auth_are_read_straight_from_it(url: str) -> None:
    keys = Keys(url)
    assert await keys.find("one")
    await keys.close()
