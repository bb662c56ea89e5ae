"""Books with much in them, put straight into the databases: people, tasks, and a month of transfers."""

import asyncpg
from tests.bench.company import Bench

DAYS = 30
PEOPLE = 100
TITLES = (
    "Pay the payout",
    "Feed the bird",
    "Write the minutes",
    "Fix the flaky test",
    "Water the plants",
)

_PEOPLE_OF_AUTH = """
    INSERT INTO users (id, login, email, full_name, role, password_hash, active, version)
    SELECT uuidv7(), 'worker' || n, 'worker' || n || '@example.com', 'Worker ' || n, 'developer', '', true, 1
    FROM generate_series(1, $1::int) AS n RETURNING id
"""
_PEOPLE = """
    INSERT INTO user_directory (id, role, active, version) SELECT id, 'developer', true, 1 FROM unnest($1::uuid[]) AS new(id)
"""
_ASSIGNEES = "SELECT id FROM user_directory WHERE active AND role <> ALL ('{administrator,manager,internalservice}') ORDER BY id"
# One task in ten is open; each has one assignment, a tenth has two.
_TASKS = """
    INSERT INTO tasks (id, title, jira_key, status, author_id, assignee_id, assigned_count, created_at, completed_at)
    SELECT uuidv7(make_interval(secs => (n - $1::int) * 2592000.0 / $1::int)), ($3::text[])[1 + n % 5] || ' ' || n, CASE WHEN n % 3 = 0 THEN 'WH-' || n END,
        CASE WHEN n % 10 = 0 THEN 'open' ELSE 'done' END, ($2::uuid[])[1 + n % cardinality($2::uuid[])],
        ($2::uuid[])[1 + (n / 10) % cardinality($2::uuid[])], 1, now() - make_interval(secs => ($1::int - n) * 2592000.0 / $1::int),
        CASE WHEN n % 10 = 0 THEN NULL ELSE now() - make_interval(secs => ($1::int - n) * 2592000.0 / $1::int) + interval '30 min' END
    FROM generate_series(1, $1::int) AS n RETURNING id
"""
_PRICED = "INSERT INTO tasks (id, fee, reward, title) SELECT unnest($1::uuid[]), 1500, 3000, 'Feed the bird'"
_DAYS = """
    INSERT INTO business_days (day, opens_at, closes_at, state)
    SELECT day, day::timestamp AT TIME ZONE 'UTC', (day + 1)::timestamp AT TIME ZONE 'UTC', 'closed'
    FROM (SELECT (now() AT TIME ZONE 'UTC')::date - n AS day FROM generate_series(1, $1::int) AS n) AS past
    ON CONFLICT DO NOTHING
"""
_ACCOUNTS = "INSERT INTO accounts (id) SELECT unnest($1::uuid[]) ON CONFLICT DO NOTHING"
_TRANSFERS = """
    INSERT INTO transfers (
        id, source_id, kind, debited, credited, amount, user_id, balance_after, business_day, posted_at, occurred_at,
        description, task_id
    )
    SELECT uuidv7(), gen_random_uuid(), CASE WHEN n % 2 = 0 THEN 'fee' ELSE 'reward' END,
        CASE WHEN n % 2 = 0 THEN worker ELSE company END, CASE WHEN n % 2 = 0 THEN company ELSE worker END,
        1500, worker, 0, (at AT TIME ZONE 'UTC')::date, at, at, 'booked long ago', ($3::uuid[])[1 + n % cardinality($3::uuid[])]
    FROM (
        SELECT n, ($2::uuid[])[1 + (n / 2) % cardinality($2::uuid[])] AS worker,
            '00000000-0000-0000-0000-000000000001'::uuid AS company,
            date_trunc('day', now(), 'UTC') - ($1::int + 1 - n) * (make_interval(days => $4::int) / ($1::int + 1)) AS at
        FROM generate_series(1, $1::int) AS n
    ) AS made
"""
_COUNTED = """
    INSERT INTO tasks (id, title, created_at, completed_at, completed_day, fee, reward)
    SELECT id, 'Feed the bird', at, at + interval '30 min', (at + interval '30 min')::date, 1500, 2000 + n % 2000
    FROM (SELECT id, n, now() - make_interval(mins => (n % 43200)::int) AS at
        FROM unnest($1::uuid[]) WITH ORDINALITY AS new(id, n)) AS made
"""

_FIGURES = """
    INSERT INTO days (day, fees, rewards, created, completed, reassigned, measured)
    SELECT completed_day, sum(fee), sum(reward), count(*), count(*), count(*) / 10, count(*) FROM tasks GROUP BY completed_day
"""
_BALANCES = """
    INSERT INTO balances (user_id, balance) SELECT id, n * 100 - 2500 FROM unnest($1::uuid[]) WITH ORDINALITY AS new(id, n)
"""


async def fill_books(bench: Bench, *, tasks: int, transfers: int) -> None:
    databases = {
        name: await asyncpg.connect(bench.company.environment.database_urls(name).owner)
        for name in ("auth", "tasks", "accounting", "analytics")
    }
    try:
        made = [row["id"] for row in await databases["auth"].fetch(_PEOPLE_OF_AUTH, PEOPLE)]
        await databases["tasks"].execute(_PEOPLE, made)
        workers = [row["id"] for row in await databases["tasks"].fetch(_ASSIGNEES)]
        ids = [row["id"] for row in await databases["tasks"].fetch(_TASKS, tasks, workers, TITLES)]
        accounting = databases["accounting"]
        for statement, arguments in (
            (_PRICED, [ids]),
            (_DAYS, [DAYS]),
            (_ACCOUNTS, [workers]),
            (_TRANSFERS, [transfers, workers, ids, DAYS]),
        ):
            await accounting.execute(statement, *arguments)
        analytics = databases["analytics"]
        for statement, arguments in ((_COUNTED, [ids]), (_FIGURES, []), (_BALANCES, [workers])):
            await analytics.execute(statement, *arguments)
        for connection in databases.values():
            await connection.execute("VACUUM ANALYZE")
    finally:
        for connection in databases.values():
            await connection.close()
