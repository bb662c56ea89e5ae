"""Row `reassign`: all open tasks get a new assignee; when the manager has the answer, and when the last fee is booked."""

import time

import asyncpg
from tests.bench.company import Bench
from tests.bench.figure import Figure
from tests.bench.meter import metered
from tests.bench.servers import Servers

ROW = "reassign"
ANSWER_S, LAST_CHARGE_S = 4.0, 90.0
PATIENCE_S = 600.0

_TASKS = """
    INSERT INTO tasks (id, title, status, author_id, assignee_id, assigned_count, created_at)
    SELECT uuidv7(), 'Feed the bird', 'open', ids[1], ids[1 + n % cardinality(ids)], 1, now()
    FROM generate_series(1, $1::int) AS n,
        (SELECT array_agg(id) AS ids FROM user_directory WHERE active AND role <> ALL ('{administrator,manager}')) AS pool
    RETURNING id
"""
_PRICES = "INSERT INTO tasks (id, fee, reward, title) SELECT unnest($1::uuid[]), 1500, 3000, 'Feed the bird'"

# What one statement has to do at the least: draw, move, tell.
_BY_HAND = """
    WITH pool AS MATERIALIZED (
        SELECT array_agg(id) AS ids FROM user_directory WHERE active AND role <> ALL ('{administrator,manager}')
    ), moved AS (
        UPDATE tasks SET assignee_id = ids[random(1, cardinality(ids))], assigned_count = assigned_count + 1
        FROM pool WHERE status = 'open'
        RETURNING new.id, new.assignee_id, old.assignee_id AS previous, new.assigned_count AS number
    ), logged AS (
        INSERT INTO task_log (task_id, occurred_at, actor_id, kind, description, assignee_id)
        SELECT id, now(), assignee_id, 'assign', 'reassigned', assignee_id FROM moved
    )
    INSERT INTO outbox (event_id, type, subject, data)
    SELECT uuidv7(), 'tasks.task-assigned.v1', id::text, jsonb_build_object(
        'task_id', id, 'assignee_id', assignee_id, 'previous_assignee_id', previous, 'number', number,
        'cause', 'reassigned'
    ) FROM moved
"""
_PEOPLE = """
    INSERT INTO user_directory (id, role, active, version) SELECT uuidv7(), 'developer', true, 1 FROM generate_series(1, 7)
"""


async def measure(bench: Bench, servers: Servers, *, tasks: int) -> list[Figure]:
    by_hand_s = await _by_hand(servers, tasks)
    await _prepare(bench, tasks)
    before = await bench.last_transfer()
    with metered(bench.pids) as spent:
        started = time.perf_counter()
        answer = await bench.post("/tasks/reassign", bench.manager)
        answered_s = time.perf_counter() - started
        reassigned = answer.json()["reassigned"]
        await bench.until_posted(before + reassigned, PATIENCE_S)
    assert reassigned >= tasks, f"only {reassigned} tasks were reassigned"
    return _figures(reassigned, answered_s, by_hand_s, spent.seconds, spent.all_cpu_s)


def _figures(
    events: int, answered_s: float, by_hand_s: float, last_s: float, cpu_s: float
) -> list[Figure]:
    what = f"reassign {events:,} open tasks"
    cpu_of_all = cpu_s / events * 1_000
    return [
        Figure(
            row=ROW,
            what=f"{what}: answer",
            value=answered_s,
            unit="s",
            more_is_better=False,
            target=ANSWER_S,
            limit=by_hand_s,
        ),
        Figure(
            row=ROW,
            what=f"{what}: last charge in the ledger",
            value=last_s,
            unit="s",
            more_is_better=False,
            target=LAST_CHARGE_S,
            cpu_of_all=cpu_of_all,
        ),
        Figure(
            row=ROW,
            what=f"{what}: from answer to last charge",
            value=events / (last_s - answered_s),
            unit="events/s",
            more_is_better=True,
        ),
    ]


async def _prepare(bench: Bench, tasks: int) -> None:
    await bench.sign_in()
    ids = [row["id"] for row in await bench.tasks.fetch(_TASKS, tasks)]
    await bench.accounting.execute(_PRICES, ids)
    await bench.tasks.execute("VACUUM ANALYZE tasks")


async def _by_hand(servers: Servers, tasks: int) -> float:
    """The statement alone, on an otherwise idle server."""
    async with servers.database("tasks") as (_, url):
        connection = await asyncpg.connect(url)
        await connection.execute(_PEOPLE)
        await connection.fetch(_TASKS, tasks)
        started = time.perf_counter()
        await connection.execute(_BY_HAND)
        seconds = time.perf_counter() - started
        await connection.close()
    return seconds
