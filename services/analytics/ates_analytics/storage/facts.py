"""Taking in facts: each statement stores those that are new by their natural keys, and counts only these."""

from collections.abc import Sequence

from sqlalchemy import text

from ates_analytics.domain import AddedTask, Assignment, CompletedTask, PricedTask, Transfer
from ates_chassis.database import locks
from ates_chassis.database.engine import Transaction
from ates_chassis.database.locks import HeldLock, LockKey
from ates_chassis.shared.business_day import day_of


# Batches of two queues meet in the same tasks and days, in rounds of one kind of event each, so they go one by one.
# The schema is part of the key: a rebuild beside the figures that are served does not wait for them.
class FiguresHeld(HeldLock):
    """Proof that nobody else takes in facts."""

    KEY = LockKey.FIGURES


_ADD_CREATED = text(
    """
    WITH given AS MATERIALIZED (
        SELECT DISTINCT ON (id) id, title, jira_key, at, day
        FROM unnest(CAST(:ids AS uuid[]), CAST(:titles AS text[]), CAST(:jira_keys AS text[]),
                    CAST(:times AS timestamptz[]), CAST(:days AS date[])) AS new(id, title, jira_key, at, day)
        ORDER BY id, at
    ), filled AS (
        INSERT INTO tasks AS old (id, title, jira_key, created_at)
        SELECT id, title, jira_key, at FROM given ORDER BY id
        ON CONFLICT (id) DO UPDATE
        SET title = excluded.title, jira_key = excluded.jira_key, created_at = excluded.created_at
        WHERE old.created_at IS NULL
        RETURNING id, completed_day
    ), changes AS (
        SELECT day, 1 AS created, 0 AS measured FROM filled JOIN given USING (id)
        UNION ALL SELECT completed_day, 0, 1 FROM filled WHERE completed_day IS NOT NULL
    )
    INSERT INTO days AS old (day, created, measured)
    SELECT day, sum(created), sum(measured) FROM changes GROUP BY day ORDER BY day
    ON CONFLICT (day) DO UPDATE
    SET created = old.created + excluded.created, measured = old.measured + excluded.measured
    """,
)
_ADD_COMPLETED = text(
    """
    WITH filled AS (
        INSERT INTO tasks AS old (id, completed_at, completed_day)
        SELECT DISTINCT ON (id) id, at, day
        FROM unnest(CAST(:ids AS uuid[]), CAST(:times AS timestamptz[]), CAST(:days AS date[])) AS new(id, at, day)
        ORDER BY id, at
        ON CONFLICT (id) DO UPDATE
        SET completed_at = excluded.completed_at, completed_day = excluded.completed_day
        WHERE old.completed_at IS NULL
        RETURNING completed_day AS day, created_at
    )
    INSERT INTO days AS old (day, completed, measured)
    SELECT day, count(*), count(created_at) FROM filled GROUP BY day ORDER BY day
    ON CONFLICT (day) DO UPDATE
    SET completed = old.completed + excluded.completed, measured = old.measured + excluded.measured
    """,
)
_ADD_PRICES = text(
    """
    INSERT INTO tasks AS old (id, fee, reward)
    SELECT DISTINCT ON (id) id, fee, reward
    FROM unnest(CAST(:ids AS uuid[]), CAST(:fees AS bigint[]), CAST(:rewards AS bigint[])) AS new(id, fee, reward)
    ORDER BY id
    ON CONFLICT (id) DO UPDATE SET fee = excluded.fee, reward = excluded.reward WHERE old.reward IS NULL
    """,
)
_ADD_ASSIGNMENTS = text(
    """
    WITH fresh AS (
        INSERT INTO assignments (task_id, number, cause, day)
        SELECT DISTINCT ON (task_id, number) task_id, number, cause, day
        FROM unnest(CAST(:task_ids AS uuid[]), CAST(:numbers AS integer[]), CAST(:causes AS text[]),
                    CAST(:times AS timestamptz[]), CAST(:days AS date[])) AS new(task_id, number, cause, at, day)
        ORDER BY task_id, number, at
        ON CONFLICT DO NOTHING RETURNING cause, day
    )
    INSERT INTO days AS old (day, reassigned)
    SELECT day, count(*) FROM fresh WHERE cause <> 'created' GROUP BY day ORDER BY day
    ON CONFLICT (day) DO UPDATE SET reassigned = old.reassigned + excluded.reassigned
    """,
)
_ADD_TRANSFERS = text(
    """
    WITH fresh AS (
        INSERT INTO transfers (id, user_id, kind, delta, business_day)
        SELECT DISTINCT ON (id) *
        FROM unnest(CAST(:ids AS uuid[]), CAST(:user_ids AS uuid[]), CAST(:kinds AS text[]),
                    CAST(:deltas AS bigint[]), CAST(:days AS date[])) AS new(id, user_id, kind, delta, business_day)
        ORDER BY id
        ON CONFLICT DO NOTHING RETURNING user_id, kind, delta, business_day
    ), moved AS (
        INSERT INTO balances AS old (user_id, balance)
        SELECT user_id, sum(delta) FROM fresh GROUP BY user_id ORDER BY user_id
        ON CONFLICT (user_id) DO UPDATE SET balance = old.balance + excluded.balance
    )
    INSERT INTO days AS old (day, fees, rewards)
    SELECT business_day, COALESCE(-sum(delta) FILTER (WHERE kind = 'fee'), 0),
        COALESCE(sum(delta) FILTER (WHERE kind = 'reward'), 0)
    FROM fresh WHERE kind IN ('fee', 'reward') GROUP BY business_day ORDER BY business_day
    ON CONFLICT (day) DO UPDATE SET fees = old.fees + excluded.fees, rewards = old.rewards + excluded.rewards
    """,
)


