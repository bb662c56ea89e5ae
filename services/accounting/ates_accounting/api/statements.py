"""An employee's own account over HTTP: the balance, and what each day did to it."""

from datetime import date
from typing import Self
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel

from ates_accounting.api.inputs import First, Last, OurBooks, SignedIn, reading_today
from ates_accounting.domain.statements import Account, AccountDay
from ates_accounting.use_cases import statements
from ates_chassis.http.app import Db
from ates_chassis.http.paging import CSV_TOO, Page, WantsCsv, csv_answer
from ates_chassis.shared.money import Money

router = APIRouter()


class AccountAnswer(BaseModel):
    user_id: UUID
    balance: Money
    earned_today: Money
    business_day: date

    @classmethod
    def of(cls, account: Account, currency: str) -> Self:
        return cls(
            user_id=account.user_id,
            balance=Money(amount=account.balance, currency=currency),
            earned_today=Money(amount=account.earned_today, currency=currency),
            business_day=account.business_day,
        )


class AccountDayAnswer(BaseModel):
    """What a business day did to the account; `balance` is what it was at the end of that day."""

    business_day: date
    fees: Money
    rewards: Money
    corrections: Money
    payouts: Money
    balance: Money

    @classmethod
    def of(cls, day: AccountDay, currency: str) -> Self:
        return cls(
            business_day=day.business_day,
            fees=Money(amount=day.fees, currency=currency),
            rewards=Money(amount=day.rewards, currency=currency),
            corrections=Money(amount=day.corrections, currency=currency),
            payouts=Money(amount=day.payouts, currency=currency),
            balance=Money(amount=day.balance, currency=currency),
        )


_DAY_COLUMNS = [
    "business_day", "fees.amount", "rewards.amount", "corrections.amount", "payouts.amount", "balance.amount",
    "balance.currency",
]  # fmt: skip


@router.get("/accounts/me")
async def show_balance(caller: SignedIn, db: Db, books: OurBooks) -> AccountAnswer:
    """The caller's balance, and what today brought."""
    async with reading_today(db, books) as (session, today):
        account = await statements.show_balance(session, user_id=caller.id, today=today)
    return AccountAnswer.of(account, books.currency)


@router.get("/accounts/me/days", response_model=Page[AccountDayAnswer], responses=CSV_TOO)
async def show_account_days(
    caller: SignedIn,
    db: Db,
    books: OurBooks,
    as_csv: WantsCsv,
    first: First = None,
    last: Last = None,
) -> Response | Page[AccountDayAnswer]:
    """The caller's account day by day, newest first; the last 30 days by default, 366 at most."""
    async with reading_today(db, books) as (session, today):
        days = await statements.show_account_days(
            session, user_id=caller.id, first=first, last=last, today=today
        )
    answer: Page[AccountDayAnswer] = Page(
        items=[AccountDayAnswer.of(day, books.currency) for day in days]
    )
    return csv_answer(answer, "account-days", _DAY_COLUMNS) if as_csv else answer
