"""What the routes of accounting share: who may call, in which terms the books are kept, and money."""

from datetime import date
from typing import Annotated

from fastapi import Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from ates_accounting.domain.terms import CORRECTION_MAX, LEDGER_ROLES, Books
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


class AmountToPost(BaseModel):
    """An amount in minor units of a currency, as somebody gives it."""

    model_config = ConfigDict(extra="forbid")

    amount: int = Field(
        strict=True, ge=-CORRECTION_MAX * 1_000_000, le=CORRECTION_MAX * 1_000_000, examples=[1250]
    )
    currency: CurrencyCode
