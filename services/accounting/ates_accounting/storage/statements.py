"""Reading the ledger: statements, balances and income."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select, text

from ates_accounting.domain.ledger import Transfer
from ates_accounting.domain.statements import DayIncome, Period
from ates_accounting.domain.terms import Kind
from ates_accounting.storage.ledger import transfer_of
from ates_accounting.storage.tables import accounts, tasks, transfers
from ates_chassis.database import Transaction
from ates_chassis.paging import Window

_INCOME = text(
    """
    SELECT day AS business_day,
        COALESCE(sum(transfers.amount) FILTER (WHERE kind = 'fee'), 0)::bigint AS fees,
        COALESCE(sum(transfers.amount) FILTER (WHERE kind = 'reward'), 0)::bigint AS rewards
    FROM business_days
    LEFT JOIN transfers ON business_day = day AND kind IN ('fee', 'reward')
    WHERE day BETWEEN :first AND :last
    GROUP BY day ORDER BY day DESC
    """,
)
_EARNED = text(
    """
    SELECT COALESCE(sum(delta), 0)::bigint FROM transfers
    WHERE user_id = :user_id AND business_day = :day AND kind IN ('fee', 'reward', 'correction')
    """,
)

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
        "description",
        "task_id",
    )
] + [tasks.c.title, tasks.c.jira_key]


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferFilter:
    """Which transfers a list shows."""

    period: Period
    user_id: UUID | None = None
    kind: Kind | None = None


async def transfer(tx: Transaction, transfer_id: UUID) -> Transfer | None:
    query = select(*_SHOWN).outerjoin(tasks, tasks.c.id == transfers.c.task_id)
    row = (await tx.execute(query.where(transfers.c.id == transfer_id))).one_or_none()
    return transfer_of(row) if row else None


async def transfers_page(tx: Transaction, wanted: TransferFilter, window: Window) -> list[Transfer]:
    """Newest first, with one row more than the page has to tell whether there is a next."""
    query = (
        select(*_SHOWN)
        .outerjoin(tasks, tasks.c.id == transfers.c.task_id)
        .where(transfers.c.business_day.between(wanted.period.first, wanted.period.last))
    )
    if wanted.user_id is not None:
        query = query.where(transfers.c.user_id == wanted.user_id)
    if wanted.kind is not None:
        query = query.where(transfers.c.kind == wanted.kind)
    if (last := window.key(int)) is not None:
        query = query.where(transfers.c.number < last[0])
    rows = await tx.execute(query.order_by(transfers.c.number.desc()).limit(window.limit + 1))
    return [transfer_of(row) for row in rows]


async def balance(tx: Transaction, user_id: UUID) -> int:
    return await tx.scalar(select(accounts.c.balance).where(accounts.c.id == user_id)) or 0


async def earned(tx: Transaction, user_id: UUID, day: date) -> int:
    """What fees, rewards and corrections of `day` come to for a worker."""
    cents: int = (await tx.execute(_EARNED, {"user_id": user_id, "day": day})).scalar_one()
    return cents


async def income(tx: Transaction, wanted: Period) -> list[DayIncome]:
    """Newest day first; days on which nobody used the system are not there."""
    rows = await tx.execute(_INCOME, {"first": wanted.first, "last": wanted.last})
    return [
        DayIncome(business_day=row.business_day, fees=row.fees, rewards=row.rewards) for row in rows
    ]
