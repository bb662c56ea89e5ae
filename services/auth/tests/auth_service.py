"""One process of auth as its tests call it, and a look behind it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import asyncpg
import httpx
from cryptography.fernet import Fernet
from fastapi import FastAPI
from sqlalchemy import text

from ates_auth.api import router
from ates_auth.settings import Settings
from ates_auth.storage.users import status
from ates_auth.use_cases import bootstrap, passwords
from ates_auth.use_cases.key_cipher import KeyCipher
from ates_chassis.database.engine import Database
from ates_chassis.http.access import Keys, Verifier
from ates_chassis.http.app import create_service
from ates_chassis.testing import AppClient, published

PASSWORD = "correct horse"
CLIENT, CLIENT_SECRET = "payments", "a secret of sixteen or more"
KEY_SECRET = Fernet.generate_key().decode()


@dataclass
class AuthService:
    """One process of auth, how to call it, and a look behind it."""

    app: FastAPI
    db: Database
    client: httpx.AsyncClient
    settings: Settings
    owner_url: str
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    _admin_token: str | None = None

    @property
    def key_cipher(self) -> KeyCipher:
        return KeyCipher(self.settings.key_secret.get_secret_value())

    async def register(
        self, login: str, *, by: str | None = None, key: str | None = None, **fields: Any
    ) -> httpx.Response:
        body = {"login": login, "email": f"{login}@ates.example", "full_name": login.title()}
        body |= {"password": PASSWORD} | fields
        headers = {"Authorization": f"Bearer {by}"} if by else {}
        headers |= {"Idempotency-Key": key} if key else {}
        return await self.client.post("/users", json=body, headers=headers)

    async def hire(self, login: str, role: str = "developer") -> dict[str, Any]:
        """Registers somebody with a role, and remembers who it is."""
        answer = await self.register(login, by=await self.admin_token(), role=role)
        assert answer.status_code == 201, answer.text
        user: dict[str, Any] = answer.json()
        self.people[login] = user
        return user

    async def bootstrap(self, login: str = "root") -> None:
        """Makes an administrator, as the command line does."""
        hashed = await passwords.hash_password(PASSWORD)
        async with self.db.transaction() as tx:
            await bootstrap.make_administrator(
                tx,
                login=login,
                email=f"{login}@ates.example",
                full_name=login.title(),
                password_hash=hashed,
            )
        self.people[login] = (await self.get("/users/me", await self.token(login))).json()

    async def admin_token(self) -> str:
        if self._admin_token is None:
            await self.bootstrap()
            self._admin_token = await self.token("root")
        return self._admin_token

    async def grant(
        self, address: str = "192.0.2.1", browser: str | None = None, **form: str
    ) -> httpx.Response:
        headers = {b"X-Client-Address": address.encode()}
        headers |= {b"X-Client-Browser": browser.encode("latin-1")} if browser is not None else {}
        return await self.client.post("/auth/token", data=form, headers=headers)

    async def sign_in(
        self, name: str, password: str = PASSWORD, address: str = "192.0.2.1"
    ) -> httpx.Response:
        return await self.grant(address, grant_type="password", username=name, password=password)

    async def tokens(self, name: str, password: str = PASSWORD) -> dict[str, Any]:
        answer = await self.sign_in(name, password)
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        return body

    async def token(self, name: str, password: str = PASSWORD) -> str:
        return str((await self.tokens(name, password))["access_token"])

    async def refresh(self, refresh_token: str, address: str = "192.0.2.1") -> httpx.Response:
        return await self.grant(address, grant_type="refresh_token", refresh_token=refresh_token)

    async def get(self, path: str, token: str | None = None, **more: Any) -> httpx.Response:
        return await self.call("GET", path, token, **more)

    async def call(
        self, method: str, path: str, token: str | None = None, **more: Any
    ) -> httpx.Response:
        headers = more.pop("headers", {})
        headers |= {"Authorization": f"Bearer {token}"} if token else {}
        return await self.client.request(method, path, headers=headers, **more)

    async def published(self, event: str) -> list[dict[str, Any]]:
        async with self.db.transaction() as tx:
            return await published(tx, f"auth.{event}.v1")

    async def rows(self, query: str, **values: object) -> Sequence[Any]:
        async with self.db.transaction() as tx:
            return (await tx.execute(text(query), values)).all()

    async def as_owner(self, statement: str, *values: object) -> None:
        """What the runtime role may not do, such as letting time pass."""
        connection = await asyncpg.connect(self.owner_url)
        try:
            await connection.execute(statement, *values)
        finally:
            await connection.close()


@asynccontextmanager
async def running(urls: Any, **changes: Any) -> AsyncIterator[AuthService]:
    values = {"key_secret": KEY_SECRET, "service_clients": {CLIENT: CLIENT_SECRET}} | changes
    jwks_url = "http://auth/.well-known/jwks.json"
    settings = Settings(database_url=urls.app, jwks_url=jwks_url, port=1, **values)
    app = create_service(settings, name="auth", router=router, find_status=status)
    transport = httpx.ASGITransport(app)
    keys = Keys(settings.jwks_url, httpx.AsyncClient(transport=transport, base_url="http://auth"))
    app.state.verifier = Verifier(audience="ates.auth", keys=keys)
    async with (
        app.router.lifespan_context(app),
        AppClient(app, "http://auth") as client,
    ):
        yield AuthService(app, app.state.db, client, settings, urls.owner)


Start = Callable[..., Awaitable[AuthService]]
