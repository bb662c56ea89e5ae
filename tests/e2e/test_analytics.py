"""Analytics on a whole aTES: the figures are those of accounting's and tasks' databases, also when made anew."""

import asyncio
from typing import Any

import asyncpg
import httpx
import pytest
from e2e.staff import Staff
from sqlalchemy.engine import make_url

from ates_analytics.consumers import listen
from ates_chassis.database.engine import Database
from ates_chassis.messaging.contracts import Contracts
from ates_chassis.messaging.inbox import Delivery, Inbox
from ates_chassis.messaging.rebuilding.archive import Archive
from ates_chassis.settings import SCHEMAS
from ates_chassis.testing import eventually
from ates_tools.rehearsal.main_job import AuditedBooks, rehearse
from support.archives import ARCHIVES
from support.backlog import backlog
from support.running_company import RunningCompany

_INCOME = """
    SELECT business_day::text, sum(amount) FILTER (WHERE kind = 'fee'), sum(amount) FILTER (WHERE kind = 'reward')
    FROM transfers WHERE kind IN ('fee', 'reward') GROUP BY business_day
"""
_MINUS = "SELECT balance, id::text FROM accounts WHERE balance < 0 ORDER BY accounts.balance, accounts.id"
_DEAREST = "SELECT id, reward FROM tasks WHERE id = ANY($1)"
_CREATED = "SELECT (created_at AT TIME ZONE 'UTC')::date::text, count(*) FROM tasks GROUP BY 1"
_DONE = """
    SELECT (completed_at AT TIME ZONE 'UTC')::date::text AS day, id, completed_at FROM tasks
    WHERE status = 'done'
"""
_REASSIGNED = """
    SELECT (occurred_at AT TIME ZONE 'UTC')::date::text, count(*) FROM outbox
    WHERE type = 'tasks.task-assigned.v1' AND (data->>'number')::int > 1 GROUP BY 1
"""


class Figures:
    """The same figures twice: as analytics shows them, and straight from the databases."""

    def __init__(
        self, company: RunningCompany, api: httpx.AsyncClient, headers: dict[str, str]
    ) -> None:
        self.company = company
        self._api = api
        self._headers = headers

    async def _get(self, path: str) -> Any:
        answer = await self._api.get(f"/analytics{path}", headers=self._headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def shown(self) -> dict[str, Any]:
        income = (await self._get("/income"))["items"]
        minus = await self._get("/negative-balances?limit=500")
        lines = (await self._get("/throughput"))["items"]
        days = (await self._get("/most-expensive-task?period=month"))["days"]
        return {
            "income": {
                each["business_day"]: (each["fees"]["amount"], each["rewards"]["amount"])
                for each in income
                if each["fees"]["amount"] or each["rewards"]["amount"]
            },
            "minus": [(each["balance"]["amount"], each["user_id"]) for each in minus["items"]],
            "count": minus["count"],
            "most_expensive": {
                each["business_day"]: (each["task"]["reward"]["amount"], each["task"]["id"])
                for each in days
                if each["task"]
            },
            "created": {e["business_day"]: e["created"] for e in lines if e["created"]},
            "completed": {e["business_day"]: e["completed"] for e in lines if e["completed"]},
            "reassigned": {e["business_day"]: e["reassigned"] for e in lines if e["reassigned"]},
        }

    async def straight(self) -> dict[str, Any]:
        accounting = await asyncpg.connect(self.company.database_url("accounting"))
        tasks = await asyncpg.connect(self.company.database_url("tasks"))
        try:
            done = await tasks.fetch(_DONE)
            ids = [row["id"] for row in done]
            rewards = pairs(await accounting.fetch(_DEAREST, ids))
            minus = [tuple(row) for row in await accounting.fetch(_MINUS)]
            by_day: dict[str, list[tuple[int, Any, Any]]] = {}
            for row in done:
                mark = (-rewards[row["id"]], row["completed_at"], row["id"])
                by_day.setdefault(row["day"], []).append(mark)
            return {
                "income": {d: (f or 0, r or 0) for d, f, r in await accounting.fetch(_INCOME)},
                "minus": minus,
                "count": len(minus),
                "most_expensive": _most_expensive(by_day),
                "created": pairs(await tasks.fetch(_CREATED)),
                "completed": {day: len(all_) for day, all_ in by_day.items()},
                "reassigned": pairs(await tasks.fetch(_REASSIGNED)),
            }
        finally:
            await accounting.close()
            await tasks.close()

    async def agree(self) -> dict[str, Any]:
        """Waits for the last events, and returns what both say."""

        async def both() -> tuple[Any, Any]:
            return await self.shown(), await self.straight()

        shown: dict[str, Any]
        shown, _ = await eventually(both, until=lambda pair: pair[0] == pair[1], timeout_s=60)
        return shown


def pairs(rows: list[asyncpg.Record]) -> dict[Any, Any]:
    return {row[0]: row[1] for row in rows}


def _most_expensive(by_day: dict[str, list[tuple[int, Any, Any]]]) -> dict[str, tuple[int, str]]:
    best = {day: min(marks) for day, marks in by_day.items()}
    return {day: (-reward, str(task)) for day, (reward, _, task) in best.items()}


@pytest.fixture
async def figures(company: RunningCompany, api: httpx.AsyncClient, staff: Staff) -> Figures:
    return Figures(company, api, (await staff.of("administrator")).headers)


async def _again(company: RunningCompany) -> None:
    """All archived events once more, in another order, under no inbox that remembers them."""
    owner = await asyncpg.connect(company.database_url("analytics"))
    await owner.execute("DELETE FROM inbox")
    await owner.close()
    inbox = listen("UTC")
    arrivals = []
    for producer in ARCHIVES:
        connection = await asyncpg.connect(company.database_url(producer))
        async for batch in Archive(connection, inbox.types, batch_max=5_000).rest():
            arrivals += batch
        await connection.close()
    arrivals.sort(key=lambda arrival: arrival.envelope.id.int % 9_973)
    app = make_url(company.runtime_database_url("analytics")).render_as_string(hide_password=False)
    db = Database(app, check_event=Contracts(SCHEMAS).check)
    halves = arrivals[::2], arrivals[1::2]
    await asyncio.gather(*(_apply(inbox, db, half) for half in halves))
    await db.close()


async def _apply(inbox: Inbox, db: Database, arrivals: list[Delivery]) -> None:
    for start in range(0, len(arrivals), 500):
        await inbox.apply(db, arrivals[start : start + 500])


@pytest.mark.timeout(300)
async def test_figures_equal_the_databases_after_a_backlog_a_rebuild_and_repeats(
    company: RunningCompany, figures: Figures
) -> None:
    books = AuditedBooks(company.database_url("tasks"), company.database_url("accounting"))
    await rehearse(company.web_url, books, backlog(), "backlog", print)
    first = await figures.agree()
    assert all(
        first[name] for name in ("income", "most_expensive", "created", "completed", "reassigned")
    )

    output = await company.rebuild_analytics()
    assert int(output.partition(" events")[0].replace(",", "")) > 10_000
    assert await figures.shown() == first

    await _again(company)
    assert await figures.agree() == first
