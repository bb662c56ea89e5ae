"""Reading the figures. Lists of days have a line for every day of their period, newest first."""

from datetime import date
from uuid import UUID

from sqlalchemy import func, select, text, tuple_

from ates_analytics.domain import (
    CompanyDayIncome,
    DayThroughput,
    MostExpensiveTask,
    MostExpensiveTaskOfDay,
    NegativeBalance,
)
from ates_analytics.storage.tables import balances
from ates_chassis.database.engine import Transaction
from ates_chassis.database.sessions import ReadSession
from ates_chassis.http.paging import Window
from ates_chassis.shared.business_day import day_of
from ates_chassis.shared.period import Period

_NOW = text("SELECT now()")

_INCOME = text(
    """
    SELECT lines.day AS business_day, COALESCE(fees, 0) AS fees, COALESCE(rewards, 0) AS rewards
    FROM unnest(CAST(:days AS date[])) AS lines(day) LEFT JOIN days ON days.day = lines.day
    ORDER BY lines.day DESC
    """,
)
_DEAREST = text(
    """
    SELECT lines.day AS line, dear.* FROM unnest(CAST(:days AS date[])) AS lines(day) LEFT JOIN LATERAL (
        SELECT id, title, jira_key, reward, completed_at, completed_day AS business_day
        FROM tasks WHERE completed_day = lines.day AND reward IS NOT NULL
        ORDER BY reward DESC NULLS LAST, completed_at, id LIMIT 1
    ) AS dear ON true
    ORDER BY lines.day DESC
    """,
)
_TOOK = "completed_at - created_at"
_MEDIAN, _MEAN = f"percentile_cont(0.5) WITHIN GROUP (ORDER BY {_TOOK})", f"avg({_TOOK})"
# Facts of a day that is over may still come. Each raises `measured` in its own transaction, and count and median are of
# one snapshot here, so that what is kept either agrees with `measured` or is not used.
_KEEP_DURATIONS = text(
    f"""
    INSERT INTO day_durations AS old (day, tasks, median, mean)
    SELECT completed_day, count(*), {_MEDIAN}, {_MEAN}
    FROM tasks WHERE created_at IS NOT NULL AND completed_day IN (
        SELECT day FROM days LEFT JOIN day_durations AS kept USING (day)
        WHERE day = ANY(CAST(:days AS date[])) AND day < :today AND measured > 0 AND kept.tasks IS DISTINCT FROM measured
    )
    GROUP BY completed_day ORDER BY completed_day
    ON CONFLICT (day) DO UPDATE SET tasks = excluded.tasks, median = excluded.median, mean = excluded.mean
    WHERE old.tasks < excluded.tasks
    """,  # noqa: S608 - constants
)
_THROUGHPUT = text(
    f"""
    SELECT lines.day AS business_day, COALESCE(created, 0) AS created, COALESCE(completed, 0) AS completed,
        COALESCE(reassigned, 0) AS reassigned, COALESCE(kept.median, found.median) AS median,
        COALESCE(kept.mean, found.mean) AS mean
    FROM unnest(CAST(:days AS date[])) AS lines(day) LEFT JOIN days ON days.day = lines.day
    LEFT JOIN day_durations AS kept ON kept.day = lines.day AND kept.tasks = measured
    LEFT JOIN LATERAL (
        SELECT {_MEDIAN} AS median, {_MEAN} AS mean
        FROM tasks WHERE kept.day IS NULL AND completed_day = lines.day AND created_at IS NOT NULL
    ) AS found ON true
    ORDER BY lines.day DESC
    """,  # noqa: S608 - constants
)
_IN_THE_MINUS = balances.c.balance < 0


async def today(tx: ReadSession, zone: str) -> date:
    return day_of((await tx.execute(_NOW)).scalar_one(), zone)


async def income(tx: ReadSession, period: Period) -> list[CompanyDayIncome]:
    rows = await tx.execute(_INCOME, {"days": period.days})
    return [CompanyDayIncome(**row._mapping) for row in rows]  # noqa: SLF001 - public name for a mapping


async def count_negative_balances(tx: ReadSession) -> int:
    query = select(func.count()).select_from(balances).where(_IN_THE_MINUS)
    return (await tx.execute(query)).scalar_one()


async def list_negative_balances(tx: ReadSession, window: Window) -> list[NegativeBalance]:
    """The deepest first, with one row more than the page has to tell whether there is a next."""
    key = tuple_(balances.c.balance, balances.c.user_id)
    query = select(balances.c.user_id, balances.c.balance).where(_IN_THE_MINUS)
    if (last := window.key(int, UUID)) is not None:
        query = query.where(key > tuple_(*last))
    rows = await tx.execute(query.order_by(key).limit(window.limit + 1))
    return [NegativeBalance(user_id=row.user_id, balance=row.balance) for row in rows]


async def most_expensive_by_day(tx: ReadSession, period: Period) -> list[MostExpensiveTaskOfDay]:
    rows = await tx.execute(_DEAREST, {"days": period.days})
    best = []
    for row in rows:
        task = None
        if row.id is not None:
            task = MostExpensiveTask(
                id=row.id,
                title=row.title,
                jira_key=row.jira_key,
                reward=row.reward,
                completed_at=row.completed_at,
                business_day=row.business_day,
            )
        best.append(MostExpensiveTaskOfDay(business_day=row.line, task=task))
    return best


async def keep_durations(tx: Transaction, period: Period, today: date) -> None:
    """Keeps the durations of the days before `today`, so that they are found out once."""
    await tx.execute(_KEEP_DURATIONS, {"days": period.days, "today": today})


async def throughput(tx: Transaction, period: Period) -> list[DayThroughput]:
    rows = await tx.execute(_THROUGHPUT, {"days": period.days})
    return [DayThroughput(**row._mapping) for row in rows]  # noqa: SLF001 - public name for a mapping
