"""Payday over HTTP: which days wait for their close, closing one, and paying a returned payout again."""

import asyncio
from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, Field

from ates_accounting.api.inputs import Bookkeeper, OurBooks
from ates_accounting.api.ledger import TransferAnswer
from ates_accounting.domain.books import LEDGER_ROLES, Books
from ates_accounting.domain.payday import CLOSER_ROLES, EARLY_CLOSER_ROLES, BusinessDay, DayState
from ates_accounting.use_cases import payday
from ates_chassis.database.engine import Database
from ates_chassis.http.access import Caller
from ates_chassis.http.app import Db, may
from ates_chassis.http.idempotency import WithIdempotency
from ates_chassis.http.paging import Page
from ates_chassis.shared.money import Money

router = APIRouter()

Closer = Annotated[Caller, Depends(may(*CLOSER_ROLES))]
CloserOrBookkeeper = Annotated[Caller, Depends(may(*CLOSER_ROLES, *LEDGER_ROLES))]

# A request pays as many chunks as fit into this; the caller repeats it until the day is closed.
_REQUEST_S = 10.0


class Close(BaseModel):
    model_config = ConfigDict(extra="forbid")

    business_day: date
    open_day: bool = Field(
        default=False,
        strict=True,
        description="Close it although it is still running; administrators only.",
    )


class CloseAnswer(BaseModel):
    """How far the close has come: repeat the request until `state` is `closed`."""

    business_day: date
    state: DayState
    payouts: int
    amount: Money

    @classmethod
    def of(cls, day: BusinessDay, currency: str) -> Self:
        amount = Money(amount=day.amount, currency=currency)
        return cls(business_day=day.day, state=day.state, payouts=day.payouts, amount=amount)


class DueDayAnswer(BaseModel):
    business_day: date
    opens_at: datetime
    closes_at: datetime
    state: DayState

    @classmethod
    def of(cls, day: BusinessDay) -> Self:
        return cls(
            business_day=day.day, opens_at=day.opens_at, closes_at=day.closes_at, state=day.state
        )


@router.get("/business-days/due")
async def show_due_days(_: CloserOrBookkeeper, db: Db, books: OurBooks) -> Page[DueDayAnswer]:
    """The days that are over and not closed, oldest first."""
    async with db.transaction() as tx:
        days = await payday.show_due_days(tx, books=books)
    return Page(items=[DueDayAnswer.of(day) for day in days])


@router.post("/payouts")
async def pay_to_workers(body: Close, caller: Closer, db: Db, books: OurBooks) -> CloseAnswer:
    """Close a business day: everybody with a positive balance at its end is paid all of it.

    A request works for some ten seconds and answers how far it came. Repeat it until the state is `closed`: each
    employee is paid once, however often it is asked, by whomever, and whatever crashes in between.
    """
    if body.open_day:
        caller.require(*EARLY_CLOSER_ROLES)
    async with db.transaction() as tx:
        day = await payday.begin_close(tx, day=body.business_day, early=body.open_day, books=books)
    return CloseAnswer.of(await _pay(db, day, books), books.currency)


async def _pay(db: Database, day: BusinessDay, books: Books) -> BusinessDay:
    deadline = asyncio.get_running_loop().time() + _REQUEST_S
    while day.state == "closing" and asyncio.get_running_loop().time() < deadline:
        async with db.transaction() as tx:
            day = await payday.pay_next(tx, day=day.day, books=books)
    return day


@router.post("/payouts/{payout_id}/retry", status_code=201, response_model=TransferAnswer)
async def retry_payout(
    payout_id: UUID, caller: Bookkeeper, books: OurBooks, idempotency: WithIdempotency
) -> Response:
    """Pay a payout again whose money came back. It becomes a new payout with an id of its own.

    Never one's own: somebody else must (403 `own-account`), or the next close takes its money along.
    Refused as `earlier-day-not-closed` until every day before the open one is closed: their closes pay what came back on them.
    """
    async with idempotency.begin(caller.id) as tx:
        posted = await payday.retry_payout(tx, payout_id=payout_id, by=caller.id, books=books)
        answer = TransferAnswer.of(posted, books.currency)
        return await idempotency.answer(tx, 201, answer)
