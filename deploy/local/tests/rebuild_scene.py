"""Three archives and the figures made of them, without RabbitMQ: a test delivers by itself."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid4, uuid5
from zlib import crc32

import asyncpg
import orjson
from sqlalchemy import text

from ates_chassis.database.engine import Database
from ates_chassis.database.provisioning import DatabaseUrls
from ates_chassis.messaging.rebuilding import rebuild as rebuilding
from ates_chassis.messaging.rebuilding import shadow
from ates_chassis.messaging.rebuilding.archive import Archive
from ates_chassis.messaging.rebuilding.rebuild import Plan, rebuild
from support.archives import ARCHIVES

FIGURES = ("assignments", "balances", "days", "tasks", "transfers", "user_directory")
_PUT = """
    INSERT INTO outbox (event_id, type, subject, data, occurred_at, published_at)
    VALUES ($1, $2, '', $3, $4, CASE WHEN $5 THEN now() END)
"""


@dataclass
class RebuildScene:
    """Three archives and the figures, without RabbitMQ: a test delivers by itself."""

    urls: dict[str, DatabaseUrls]
    plan: Plan
    db: Database
    owners: dict[str, asyncpg.Connection]
    admin_url: str
    rng: Random = field(default_factory=lambda: Random(4))
    progress: list[str] = field(default_factory=list)

    async def happen(self, count: int, *, published: bool = True) -> None:
        """Facts of every kind, some of them about the same tasks and people, committed in the archives."""
        for _ in range(count):
            producer, event_type, data = self._fact()
            content = orjson.dumps(data).decode()
            # The same fact told again has the time that it had.
            at = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=crc32(content.encode()) % 200)
            await self.owners[producer].execute(_PUT, uuid4(), event_type, content, at, published)

    def _fact(self) -> tuple[str, str, dict[str, Any]]:
        number = self.rng.randint(1, 40)
        one = str(uuid5(UUID(int=1), str(number)))
        match self.rng.choice(["user", "added", "assigned", "completed", "priced", "posted"]):
            case "user":
                user = {"user_id": one, "role": "manager", "active": True}
                version = self.rng.randint(1, 9)
                user |= {"login": "abc", "email": "a@b.example", "full_name": "x"}
                return "auth", "auth.user-changed.v1", user | {"version": version}
            case "added":
                added = {"task_id": one, "title": f"task {number}", "jira_key": None}
                return "tasks", "tasks.task-added.v1", added | {"author_id": one}
            case "assigned":
                drawn = {"task_id": one, "assignee_id": one, "previous_assignee_id": None}
                times = {"number": self.rng.randint(1, 9), "cause": "reassigned"}
                return "tasks", "tasks.task-assigned.v1", drawn | times
            case "completed":
                return "tasks", "tasks.task-completed.v1", {"task_id": one, "completed_by": one}
            case "priced":
                price = {"task_id": one, "fee": 1_000 + number, "reward": 2_000 + number}
                return "accounting", "accounting.task-priced.v1", price | {"currency": "USD"}
        moved: dict[str, Any] = {
            "transfer_id": str(uuid4()),
            "user_id": one,
            "currency": "USD",
            "task_id": None,
        }
        kind = self.rng.choice(["fee", "reward", "payout", "correction"])
        moved |= {"kind": kind, "delta": self.rng.randint(-2_000, 2_000) or 1, "balance_after": 0}
        day = f"2026-03-{self.rng.randint(1, 9):02}"
        return "accounting", "accounting.transfer-posted.v1", moved | {"business_day": day}

    async def deliver(self) -> None:
        """All archived events as RabbitMQ would bring them, those that came before among them."""
        for producer in ARCHIVES:
            connection = await asyncpg.connect(self.urls[producer].owner)
            try:
                archive = Archive(connection, self.plan.inbox.types, batch_max=500)
                async for batch in archive.rest():
                    await self.plan.inbox.apply(self.db, batch)
            finally:
                await connection.close()

    async def figures(self) -> dict[str, list[str]]:
        async with self.db.transaction() as tx:
            return {
                name: list(await tx.scalars(text(f"SELECT t::text FROM {name} t ORDER BY 1")))
                for name in FIGURES
            }

    async def shape(self) -> list[Any]:
        """Indexes and rights, by name."""
        owner = self.owners["analytics"]
        indexes = await owner.fetch(
            "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"
        )
        rights = await owner.fetch(
            "SELECT relname, relacl::text FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind IN ('r', 'v') ORDER BY 1"
        )
        return [*map(tuple, indexes), *map(tuple, rights)]

    async def rebuild(self) -> rebuilding.Outcome:
        return await rebuild(self.plan, self.progress.append)

    async def is_tidy(self) -> bool:
        query = "SELECT NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = $1)"
        return bool(await self.owners["analytics"].fetchval(query, shadow.SCHEMA))
