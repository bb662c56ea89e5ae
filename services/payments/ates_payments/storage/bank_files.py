"""Bank files: which payouts each one carries. The file itself is made of these rows whenever it is asked for."""

from uuid import UUID

from sqlalchemy import Row, select, text, tuple_
from sqlalchemy import func as sql

from ates_chassis.database import Transaction
from ates_chassis.paging import Window
from ates_payments.domain import BankFile, BankLine
from ates_payments.storage.tables import bank_files, payouts, recipients

_FILING_LOCK = 0x0F11E501

_FILE = text(
    """
    WITH day AS (
        SELECT business_day, currency FROM payouts
        WHERE provider = 'manual' AND state = 'sent' AND file_id IS NULL
        ORDER BY business_day, currency LIMIT 1
    ), chosen AS (
        SELECT id, amount, business_day, currency FROM payouts JOIN day USING (business_day, currency)
        WHERE provider = 'manual' AND state = 'sent' AND file_id IS NULL
        ORDER BY id LIMIT :lines FOR UPDATE OF payouts
    ), made AS (
        INSERT INTO bank_files (business_day, currency, payouts, amount)
        SELECT business_day, currency, count(*), sum(amount) FROM chosen GROUP BY business_day, currency
        RETURNING id
    )
    UPDATE payouts SET file_id = made.id FROM chosen, made WHERE payouts.id = chosen.id
    RETURNING payouts.id
    """,
)
_OPEN = (
    select(sql.count())
    .where(payouts.c.file_id == bank_files.c.id, payouts.c.state == "sent")
    .scalar_subquery()
)
_SHOWN = (bank_files, _OPEN.label("open"))


async def file_payouts(tx: Transaction, lines: int) -> int:
    """Puts payouts that await a file into one, of one day and currency; returns how many. One worker at a time."""
    await tx.execute(select(sql.pg_advisory_xact_lock(_FILING_LOCK)))
    return len((await tx.scalars(_FILE, {"lines": lines})).all())


def _file_of(row: Row[tuple[object, ...]]) -> BankFile:
    return BankFile(**row._mapping)  # noqa: SLF001 - public, whatever its name


async def bank_file(tx: Transaction, file_id: UUID) -> BankFile | None:
    row = (await tx.execute(select(*_SHOWN).where(bank_files.c.id == file_id))).one_or_none()
    return _file_of(row) if row else None


async def bank_files_page(tx: Transaction, window: Window) -> list[BankFile]:
    """Newest first; ids are in the order of time."""
    query = select(*_SHOWN)
    if (last := window.key(UUID)) is not None:
        query = query.where(tuple_(bank_files.c.id) < last)
    rows = await tx.execute(query.order_by(bank_files.c.id.desc()).limit(window.limit + 1))
    return [_file_of(row) for row in rows]


async def lines_of(tx: Transaction, file_id: UUID) -> list[BankLine]:
    query = (
        select(
            payouts.c.id.label("payout_id"),
            payouts.c.user_id,
            recipients.c.full_name,
            payouts.c.amount,
        )
        .outerjoin(recipients, recipients.c.user_id == payouts.c.user_id)
        .where(payouts.c.file_id == file_id)
        .order_by(payouts.c.id)
    )
    return [BankLine(**row._mapping) for row in await tx.execute(query)]  # noqa: SLF001


async def open_payouts(tx: Transaction, file_id: UUID) -> list[UUID]:
    query = select(payouts.c.id).where(payouts.c.file_id == file_id, payouts.c.state == "sent")
    return list((await tx.scalars(query.order_by(payouts.c.id))).all())
