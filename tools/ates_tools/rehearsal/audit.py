"""Holds the databases of tasks and accounting against each other: what must be true once all events arrived."""

from dataclasses import dataclass

import asyncpg


@dataclass(frozen=True)
class AuditFinding:
    """One thing that must hold. `offences` counts what contradicts it; `detail` says what was looked at."""

    rule: str
    offences: int
    detail: str

    @property
    def holds(self) -> bool:
        return self.offences == 0


_EXPECTED = "SELECT id, assigned_count, status, assignee_id FROM tasks"

# What accounting has booked for each task, beside what it must have.
_BOOKED = """
    SELECT tasks.id, fee, reward,
        count(*) FILTER (WHERE kind = 'fee') AS fees,
        count(*) FILTER (WHERE kind = 'reward') AS rewards,
        count(*) FILTER (WHERE kind = 'fee' AND amount <> fee) AS wrong_fees,
        count(*) FILTER (WHERE kind = 'reward' AND amount <> reward) AS wrong_rewards,
        (array_agg(user_id) FILTER (WHERE kind = 'reward'))[1] AS rewarded
    FROM tasks LEFT JOIN transfers ON task_id = tasks.id AND kind IN ('fee', 'reward')
    GROUP BY tasks.id
    """

_UNBALANCED = """
    WITH legs AS (
        SELECT credited AS account, amount FROM transfers UNION ALL SELECT debited, -amount FROM transfers
    ) SELECT COALESCE(sum(amount), 0)::bigint AS total, count(*) AS legs FROM legs
    """

_WRONG_BALANCES = """
    SELECT count(*) FROM accounts LEFT JOIN (
        SELECT user_id, sum(delta) AS total, (array_agg(balance_after ORDER BY number DESC))[1] AS last
        FROM transfers GROUP BY user_id
    ) AS sums ON user_id = accounts.id
    WHERE balance <> COALESCE(total, 0) OR balance <> COALESCE(last, 0)
    """

# What was paid out lies in an account of its own; with it the company has what the workers lack.
_COMPANY = """
    WITH ours AS (
        SELECT unnest('{00000000-0000-0000-0000-000000000001,00000000-0000-0000-0000-000000000002}'::uuid[]) AS id
    )
    SELECT COALESCE(sum(CASE WHEN credited IN (SELECT id FROM ours) THEN amount ELSE -amount END), 0)::bigint AS company,
        (SELECT COALESCE(sum(balance), 0)::bigint FROM accounts) AS workers
    FROM transfers
    """

_INCOME = """
    SELECT COALESCE(sum(amount) FILTER (WHERE kind = 'fee'), 0)::bigint AS fees,
        COALESCE(sum(amount) FILTER (WHERE kind = 'reward'), 0)::bigint AS rewards,
        COALESCE(-sum(delta) FILTER (WHERE kind IN ('fee', 'reward')), 0)::bigint AS income
    FROM transfers
    """


# What was paid rightly stays right when fees follow, so it is held against the most that was earned by then.
_OVERPAID = """
    WITH moved AS (
        SELECT user_id, number,
            sum(CASE WHEN kind IN ('payout', 'payout-returned') THEN 0 ELSE delta END) OVER so_far AS earned,
            sum(CASE WHEN kind IN ('payout', 'payout-returned') THEN -delta ELSE 0 END) OVER so_far AS paid
        FROM transfers WINDOW so_far AS (PARTITION BY user_id ORDER BY number)
    ), most AS (
        SELECT user_id, paid, GREATEST(max(earned) OVER (PARTITION BY user_id ORDER BY number), 0) AS earned FROM moved
    )
    SELECT count(DISTINCT user_id) FILTER (WHERE paid > earned) AS people, count(DISTINCT user_id) AS all_people FROM most
    """


