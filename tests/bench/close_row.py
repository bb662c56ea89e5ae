"""Row `close`: a day of many accounts is closed through the API, while others go on asking for their balance."""

import asyncio
import time
from statistics import quantiles

import asyncpg
import httpx
from tests.bench.figure import Figure
from tests.bench.meter import metered
from tests.bench.servers import Servers
from uuid_utils.compat import uuid7

from ates_accounting.api import router
from ates_accounting.settings import Settings
from ates_chassis.http.access import Verifier
from ates_chassis.http.app import create_service
from ates_chassis.testing import bearer, calling, keys_of_test

ROW = "close"
CLOSE_S, ANSWER_P99_MS = 120.0, 500.0
ASK_EVERY_S = 0.05

# Yesterday was used, nine accounts in ten are in the plus, and nothing was posted since.
_YESTERDAY = """
    INSERT INTO business_days (day, opens_at, closes_at)
    SELECT day, day::timestamp AT TIME ZONE 'UTC', (day + 1)::timestamp AT TIME ZONE 'UTC'
    FROM (SELECT (ledger_now() AT TIME ZONE 'UTC')::date - 1 AS day) AS yesterday RETURNING day
"""
_ACCOUNTS = """
    INSERT INTO accounts (id, balance)
    SELECT uuidv7(), CASE WHEN n % 10 = 0 THEN -700 ELSE 1000 + n % 5000 END FROM generate_series(1, $1::int) AS n
"""

# The same effect in one statement and one transaction: rows, balances, and two events a payout.
_BY_HAND = """
    WITH paid AS MATERIALIZED (
        SELECT uuidv7() AS id, uuidv7() AS payout_id, id AS user_id, balance AS amount FROM accounts WHERE balance > 0
    ), moved AS (
        UPDATE accounts SET balance = 0 FROM paid WHERE accounts.id = user_id
    ), posted AS (
        INSERT INTO transfers (
            id, source_id, kind, debited, credited, amount, user_id, balance_after, business_day, occurred_at, description
        )
        SELECT id, payout_id, 'payout', user_id, '00000000-0000-0000-0000-000000000002', amount, user_id, 0, $1, now(),
            'payout' FROM paid
    )
    INSERT INTO outbox (event_id, type, subject, data)
    SELECT uuidv7(), type, subject, data FROM paid, LATERAL (VALUES
        ('accounting.transfer-posted.v1', id::text, jsonb_build_object(
            'transfer_id', id, 'user_id', user_id, 'kind', 'payout', 'delta', -amount, 'currency', 'USD',
            'task_id', NULL, 'business_day', $1::date, 'balance_after', 0)),
        ('accounting.payout-due.v1', payout_id::text, jsonb_build_object(
            'payout_id', payout_id, 'user_id', user_id, 'amount', amount, 'currency', 'USD', 'business_day', $1::date))
    ) AS event(type, subject, data)
"""


async def measure(servers: Servers, *, accounts: int) -> list[Figure]:
    by_hand_s = await _by_hand(servers, accounts)
    async with servers.database("accounting") as (_, url):
        day = await _prepare(url, accounts)
        settings = Settings(database_url=url, jwks_url="http://auth", port=1, log_level="WARNING")
        app = create_service(settings, name="accounting", router=router)
        app.state.verifier = Verifier(audience="ates.accounting", keys=keys_of_test())
        async with calling(app) as client:
            with metered(servers.pids) as spent:
                taken_ms, payouts = await _close(client, day)
    what = f"close a day of {accounts:,} accounts"
    return [
        Figure(
            row=ROW, what=f"{what} ({payouts:,} payouts)", value=spent.seconds, unit="s", more_is_better=False,
            target=CLOSE_S, limit=by_hand_s, cpu_of_all=spent.all_cpu_s / payouts * 1_000,
        ),
        Figure(
            row=ROW, what=f"{what}: show_balance meanwhile, p99", value=quantiles(taken_ms, n=100)[98], unit="ms",
            more_is_better=False, target=ANSWER_P99_MS,
        ),
    ]  # fmt: skip


async def _prepare(url: str, accounts: int) -> str:
    connection = await asyncpg.connect(url)
    try:
        day = await connection.fetchval(_YESTERDAY)
        await connection.execute(_ACCOUNTS, accounts)
        return str(day)
    finally:
        await connection.close()


async def _close(client: httpx.AsyncClient, day: str) -> tuple[list[float], int]:
    """Closes `day`; returns how long each question for a balance took meanwhile, in ms, and the payouts made."""
    done = asyncio.Event()
    asking = asyncio.ensure_future(_ask(client, done))
    state, payouts = "closing", 0
    while state != "closed":
        headers = bearer(uuid7(), "internalservice")
        answer = await client.post(
            "/payouts", json={"business_day": day}, headers=headers, timeout=60
        )
        answer.raise_for_status()
        state, payouts = answer.json()["state"], answer.json()["payouts"]
    done.set()
    return await asking, payouts


async def _ask(client: httpx.AsyncClient, done: asyncio.Event) -> list[float]:
    taken: list[float] = []
    headers = bearer(uuid7(), "developer")
    while not done.is_set() or len(taken) < 100:
        started = time.perf_counter()
        (await client.get("/accounts/me", headers=headers, timeout=60)).raise_for_status()
        taken.append((time.perf_counter() - started) * 1_000)
        await asyncio.sleep(ASK_EVERY_S)
    return taken


async def _by_hand(servers: Servers, accounts: int) -> float:
    async with servers.database("accounting") as (_, url):
        connection = await asyncpg.connect(url)
        day = await connection.fetchval(_YESTERDAY)
        await connection.execute(_ACCOUNTS, accounts)
        started = time.perf_counter()
        await connection.execute(_BY_HAND, day)
        seconds = time.perf_counter() - started
        await connection.close()
    return seconds
