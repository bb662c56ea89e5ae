"""What tests of services share: tokens signed by a key of the test, an app to call in process, a port, and waiting."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any, TypeVar
from uuid import UUID

import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from sqlalchemy import text
from starlette.routing import BaseRoute
from uuid_utils.compat import uuid7

from ates_chassis.database.engine import Database, Transaction
from ates_chassis.documented_answers import DocumentedAnswers
from ates_chassis.http.access import ALGORITHM, ISSUER, TOKEN_TYPE, Keys
from ates_chassis.shared.user_directory import Person, remember

KEY_ID = "test"
_POLL_S = 0.02

_private = Ed25519PrivateKey.generate()
Seen = TypeVar("Seen")


def _jwks(_: httpx.Request) -> httpx.Response:
    key = jwt.algorithms.OKPAlgorithm.to_jwk(_private.public_key(), as_dict=True)
    return httpx.Response(
        200, json={"keys": [{**key, "kid": KEY_ID, "alg": ALGORITHM, "use": "sig"}]}
    )


def keys_of_test() -> Keys:
    """Keys as a service reads them from auth, with the public half of the test's key."""
    return Keys(
        "http://auth/.well-known/jwks.json", httpx.AsyncClient(transport=httpx.MockTransport(_jwks))
    )


def token(user_id: UUID, role: str, *, version: int = 1, **changes: Any) -> str:
    """An access token; `changes` replace claims, or header fields where they begin with `header_`."""
    now = int(time.time())
    services = ["auth", "tasks", "accounting", "analytics", "payments", "notifications"]
    claims: dict[str, Any] = {
        "iss": ISSUER, "sub": str(user_id), "aud": [f"ates.{service}" for service in services],
        "role": role, "ver": version, "iat": now, "exp": now + 600, "jti": str(uuid7()),
    }  # fmt: skip
    headers = {"typ": TOKEN_TYPE, "kid": KEY_ID}
    headers |= {
        name.removeprefix("header_"): value
        for name, value in changes.items()
        if name.startswith("header_")
    }
    claims |= {name: value for name, value in changes.items() if not name.startswith("header_")}
    return jwt.encode(claims, _private, ALGORITHM, headers)


def bearer(user_id: UUID, role: str, **changes: Any) -> dict[str, str]:
    return {"Authorization": f"Bearer {token(user_id, role, **changes)}"}


def held_to(document: Mapping[str, Any]) -> dict[str, list[Callable[..., Any]]]:
    """Hooks for an httpx client, each of whose answers must be in `document`."""
    return {"response": [DocumentedAnswers(document)]}


_documented: dict[tuple[object, ...], DocumentedAnswers] = {}
_analysed: dict[int, BaseRoute] = {}


def share_routes(app: FastAPI) -> None:
    """Has `app` serve with what FastAPI made of the same routers for an app before.

    It analyses the parameters of each route anew for each app, which takes longer than most tests.
    """
    for number, route in enumerate(app.router.routes):
        router = getattr(route, "original_router", None)
        if router is not None and router.include_in_schema:
            app.router.routes[number] = _analysed.setdefault(id(router), route)


def held_to_own_document(app: FastAPI) -> dict[str, list[Callable[..., Any]]]:
    """Apps of the same routes share what their document is made into, which takes longer than most tests."""
    routes = [route for route in iter_route_contexts(app.routes) if route.include_in_schema]
    key = tuple((route.path, *sorted(route.methods or ()), route.endpoint) for route in routes)
    if key not in _documented:
        _documented[key] = DocumentedAnswers(app.openapi())
    return {"response": [_documented[key]]}


class AppClient(httpx.AsyncClient):
    """Calls `app` in this process, and holds its answers to its document."""

    def __init__(self, app: FastAPI, base_url: str = "http://service") -> None:
        share_routes(app)
        transport, hooks = httpx.ASGITransport(app), held_to_own_document(app)
        super().__init__(transport=transport, base_url=base_url, event_hooks=hooks)
        self.app = app


@asynccontextmanager
async def calling(app: FastAPI) -> AsyncIterator[AppClient]:
    """A client for `app`, which runs as long as the client is used."""
    async with app.router.lifespan_context(app), AppClient(app) as client:
        yield client


async def hire(db: Database, role: str, *, active: bool = True, version: int = 1) -> UUID:
    """Makes a person known to a service, as auth's events would."""
    person = Person(id=uuid7(), role=role, active=active, version=version)
    async with db.transaction() as tx:
        await remember(tx, [person])
    return person.id


async def published(tx: Transaction, event_type: str) -> list[dict[str, Any]]:
    """The data of the outbox's events of a type, in order, each held to its schema."""
    rows = (await tx.execute(text("SELECT type, data FROM outbox ORDER BY id"))).all()
    for row in rows:
        tx.check_event(row.type, row.data)
    return [row.data for row in rows if row.type == event_type]


@contextmanager
def computed_within(seconds: float) -> Iterator[None]:
    """Holds computing to so much time of a processor; what the machine gives to others does not count."""
    started = time.process_time()
    yield
    assert time.process_time() - started < seconds


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def eventually(
    look: Callable[[], Awaitable[Seen]],
    *,
    until: Callable[[Seen], bool] = bool,
    timeout_s: float = 20.0,
) -> Seen:
    """Looks again and again until what is seen satisfies `until`; fails with the last sight after `timeout_s`."""
    deadline = asyncio.get_running_loop().time() + timeout_s
    while True:
        seen = await look()
        if until(seen):
            return seen
        if asyncio.get_running_loop().time() > deadline:
            raise AssertionError(f"not within {timeout_s} s; last seen: {seen!r}")
        await asyncio.sleep(_POLL_S)
