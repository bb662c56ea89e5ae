"""Reading the ledger: statements, balances and income."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, literal, select, text

from ates_accounting.domain.books import Kind
from ates_accounting.domain.ledger import Transfer
from ates_accounting.domain.statements import AccountDay, DayIncome
from ates_accounting.storage.ledger import transfer_of
from ates_accounting.storage.tables import (
    accounts,
    business_days,
    return_reasons,
    tasks,
    transfers,
)
from ates_chassis.database.engine import Transaction
from ates_chassis.database.sessions import ReadSession
from ates_chassis.http.paging import Window
from ates_chassis.shared.period import Period

# A day that is being closed takes no more fees and rewards: its sums are kept by the first who asks for them.
_KEEP_INCOMES = text(
    """
    INSERT INTO day_incomes (day, fees, rewards)
    SELECT day, COALESCE(sum(transfers.amount) FILTER (WHERE kind = 'fee'), 0)::bigint,
        COALESCE(sum(transfers.amount) FILTER (WHERE kind = 'reward'), 0)::bigint
    FROM business_days LEFT JOIN transfers ON business_day = day
    WHERE day BETWEEN :first AND :last AND state <> 'open' AND NOT EXISTS (
        SELECT FROM day_incomes WHERE day_incomes.day = business_days.day
    )
    GROUP BY day ORDER BY day ON CONFLICT DO NOTHING
    """,
)
_INCOME = text(
    """
    SELECT day AS business_day, COALESCE(kept.fees, summed.fees, 0)::bigint AS fees,
        COALESCE(kept.rewards, summed.rewards, 0)::bigint AS rewards
    FROM business_days LEFT JOIN day_incomes AS kept USING (day)
    LEFT JOIN LATERAL (
        SELECT sum(amount) FILTER (WHERE kind = 'fee') AS fees, sum(amount) FILTER (WHERE kind = 'reward') AS rewards
        FROM transfers WHERE kept.day IS NULL AND business_day = business_days.day
    ) AS summed ON true
    WHERE day BETWEEN :first AND :last ORDER BY day DESC
    """,
)
# Backwards from the balance of now: what later days brought is taken out.
_ACCOUNT_DAYS = text(
    """
    WITH moved AS (
        SELECT business_day AS day, sum(delta) AS delta, sum(delta) FILTER (WHERE kind = 'fee') AS fees,
            sum(delta) FILTER (WHERE kind = 'reward') AS rewards,
            sum(delta) FILTER (WHERE kind = 'correction') AS corrections,
            sum(delta) FILTER (WHERE kind IN ('payout', 'payout-returned')) AS payouts
        FROM transfers WHERE user_id = :user_id AND business_day >= :first GROUP BY business_day
    ), ended AS (
        SELECT day, fees, rewards, corrections, moved.payouts,
            COALESCE((SELECT balance FROM accounts WHERE id = :user_id), 0)
            - COALESCE(sum(delta) OVER (ORDER BY day DESC ROWS UNBOUNDED PRECEDING EXCLUDE CURRENT ROW), 0) AS balance
        FROM business_days LEFT JOIN moved USING (day) WHERE day >= :first
    )
    SELECT day AS business_day, COALESCE(fees, 0)::bigint AS fees, COALESCE(rewards, 0)::bigint AS rewards,
        COALESCE(corrections, 0)::bigint AS corrections, COALESCE(payouts, 0)::bigint AS payouts,
        balance::bigint AS balance
    FROM ended WHERE day <= :last ORDER BY day DESC
    """,
)
_EARNED = text(
    """
    SELECT COALESCE(sum(delta), 0)::bigint FROM transfers
    WHERE user_id = :user_id AND business_day = :day AND kind IN ('fee', 'reward', 'correction')
    """,
)

_reversals = transfers.alias("reversals")
# Of entries from before the reasons had a table of their own, it is in the ledger's own words.
_reason = (
    select(return_reasons.c.reason)
    .where(
        transfers.c.kind == "payout-returned", return_reasons.c.payout_id == transfers.c.source_id
    )
    .scalar_subquery()
)
_description = transfers.c.description + func.coalesce(": " + _reason, "")

_SHOWN = [
    transfers.c[name]
    for name in (
        "id",
        "number",
        "source_id",
        "kind",
        "user_id",
        "delta",
        "balance_after",
        "business_day",
        "posted_at",
        "occurred_at",
        "task_id",
        "reverses",
        "actor_id",
        "approved_by",
    )
] + [
    _description.label("description"),
    tasks.c.title,
    tasks.c.jira_key,
    _reversals.c.id.label("reversed_by"),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferFilter:
    """Which transfers a list shows."""

    period: Period
    user_id: UUID | None = None
    kind: Kind | None = None


async def transfer(tx: ReadSession, transfer_id: UUID) -> Transfer | None:
    query = (
        select(*_SHOWN)
        .outerjoin(tasks, tasks.c.id == transfers.c.task_id)
        .outerjoin(_reversals, _reversals.c.reverses == transfers.c.id)
    )
    row = (await tx.execute(query.where(transfers.c.id == transfer_id))).one_or_none()
    return transfer_of(row) if row else None


async def transfers_page(
    tx: ReadSession, filters: TransferFilter, window: Window
) -> list[Transfer]:
    """Newest first, with one row more than the page has to tell whether there is a next."""
    after = window.key(int)
    numbers = await _numbers(tx, filters.period)
    if numbers is None:
        return []
    first, last = (literal(each, literal_execute=True) for each in numbers)
    # Without the sum, or without knowing how many rows the numbers span, the planner might collect the whole period by
    # its days and sort it for the sake of one page.
    matching = select(transfers.c.number).where(
        (transfers.c.business_day + 0).between(filters.period.first, filters.period.last),
        transfers.c.number.between(first, last),
    )
    if filters.user_id is not None:
        matching = matching.where(transfers.c.user_id == filters.user_id)
    if filters.kind is not None:
        matching = matching.where(transfers.c.kind == filters.kind)
    if after is not None:
        matching = matching.where(transfers.c.number < after[0])
    shown = matching.order_by(transfers.c.number.desc()).limit(window.limit + 1).subquery()
    query = (
        select(*_SHOWN)
        .select_from(shown)
        .join(transfers, transfers.c.number == shown.c.number)
        .outerjoin(tasks, tasks.c.id == transfers.c.task_id)
        .outerjoin(_reversals, _reversals.c.reverses == transfers.c.id)
    )
    return [transfer_of(row) for row in await tx.execute(query.order_by(shown.c.number.desc()))]


async def _numbers(tx: ReadSession, period: Period) -> tuple[int, int] | None:
    """The first and the last number of a period, so that a list in their order begins and ends there; None without any.

    Payouts of a day are posted after it, between the transfers of later days: the days cannot tell where to look.
    """
    in_period = business_days.c.day.between(period.first, period.last)
    of_day = select(transfers.c.number).where(transfers.c.business_day == business_days.c.day)
    first = of_day.order_by(transfers.c.number).limit(1).scalar_subquery()
    last = of_day.order_by(transfers.c.number.desc()).limit(1).scalar_subquery()
    bounds = select(func.min(first), func.max(last)).where(in_period)
    minimum, maximum = (await tx.execute(bounds)).one()
    return None if minimum is None else (minimum, maximum)


async def balance(tx: ReadSession, user_id: UUID) -> int:
    return await tx.scalar(select(accounts.c.balance).where(accounts.c.id == user_id)) or 0


async def earned(tx: ReadSession, user_id: UUID, day: date) -> int:
    """What fees, rewards and corrections of `day` come to for an employee."""
    cents: int = (await tx.execute(_EARNED, {"user_id": user_id, "day": day})).scalar_one()
    return cents


async def income(tx: Transaction, period: Period) -> list[DayIncome]:
    """Newest day first; days on which nobody used the system are not there. Keeps what cannot change any more."""
    days = {"first": period.first, "last": period.last}
    await tx.execute(_KEEP_INCOMES, days)
    rows = await tx.execute(_INCOME, days)
    return [
        DayIncome(business_day=row.business_day, fees=row.fees, rewards=row.rewards) for row in rows
    ]


async def account_days(tx: ReadSession, user_id: UUID, period: Period) -> list[AccountDay]:
    """Newest day first; every business day of the period is there, also without transfers."""
    values = {"user_id": user_id, "first": period.first, "last": period.last}
    rows = await tx.execute(_ACCOUNT_DAYS, values)
    return [AccountDay(**row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
