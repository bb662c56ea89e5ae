"""A company with a past day of many accounts that waits for its close, and more payments workers than it came with."""

import asyncio
import contextlib
import os
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path
from typing import Any

import asyncpg
import httpx

from ates_chassis.testing import eventually, free_port
from ates_local.programs import Program
from support.running_company import LauncherCompany

WORKER = "payments-worker"
_READY_S = 30.0

_YESTERDAY = """
    INSERT INTO business_days (day, opens_at, closes_at)
    SELECT day - 1, opens_at - interval '1 day', opens_at FROM business_days ORDER BY day LIMIT 1 RETURNING day
"""
# One account in ten is in the minus.
_ACCOUNTS = """
    INSERT INTO accounts (id, balance)
    SELECT uuidv7(), CASE WHEN n % 10 = 0 THEN -700 ELSE 1000 + n % 5000 END FROM generate_series(1, $1::int) AS n
"""
_TRANSFERS = """
    INSERT INTO transfers (
        id, source_id, kind, debited, credited, amount, user_id, balance_after, business_day, occurred_at, description
    )
    SELECT uuidv7(), uuidv7(), 'correction', CASE WHEN balance < 0 THEN accounts.id ELSE company END,
        CASE WHEN balance < 0 THEN company ELSE accounts.id END, abs(balance), accounts.id, balance, $1, now(), 'long ago'
    FROM accounts, (SELECT '00000000-0000-0000-0000-000000000001'::uuid AS company) AS c
    WHERE NOT EXISTS (SELECT FROM transfers WHERE user_id = accounts.id)
"""
_RECIPIENTS = """
    INSERT INTO recipients (user_id, email, full_name, erased, version)
    SELECT id, 'w' || n || '@example.com', 'Worker ' || n, false, 1 FROM unnest($1::uuid[]) WITH ORDINALITY AS new(id, n)
"""


async def make_accounts(company: LauncherCompany, accounts: int) -> Any:
    """Yesterday, with `accounts` workers who have one transfer each; returns the day."""
    accounting = await asyncpg.connect(company.database_url("accounting"))
    payments = await asyncpg.connect(company.database_url("payments"))
    try:
        await eventually(lambda: accounting.fetchval("SELECT count(*) FROM business_days"))
        async with accounting.transaction():
            await accounting.execute(_ACCOUNTS, accounts)
            ids = [row["id"] for row in await accounting.fetch("SELECT id FROM accounts")]
            await payments.execute(_RECIPIENTS, ids)
            day = await accounting.fetchval(_YESTERDAY)
            await accounting.execute(_TRANSFERS, day)
        await accounting.execute("ANALYZE")
        await payments.execute("ANALYZE")
    finally:
        await accounting.close()
        await payments.close()
    return day


@dataclass
class Crew:
    """Payments workers beside the supervised one, with its environment but for the port."""

    program: Program
    logs: Path
    running: dict[int, "asyncio.subprocess.Process"] = field(default_factory=dict)

    async def hire(self) -> None:
        port = free_port()
        environment = {**os.environ, **self.program.environment, "ATES_WORKER_PORT": str(port)}
        with (self.logs / f"extra-{port}.log").open("wb") as log:
            self.running[port] = await asyncio.create_subprocess_exec(
                *self.program.command,
                env=environment,
                cwd=self.program.directory,
                stdout=log,
                stderr=log,
            )
        await eventually(lambda: _is_ready(port), timeout_s=_READY_S)

    async def kill9_one(self) -> None:
        port, process = next(iter(self.running.items()))
        del self.running[port]
        process.kill()
        await process.wait()


async def _is_ready(port: int) -> bool:
    async with httpx.AsyncClient(trust_env=False) as client:
        with contextlib.suppress(httpx.HTTPError):
            answer = await client.get(f"http://127.0.0.1:{port}/health/ready")
            return answer.is_success
    return False


@contextlib.asynccontextmanager
async def crew_of(company: LauncherCompany, extra: int) -> AsyncIterator[Crew]:
    programs = {program.name: program for program in company.company.programs()}
    crew = Crew(programs[WORKER], company.company.places.logs)
    try:
        await asyncio.gather(*(crew.hire() for _ in range(extra)))
        yield crew
    finally:
        while crew.running:
            await crew.kill9_one()


def mails_by_id(folder: Path) -> Counter[str]:
    """How often each mail lies in the sink, by its Message-ID."""
    return Counter(
        str(message_from_bytes(file.read_bytes())["Message-ID"]) for file in folder.glob("*.eml")
    )