async def audit(tasks: asyncpg.Connection, accounting: asyncpg.Connection) -> list[AuditFinding]:
    """Every finding, whether it holds or not. Both databases should be quiet: see `settled`."""
    expected = {row["id"]: row for row in await tasks.fetch(_EXPECTED)}
    booked = {row["id"]: row for row in await accounting.fetch(_BOOKED)}
    return [
        *_findings_by_task(expected, booked),
        await _zero_sum(accounting),
        await _balances(accounting),
        await _mirror(accounting),
        await _income(accounting),
        await overpaid(accounting),
    ]


def _findings_by_task(
    expected: dict[object, asyncpg.Record], booked: dict[object, asyncpg.Record]
) -> list[AuditFinding]:
    both = [(expected[key], booked[key]) for key in expected.keys() & booked.keys()]
    assignments = sum(row["assigned_count"] for row in expected.values())
    done = sum(row["status"] == "done" for row in expected.values())
    return [
        AuditFinding(
            "each task has exactly one price",
            len(expected.keys() ^ booked.keys()),
            f"{len(expected)} tasks",
        ),
        AuditFinding(
            "one fee per assignment, of the task's price",
            sum(
                task["assigned_count"] != book["fees"] or book["wrong_fees"] > 0
                for task, book in both
            ),
            f"{assignments} assignments",
        ),
        AuditFinding(
            "one reward per completed task, of the task's price",
            sum(
                (task["status"] == "done") != book["rewards"] or book["wrong_rewards"] > 0
                for task, book in both
            ),
            f"{done} completed",
        ),
        AuditFinding(
            "the reward went to whoever completed the task",
            sum(
                book["rewards"] > 0 and book["rewarded"] != task["assignee_id"]
                for task, book in both
            ),
            f"{done} rewards",
        ),
    ]


async def _zero_sum(accounting: asyncpg.Connection) -> AuditFinding:
    row = await accounting.fetchrow(_UNBALANCED)
    assert row is not None
    return AuditFinding("the books sum to zero", abs(row["total"]), f"{row['legs']} legs")


async def _balances(accounting: asyncpg.Connection) -> AuditFinding:
    wrong = await accounting.fetchval(_WRONG_BALANCES)
    accounts = await accounting.fetchval("SELECT count(*) FROM accounts")
    return AuditFinding("each balance is the sum of its transfers", wrong, f"{accounts} accounts")


async def _mirror(accounting: asyncpg.Connection) -> AuditFinding:
    row = await accounting.fetchrow(_COMPANY)
    assert row is not None
    detail = f"company {row['company'] / 100:,.2f}, workers {row['workers'] / 100:,.2f}"
    return AuditFinding(
        "the company's balance mirrors the workers'", abs(row["company"] + row["workers"]), detail
    )


async def _income(accounting: asyncpg.Connection) -> AuditFinding:
    row = await accounting.fetchrow(_INCOME)
    assert row is not None
    detail = f"{row['fees'] / 100:,.2f} fees − {row['rewards'] / 100:,.2f} rewards = {row['income'] / 100:,.2f}"
    return AuditFinding(
        "income is fees taken − rewards given",
        abs(row["fees"] - row["rewards"] - row["income"]),
        detail,
    )


async def overpaid(accounting: asyncpg.Connection) -> AuditFinding:
    row = await accounting.fetchrow(_OVERPAID)
    assert row is not None
    return AuditFinding(
        "nobody was paid more than they had earned", row["people"], f"{row['all_people']} accounts"
    )


async def unsettled(tasks: asyncpg.Connection, accounting: asyncpg.Connection) -> int:
    """How many effects are still under way between the two services; zero once they are quiet."""
    waiting = await tasks.fetchval("SELECT count(*) FROM outbox WHERE published_at IS NULL")
    due = await tasks.fetchval(
        "SELECT COALESCE(sum(assigned_count), 0) + count(*) FILTER (WHERE status = 'done') FROM tasks"
    )
    booked = await accounting.fetchval(
        "SELECT count(*) FROM transfers WHERE kind IN ('fee', 'reward')"
    )
    unpublished = await accounting.fetchval(
        "SELECT count(*) FROM outbox WHERE published_at IS NULL"
    )
    return int(waiting + unpublished + abs(due - booked))