async def lock_figures(tx: Transaction) -> FiguresHeld:
    """Waits until no other transaction takes in facts; a rebuild holds this while it puts its figures in place."""
    return await locks.take_in_schema(tx, FiguresHeld)


async def add_created(held: FiguresHeld, added: Sequence[AddedTask], zone: str) -> None:
    values = {
        "ids": [each.id for each in added],
        "titles": [each.title for each in added],
        "jira_keys": [each.jira_key for each in added],
        "times": [each.at for each in added],
        "days": [day_of(each.at, zone) for each in added],
    }
    await held.tx.execute(_ADD_CREATED, values)


async def add_completed(held: FiguresHeld, completed: Sequence[CompletedTask], zone: str) -> None:
    values = {
        "ids": [each.id for each in completed],
        "times": [each.at for each in completed],
        "days": [day_of(each.at, zone) for each in completed],
    }
    await held.tx.execute(_ADD_COMPLETED, values)


async def add_prices(held: FiguresHeld, priced: Sequence[PricedTask]) -> None:
    values = {
        "ids": [each.id for each in priced],
        "fees": [each.fee for each in priced],
        "rewards": [each.reward for each in priced],
    }
    await held.tx.execute(_ADD_PRICES, values)


async def add_assignments(held: FiguresHeld, assigned: Sequence[Assignment], zone: str) -> None:
    values = {
        "task_ids": [each.task_id for each in assigned],
        "numbers": [each.number for each in assigned],
        "causes": [each.cause for each in assigned],
        "times": [each.at for each in assigned],
        "days": [day_of(each.at, zone) for each in assigned],
    }
    await held.tx.execute(_ADD_ASSIGNMENTS, values)


async def add_transfers(held: FiguresHeld, posted: Sequence[Transfer]) -> None:
    values = {
        "ids": [each.id for each in posted],
        "user_ids": [each.user_id for each in posted],
        "kinds": [each.kind for each in posted],
        "deltas": [each.delta for each in posted],
        "days": [each.business_day for each in posted],
    }
    await held.tx.execute(_ADD_TRANSFERS, values)
