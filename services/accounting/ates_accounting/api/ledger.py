"""The ledger over HTTP: statements, income and corrections."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator

from ates_accounting.api.inputs import Anyone, Bookkeeper, First, Last, Money, OurBooks
from ates_accounting.domain.ledger import Transfer
from ates_accounting.domain.statements import DayIncome
from ates_accounting.domain.terms import REASON_MAX, Books, Kind
from ates_accounting.use_cases import booking, reading
from ates_chassis.errors import Invalid
from ates_chassis.http import Db
from ates_chassis.once import OneEffect
from ates_chassis.paging import CSV_TOO, Page, PageWindow, WantsCsv, csv_answer, page
from ates_chassis.text.fields import Obeys
from ates_chassis.text.rules import line

router = APIRouter()


class TaskOfTransfer(BaseModel):
    id: UUID
    title: str | None
    jira_key: str | None


class TransferAnswer(BaseModel):
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
        )


_TRANSFER_COLUMNS = [
    "posted_at", "business_day", "kind", "user_id", "delta.amount", "delta.currency", "balance_after.amount",
    "task.jira_key", "task.title", "description", "occurred_at", "id",
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


class Correction(BaseModel):
    """Either an amount for a worker, or the transfer that is to be reversed; and always why."""

    model_config = ConfigDict(extra="forbid")

    user_id: UUID | None = None
    delta: Money | None = None
    reverses: UUID | None = None
    reason: Annotated[str, Obeys(line(REASON_MAX)), Field(examples=["charged twice by hand"])]

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        amount_given = self.user_id is not None and self.delta is not None
        nothing_given = self.user_id is None and self.delta is None
        if not (amount_given and self.reverses is None) and not (
            nothing_given and self.reverses is not None
        ):
            raise ValueError("give either user_id and delta, or reverses")
        return self


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
    async with db.reading() as tx:
        rows = await reading.show_transfers(
            tx,
            first=period[0],
            last=period[1],
            user_id=user_id,
            kind=kind,
            window=window,
            books=books,
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
    caller: Anyone,
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
            await reading.show_transfer(tx, transfer_id=transfer_id), books.currency
        )


@router.get("/income", response_model=Page[IncomeAnswer], responses=CSV_TOO)
async def show_income_by_day(
    _: Bookkeeper, db: Db, books: OurBooks, as_csv: WantsCsv, first: First = None, last: Last = None
) -> Response | Page[IncomeAnswer]:
    """What the company earned on each business day, newest first; the last 30 days by default, 366 at most."""
    async with db.reading() as tx:
        days = await reading.show_income(tx, first=first, last=last, books=books)
    answer: Page[IncomeAnswer] = Page(items=[IncomeAnswer.of(day, books.currency) for day in days])
    return csv_answer(answer, "income", _INCOME_COLUMNS) if as_csv else answer


@router.post("/transfers/corrections", status_code=201, response_model=TransferAnswer)
async def post_correction(
    body: Correction, caller: Bookkeeper, db: Db, books: OurBooks, once: OneEffect
) -> Response:
    """Correct the books with a reason: move an amount, or reverse a fee, a reward or a correction."""
    if body.delta is not None and body.delta.currency != books.currency:
        raise Invalid(f"the books are kept in {books.currency}", field="delta.currency")
    async with db.transaction() as tx:

        async def correct() -> TransferAnswer:
            if body.reverses is not None:
                posted = await booking.reverse_transfer(
                    tx, transfer_id=body.reverses, reason=body.reason, by=caller.id, books=books
                )
            else:
                assert body.user_id is not None
                assert body.delta is not None
                posted = await booking.post_correction(
                    tx,
                    user_id=body.user_id,
                    delta=body.delta.amount,
                    reason=body.reason,
                    by=caller.id,
                    books=books,
                )
            return TransferAnswer.of(posted, books.currency)

        return await once(tx, caller.id, 201, correct)
