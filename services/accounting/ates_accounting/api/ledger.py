"""The ledger over HTTP: statements and income."""

from datetime import date, datetime
from typing import Self
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel

from ates_accounting.api.inputs import (
    Bookkeeper,
    First,
    Last,
    OurBooks,
    SignedIn,
    reading_today,
)
from ates_accounting.domain.books import Books, Kind
from ates_accounting.domain.ledger import Transfer
from ates_accounting.domain.statements import DayIncome
from ates_accounting.use_cases import statements
from ates_chassis.http.app import Db
from ates_chassis.http.paging import CSV_TOO, Page, PageWindow, WantsCsv, csv_answer, page
from ates_chassis.shared.money import Money

router = APIRouter()


class TaskOfTransfer(BaseModel):
    id: UUID
    title: str | None
    jira_key: str | None


class TransferAnswer(BaseModel):
    """A row of the ledger. A correction says who posted and, above the limit, approved it, and what it reverses."""

    id: UUID
    posted_at: datetime
    occurred_at: datetime
    business_day: date
    kind: Kind
    user_id: UUID
    delta: Money
    balance_after: Money
    task: TaskOfTransfer | None
    description: str
    posted_by: UUID | None
    approved_by: UUID | None
    reverses: UUID | None
    reversed_by: UUID | None

    @classmethod
    def of(cls, row: Transfer, currency: str) -> Self:
        task = (
            TaskOfTransfer(id=row.task_id, title=row.title, jira_key=row.jira_key)
            if row.task_id
            else None
        )
        return cls(
            id=row.id,
            posted_at=row.posted_at,
            occurred_at=row.occurred_at,
            business_day=row.business_day,
            kind=row.kind,
            user_id=row.user_id,
            delta=Money(amount=row.delta, currency=currency),
            balance_after=Money(amount=row.balance_after, currency=currency),
            task=task,
            description=row.description,
            posted_by=row.actor_id,
            approved_by=row.approved_by,
            reverses=row.reverses,
            reversed_by=row.reversed_by,
        )


_TRANSFER_COLUMNS = [
    "posted_at", "business_day", "kind", "user_id", "delta.amount", "delta.currency", "balance_after.amount",
    "task.jira_key", "task.title", "description", "occurred_at", "id", "posted_by", "approved_by", "reverses",
    "reversed_by",
]  # fmt: skip


class IncomeAnswer(BaseModel):
    business_day: date
    income: Money
    fees: Money
    rewards: Money

    @classmethod
    def of(cls, day: DayIncome, currency: str) -> Self:
        return cls(
            business_day=day.business_day,
            income=Money(amount=day.income, currency=currency),
            fees=Money(amount=day.fees, currency=currency),
            rewards=Money(amount=day.rewards, currency=currency),
        )


_INCOME_COLUMNS = [
    "business_day",
    "income.amount",
    "fees.amount",
    "rewards.amount",
    "income.currency",
]


async def _list(
    db: Db,
    books: Books,
    window: PageWindow,
    *,
    period: tuple[date | None, date | None],
    user_id: UUID | None,
    kind: Kind | None,
    as_csv: bool,
) -> Response | Page[TransferAnswer]:
    async with reading_today(db, books) as (session, today):
        rows = await statements.show_transfers(
            session,
            first=period[0],
            last=period[1],
            user_id=user_id,
            kind=kind,
            window=window,
            today=today,
        )
    answer = page(
        rows,
        window,
        key=lambda row: (row.number,),
        item=lambda row: TransferAnswer.of(row, books.currency),
    )
    return csv_answer(answer, "transfers", _TRANSFER_COLUMNS) if as_csv else answer


@router.get("/accounts/me/transfers", response_model=Page[TransferAnswer], responses=CSV_TOO)
async def show_account_transfers(
    caller: SignedIn,
    db: Db,
    books: OurBooks,
    window: PageWindow,
    as_csv: WantsCsv,
    first: First = None,
    last: Last = None,
) -> Response | Page[TransferAnswer]:
    """The caller's statement: every transfer of the period, newest first; the last 30 days by default."""
    return await _list(
        db, books, window, period=(first, last), user_id=caller.id, kind=None, as_csv=as_csv
    )


@router.get("/transfers", response_model=Page[TransferAnswer], responses=CSV_TOO)
async def show_all_account_transfers(
    _: Bookkeeper,
    db: Db,
    books: OurBooks,
    window: PageWindow,
    as_csv: WantsCsv,
    first: First = None,
    last: Last = None,
    user_id: UUID | None = None,
    kind: Kind | None = None,
) -> Response | Page[TransferAnswer]:
    """The company's ledger: every transfer of the period, newest first; the last 30 days by default."""
    return await _list(
        db, books, window, period=(first, last), user_id=user_id, kind=kind, as_csv=as_csv
    )


@router.get("/transfers/{transfer_id}")
async def show_transfer(
    transfer_id: UUID, _: Bookkeeper, db: Db, books: OurBooks
) -> TransferAnswer:
    """One transfer of the company's ledger."""
    async with db.reading() as tx:
        return TransferAnswer.of(
            await statements.show_transfer(tx, transfer_id=transfer_id), books.currency
        )


@router.get("/income", response_model=Page[IncomeAnswer], responses=CSV_TOO)
async def show_income_by_day(
    _: Bookkeeper, db: Db, books: OurBooks, as_csv: WantsCsv, first: First = None, last: Last = None
) -> Response | Page[IncomeAnswer]:
    """What the company earned on each business day, newest first; the last 30 days by default, 366 at most."""
    async with db.transaction() as tx:
        days = await statements.show_income(tx, first=first, last=last, books=books)
    answer: Page[IncomeAnswer] = Page(items=[IncomeAnswer.of(day, books.currency) for day in days])
    return csv_answer(answer, "income", _INCOME_COLUMNS) if as_csv else answer
