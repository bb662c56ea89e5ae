"""Row `rebuild`: analytics made anew from the archived events of tasks and accounting, up to the exchange."""

import asyncpg
from tests.bench.figure import Figure
from tests.bench.meter import metered
from tests.bench.servers import Servers

from ates_analytics.__main__ import MIGRATIONS
from ates_analytics.consumers import listen
from ates_chassis.database.locks import LockKey
from ates_chassis.database.provisioning import DatabaseUrls
from ates_chassis.messaging.rebuilding.rebuild import Plan, rebuild
from ates_chassis.settings import SCHEMAS
from support.archives import ARCHIVES

ROW = "rebuild"
PER_TASK = 6

_TASKS = """
    CREATE TEMPORARY TABLE made AS SELECT n, md5('task ' || n)::uuid AS task, md5('worker ' || n % 500)::uuid AS worker,
        now() - n % 28 * interval '1 day' AS at FROM generate_series(1, $1::int) AS n
"""
_OF_TASKS = """
    INSERT INTO outbox (event_id, type, subject, data, occurred_at, published_at)
    SELECT uuidv7(), event.type, task::text, event.data, at, at FROM made, LATERAL (VALUES
        ('tasks.task-added.v1', jsonb_build_object(
            'task_id', task, 'title', 'Feed the bird', 'jira_key', NULL, 'author_id', worker)),
        ('tasks.task-assigned.v1', jsonb_build_object('task_id', task, 'assignee_id', worker,
            'previous_assignee_id', NULL, 'number', 1, 'cause', 'created')),
        ('tasks.task-completed.v1', jsonb_build_object('task_id', task, 'completed_by', worker))
    ) AS event(type, data) ORDER BY n
"""
_OF_ACCOUNTING = """
    INSERT INTO outbox (event_id, type, subject, data, occurred_at, published_at)
    SELECT uuidv7(), event.type, task::text, event.data, at, at FROM made, LATERAL (VALUES
        ('accounting.task-priced.v1', jsonb_build_object(
            'task_id', task, 'fee', 1500, 'reward', 2000 + n % 2000, 'currency', 'USD')),
        ('accounting.transfer-posted.v1', jsonb_build_object('transfer_id', uuidv7(), 'user_id', worker, 'kind', 'fee',
            'delta', -1500, 'currency', 'USD', 'task_id', task, 'business_day', at::date, 'balance_after', 0)),
        ('accounting.transfer-posted.v1', jsonb_build_object('transfer_id', uuidv7(), 'user_id', worker, 'kind', 'reward',
            'delta', 2000 + n % 2000, 'currency', 'USD', 'task_id', task, 'business_day', at::date, 'balance_after', 0))
    ) AS event(type, data) ORDER BY n
"""


async def measure(servers: Servers, *, events: int) -> list[Figure]:
    urls = {name: await servers.postgres.create_database(name) for name in (*ARCHIVES, "analytics")}
    try:
        tasks = events // PER_TASK
        await _fill(urls["tasks"].owner, _OF_TASKS, tasks)
        await _fill(urls["accounting"].owner, _OF_ACCOUNTING, tasks)
        with metered(servers.pids) as spent:
            outcome = await rebuild(_plan(urls), lambda _: None)
        await _check(urls["analytics"].owner, tasks)
    finally:
        for each in urls.values():
            await servers.postgres.drop_database(each)
    assert outcome.events == tasks * PER_TASK
    thousands = outcome.events / 1_000
    what = f"rebuild of analytics, {outcome.events:,} archived events"
    return [
        Figure(
            row=ROW, what=what, value=outcome.rate, unit="events/s", more_is_better=True,
            cpu=spent.own_cpu_s / thousands, cpu_of_all=spent.all_cpu_s / thousands,
        ),
        Figure(
            row=ROW, what=f"{what}: live events wait", value=outcome.exclusive_s * 1_000, unit="ms",
            more_is_better=False,
        ),
    ]  # fmt: skip


def _plan(urls: dict[str, DatabaseUrls]) -> Plan:
    return Plan(
        inbox=listen("UTC"),
        lock_key=LockKey.FIGURES,
        app_url=urls["analytics"].app,
        owner_url=urls["analytics"].owner,
        archives={name: urls[name].app for name in ARCHIVES},
        migrations=MIGRATIONS,
        schemas=SCHEMAS,
    )


async def _fill(url: str, statement: str, tasks: int) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(_TASKS, tasks)
        await connection.execute(statement)
    finally:
        await connection.close()


async def _check(url: str, tasks: int) -> None:
    connection = await asyncpg.connect(url)
    try:
        assert await connection.fetchval("SELECT count(*) FROM tasks") == tasks
        assert await connection.fetchval("SELECT count(*) FROM transfers") == 2 * tasks
    finally:
        await connection.close()
