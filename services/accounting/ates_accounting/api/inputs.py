"""What the routes of accounting share: who may call, in which terms the books are kept, and money."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Annotated

from fastapi import Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from ates_accounting.domain.books import CORRECTION_MAX, LEDGER_ROLES, Books
from ates_accounting.use_cases import statements
from ates_chassis.database.engine import Database
from ates_chassis.database.sessions import ReadSession
from ates_chassis.http.access import PEOPLE, Caller
from ates_chassis.http.app import may
from ates_chassis.shared.money import CurrencyCode

SignedIn = Annotated[Caller, Depends(may(*PEOPLE))]
Bookkeeper = Annotated[Caller, Depends(may(*LEDGER_ROLES))]


async def _books(request: Request) -> Books:
    books: Books = request.app.state.settings.books
    return books


OurBooks = Annotated[Books, Depends(_books)]


First = Annotated[date | None, Query(alias="from", description="first business day")]
Last = Annotated[date | None, Query(alias="to", description="last business day, inclusive")]


@asynccontextmanager
async def reading_today(db: Database, books: Books) -> AsyncIterator[tuple[ReadSession, date]]:
    """For what is read of the books, with the business day that is open.

    Whoever reads first on a new day begins it, and reads in the transaction that does so.
    """
    async with db.reading() as session:
        today = await statements.open_day(session)
        if today is not None:
            yield session, today
            return
    async with db.transaction() as tx:
        yield tx, await statements.begin_day(tx, books=books)


class AmountToPost(BaseModel):
    """An amount in minor units of a currency, as somebody gives it."""

    model_config = ConfigDict(extra="forbid")

    amount: int = Field(
        strict=True, ge=-CORRECTION_MAX * 1_000_000, le=CORRECTION_MAX * 1_000_000, examples=[1250]
    )
    currency: CurrencyCode
