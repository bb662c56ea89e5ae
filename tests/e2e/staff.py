"""People of a running company at its REST API: one signed-in employee per role, and newcomers who leave again."""

import asyncio
import contextlib
import itertools
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import asyncpg
import httpx

from ates_chassis.testing import eventually
from ates_tools.rehearsal.staff import DEMO_PASSWORD
from support.running_company import RunningCompany

DATABASES = ("auth", "tasks", "accounting", "analytics", "payments", "notifications")
PASSWORD = "a long enough password"
DEMO_LOGINS = {
    "administrator": "admin",
    "manager": "manager",
    "boss": "boss",
    "accountant": "accountant",
    "developer": "dev1",
}
# Tokens live for ten minutes, a run of all tests for longer.
TOKEN_KEPT_S = 300
# A company in containers is there for several runs.
_numbers = itertools.count(secrets.randbelow(10**9))

_CHANGE_BY_THEMSELVES = frozenset({"attempts", "leases", "signing_keys", "emails"})


@dataclass(frozen=True)
class StaffMember:
    id: str
    login: str
    password: str
    access: str
    refresh: str | None = None

    @property
    def email(self) -> str:
        return f"{self.login}@example.com"

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.access}"}


Hire = Callable[..., Awaitable[StaffMember]]


@dataclass
class Staff:
    """Tokens are kept, since a demo person may only try to sign in so often."""

    company: RunningCompany
    api: httpx.AsyncClient
    _signed_in: dict[str, tuple[float, StaffMember]] = field(default_factory=dict)

    async def of(self, role: str) -> StaffMember:
        """The demo company's person of a role; its `internalservice` is the program that pays."""
        now = time.monotonic()
        since, person = self._signed_in.get(role, (float("-inf"), None))
        if person is None or now - since > TOKEN_KEPT_S:
            person = await (
                self._program() if role == "internalservice" else self.sign_in(DEMO_LOGINS[role])
            )
            self._signed_in[role] = now, person
        return person

    def sign_in_anew(self, role: str) -> None:
        """At the next call of `of`: the session of this person was ended."""
        self._signed_in.pop(role, None)

    async def _program(self) -> StaffMember:
        secret = self.company.secret("client_secret")
        form = {
            "grant_type": "client_credentials",
            "client_id": "payments",
            "client_secret": secret,
        }
        # As payments itself does: programs do not sign in through the gateway.
        async with httpx.AsyncClient(
            base_url=self.company.url("auth-api"), trust_env=False
        ) as auth:
            answer = await auth.post("/auth/token", data=form)
        return StaffMember("", "payments", secret, answer.json()["access_token"])

    async def sign_in(self, login: str, password: str = DEMO_PASSWORD) -> StaffMember:
        form = {"grant_type": "password", "username": login, "password": password}
        answer = await self.api.post("/auth/token", data=form)
        assert answer.status_code == 200, answer.text
        tokens = answer.json()
        bearer = {"Authorization": f"Bearer {tokens['access_token']}"}
        me = (await self.api.get("/users/me", headers=bearer)).json()
        return StaffMember(
            me["id"], me["login"], password, tokens["access_token"], tokens["refresh_token"]
        )

    async def call(self, role: str, method: str, path: str, **kwargs: Any) -> Any:
        headers = (await self.of(role)).headers | kwargs.pop("headers", {})
        answer = await self.api.request(method, path, headers=headers, **kwargs)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    async def hire(self, role: str = "developer", *, name: str = "New Comer") -> StaffMember:
        """Registers somebody, signs them in, and waits until those who keep people have heard of them."""
        login = f"newcomer{next(_numbers)}"
        body = {
            "login": login,
            "email": f"{login}@example.com",
            "full_name": name,
            "password": PASSWORD,
            "role": role,
        }
        user = await self.call("administrator", "POST", "/users", json=body)
        await self.until_known(user["id"], active=True, role=role)
        return await self.sign_in(login, PASSWORD)

    async def dismiss(self, *user_ids: str) -> None:
        """Deactivates people and waits until their open tasks have gone to others."""
        for user_id in user_ids:
            await self.call("administrator", "POST", f"/users/{user_id}/deactivate")
        for user_id in user_ids:
            await self.until_known(user_id, active=False)
            await eventually(partial(self.open_tasks_of, user_id), until=lambda seen: not seen)

    async def open_tasks_of(self, user_id: str) -> list[dict[str, Any]]:
        query = {"assignee_id": user_id, "status": "open", "limit": 500}
        results: dict[str, Any] = await self.call("manager", "GET", "/tasks", params=query)
        return list(results["items"])

    async def until_known(self, user_id: str, *, active: bool, role: str | None = None) -> None:
        """Waits until every service that keeps people has this state of them."""

        async def known() -> bool:
            rows = []
            for service in ("tasks", "accounting", "notifications"):
                async with self.database(service) as database:
                    query = "SELECT active, role FROM user_directory WHERE id = $1"
                    rows.append(await database.fetchrow(query, user_id))
            return all(
                row and row["active"] == active and role in {None, row["role"]} for row in rows
            )

        await eventually(known)

    @contextlib.asynccontextmanager
    async def database(self, service: str) -> AsyncIterator[asyncpg.Connection]:
        connection = await asyncpg.connect(self.company.database_url(service))
        try:
            yield connection
        finally:
            await connection.close()

    async def task_of(self, assignee: StaffMember, *, author: StaffMember) -> dict[str, Any]:
        """A new open task that the draw gave to `assignee`."""
        return await self.drawn_task(author, lambda drawn: drawn == assignee.id)

    async def task_not_of(self, person: StaffMember, *, author: StaffMember) -> dict[str, Any]:
        return await self.drawn_task(author, lambda drawn: drawn != person.id)

    async def drawn_task(self, author: StaffMember, fits: Any) -> dict[str, Any]:
        for _ in range(200):
            body = {"title": "a task for somebody"}
            answer = await self.api.post("/tasks", headers=author.headers, json=body)
            assert answer.status_code == 201, answer.text
            task: dict[str, Any] = answer.json()
            if fits(task["assignee_id"]):
                return task
        raise AssertionError("200 draws did not hit")

    async def transfers_of(self, task_id: str) -> list[asyncpg.Record]:
        """What the ledger holds for a task, oldest first."""
        async with self.database("accounting") as accounting:
            query = "SELECT * FROM transfers WHERE task_id = $1 ORDER BY number"
            return list(await accounting.fetch(query, task_id))

    async def forget_attempts(self) -> None:
        """Lets everybody try to sign in again at once, as they could after a while."""
        async with self.database("auth") as auth:
            await auth.execute("DELETE FROM attempts")

    async def contents(self) -> dict[str, str]:
        """A digest of every table of every database, but for what changes by itself: attempts, leases, keys and mails."""
        each = await asyncio.gather(*(self._contents_of(service) for service in DATABASES))
        return {name: digest for tables in each for name, digest in tables.items()}

    async def _contents_of(self, service: str) -> dict[str, str]:
        async with self.database(service) as database:
            tables = await database.fetch(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
            )
            names = [table for (table,) in tables if table not in _CHANGE_BY_THEMSELVES]
            # A sum needs no order: rows of tables with tens of thousands of them are not sorted for each look.
            return {
                f"{service}.{name}": await database.fetchval(
                    f"SELECT count(*) || ' ' || COALESCE(sum(hashtextextended(t::text, 0)), 0) FROM {name} t"
                )
                for name in names
            }

    async def quiet_contents(self) -> dict[str, str]:
        """The same, once everything that is under way has arrived: two looks in a row show no difference."""
        before = await self.contents()

        async def unchanged() -> bool:
            nonlocal before
            await self._until_published()
            last, before = before, await self.contents()
            return last == before

        await eventually(unchanged)
        return before

    async def _until_published(self) -> None:
        async def waiting() -> int:
            counts = await asyncio.gather(*(self._unpublished(service) for service in DATABASES))
            return sum(counts) + await self._unsent()

        await eventually(waiting, until=lambda count: count == 0, timeout_s=60)

    async def _unsent(self) -> int:
        """Mails that go out in a moment; their notices tell so."""
        async with self.database("notifications") as database:
            query = """
                SELECT count(*) FROM emails
                WHERE state = 'due' AND (claim_id IS NOT NULL OR next_at < now() + interval '15 s')
            """
            return int(await database.fetchval(query))

    async def _unpublished(self, service: str) -> int:
        async with self.database(service) as database:
            query = "SELECT count(*) FROM outbox WHERE published_at IS NULL"
            return int(await database.fetchval(query))
