"""What people may read of the books."""

from datetime import date
from uuid import UUID

from ates_accounting.domain.books import Books, Kind, NoSuchTransferError
from ates_accounting.domain.ledger import Transfer
from ates_accounting.domain.statements import Account, AccountDay, DayIncome
from ates_accounting.storage import days, statements
from ates_accounting.storage.statements import TransferFilter
from ates_chassis.database.engine import Transaction
from ates_chassis.database.sessions import ReadSession
from ates_chassis.http.paging import Window
from ates_chassis.shared.period import Period

STATEMENT_DAYS = 30


async def open_day(tx: ReadSession) -> date | None:
    """The business day that is open, unless nobody asked for it or posted on it before."""
    return await days.day_begun(tx)


async def begin_day(tx: Transaction, *, books: Books) -> date:
    """The business day that is open, from now on for everybody."""
    return await days.open_day(tx, books.zone)


async def show_balance(tx: ReadSession, *, user_id: UUID, today: date) -> Account:
    return Account(
        user_id=user_id,
        balance=await statements.balance(tx, user_id),
        earned_today=await statements.earned(tx, user_id, today),
        business_day=today,
    )


async def show_transfers(
    tx: ReadSession,
    *,
    first: date | None,
    last: date | None,
    user_id: UUID | None,
    kind: Kind | None,
    window: Window,
    today: date,
) -> list[Transfer]:
    """A page of transfers, newest first; of one employee, or of the whole company. Raises InvalidError for the period."""
    period = Period.between(first, last, today=today, days=STATEMENT_DAYS)
    return await statements.transfers_page(
        tx, TransferFilter(period=period, user_id=user_id, kind=kind), window
    )


async def show_transfer(tx: ReadSession, *, transfer_id: UUID) -> Transfer:
    """One row of the ledger. Raises NoSuchTransferError."""
    transfer = await statements.transfer(tx, transfer_id)
    if transfer is None:
        raise NoSuchTransferError("there is no such transfer")
    return transfer


async def show_income(
    tx: Transaction, *, first: date | None, last: date | None, books: Books
) -> list[DayIncome]:
    """What the company earned on each business day, newest first. Raises InvalidError for the period."""
    today = await days.open_day(tx, books.zone)
    return await statements.income(
        tx, Period.between(first, last, today=today, days=STATEMENT_DAYS)
    )


async def show_account_days(
    tx: ReadSession, *, user_id: UUID, first: date | None, last: date | None, today: date
) -> list[AccountDay]:
    """What each business day did to an employee's account, newest first. Raises InvalidError for the period."""
    period = Period.between(first, last, today=today, days=STATEMENT_DAYS)
    return await statements.account_days(tx, user_id, period)
