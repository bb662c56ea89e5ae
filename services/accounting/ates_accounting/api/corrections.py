"""Corrections over HTTP: posting one, and deciding on those above the limit."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator

from ates_accounting.api.inputs import AmountToPost, Bookkeeper, OurBooks, reading_today
from ates_accounting.api.ledger import TransferAnswer
from ates_accounting.domain.books import REASON_MAX, Books
from ates_accounting.domain.corrections import PendingCorrection, PendingState
from ates_accounting.use_cases import corrections
from ates_chassis.database.engine import Transaction
from ates_chassis.http.app import Db
from ates_chassis.http.idempotency import WithIdempotency
from ates_chassis.http.paging import Page, PageWindow, page
from ates_chassis.shared.errors import InvalidError
from ates_chassis.shared.money import Money
from ates_chassis.shared.reasons import Reason, ViolationError
from ates_chassis.shared.text.fields import Obeys
from ates_chassis.shared.text.rules import line

router = APIRouter()


class Correction(BaseModel):
    """Either an amount for an employee, or the transfer that is to be reversed; and always why."""

    model_config = ConfigDict(extra="forbid")

    user_id: UUID | None = None
    delta: AmountToPost | None = None
    reverses: UUID | None = None
    reason: Annotated[
        str,
        Obeys(line(REASON_MAX)),
        Field(description="kept for ever: name nobody", examples=["charged twice by hand"]),
    ]

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        amount_given = self.user_id is not None and self.delta is not None
        nothing_given = self.user_id is None and self.delta is None
        if not (amount_given and self.reverses is None) and not (
            nothing_given and self.reverses is not None
        ):
            raise ViolationError(Reason.of("one-correction"))
        return self


class PendingCorrectionAnswer(BaseModel):
    """A correction above the limit. It is posted on the day on which a second person approves it."""

    id: UUID
    state: PendingState
    user_id: UUID
    delta: Money
    reason: str
    reverses: UUID | None
    requested_by: UUID
    requested_at: datetime
    expires_at: datetime
    decided_by: UUID | None
    decided_at: datetime | None
    decision_reason: str | None
    transfer_id: UUID | None

    @classmethod
    def of(cls, row: PendingCorrection, currency: str) -> Self:
        return cls(
            id=row.id,
            state=row.state,
            user_id=row.user_id,
            delta=Money(amount=row.delta, currency=currency),
            reason=row.reason,
            reverses=row.reverses,
            requested_by=row.requested_by,
            requested_at=row.requested_at,
            expires_at=row.expires_at,
            decided_by=row.decided_by,
            decided_at=row.decided_at,
            decision_reason=row.decision_reason,
            transfer_id=row.transfer_id,
        )


class Refusal(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: Annotated[str, Obeys(line(REASON_MAX)), Field(examples=["the task was done"])]


class AllowanceAnswer(BaseModel):
    """`remaining` is what the caller may still post alone to this person today; `limit` what a whole day allows."""

    limit: Money
    remaining: Money


_WAITS: dict[int | str, dict[str, Any]] = {
    202: {
        "model": PendingCorrectionAnswer,
        "description": "It goes beyond the limit and waits for a second person",
    }
}


async def _correct(
    tx: Transaction, body: Correction, *, by: UUID, books: Books
) -> TransferAnswer | PendingCorrectionAnswer:
    if body.reverses is not None:
        made = await corrections.reverse_transfer(
            tx, transfer_id=body.reverses, reason=body.reason, by=by, books=books
        )
    else:
        assert body.user_id is not None
        assert body.delta is not None
        made = await corrections.post_correction(
            tx,
            user_id=body.user_id,
            delta=body.delta.amount,
            reason=body.reason,
            by=by,
            books=books,
        )
    if isinstance(made, PendingCorrection):
        return PendingCorrectionAnswer.of(made, books.currency)
    return TransferAnswer.of(made, books.currency)


@router.post(
    "/transfers/corrections", status_code=201, response_model=TransferAnswer, responses=_WAITS
)
async def post_correction(
    body: Correction, caller: Bookkeeper, books: OurBooks, idempotency: WithIdempotency
) -> Response:
    """Correct the books with a reason: move an amount, or reverse a fee, a reward or a correction.

    Never on one's own account. What goes beyond the day's limit, per poster and per beneficiary, is not posted but
    answered with 202, and waits seven days for a second accountant or administrator.
    """
    if body.delta is not None and body.delta.currency != books.currency:
        raise InvalidError(
            Reason.of("other-currency", currency=books.currency), field="delta.currency"
        )
    async with idempotency.begin(caller.id) as tx:
        answer = await _correct(tx, body, by=caller.id, books=books)
        status = 202 if isinstance(answer, PendingCorrectionAnswer) else 201
        return await idempotency.answer(tx, status, answer)


@router.get("/correction-allowance")
async def show_correction_allowance(
    user_id: UUID, caller: Bookkeeper, db: Db, books: OurBooks
) -> AllowanceAnswer:
    """How much the caller may still post to this person today without a second one."""
    async with reading_today(db, books) as (session, _):
        remaining = await corrections.show_correction_allowance(
            session, user_id=user_id, by=caller.id, books=books
        )
    return AllowanceAnswer(
        limit=Money(amount=books.correction_limit, currency=books.currency),
        remaining=Money(amount=remaining, currency=books.currency),
    )


Decidable = Annotated[
    bool,
    Query(
        description="only those that wait and that the caller may decide on: of others, for others"
    ),
]


@router.get("/pending-corrections")
async def show_pending_corrections(
    caller: Bookkeeper,
    db: Db,
    books: OurBooks,
    window: PageWindow,
    state: PendingState | None = None,
    decidable: Decidable = False,
) -> Page[PendingCorrectionAnswer]:
    """The corrections that wait or waited for a second person, newest first; all states by default."""
    async with db.reading() as tx:
        rows = await corrections.show_pending_corrections(
            tx, state=state, window=window, decidable_by=caller.id if decidable else None
        )
    return page(
        rows,
        window,
        key=lambda row: (row.id,),
        item=lambda row: PendingCorrectionAnswer.of(row, books.currency),
    )


@router.get("/pending-corrections/{correction_id}")
async def show_pending_correction(
    correction_id: UUID, _: Bookkeeper, db: Db, books: OurBooks
) -> PendingCorrectionAnswer:
    """A correction above the limit, and what became of it."""
    async with db.reading() as tx:
        correction = await corrections.show_pending_correction(tx, correction_id=correction_id)
    return PendingCorrectionAnswer.of(correction, books.currency)


@router.post("/pending-corrections/{correction_id}/approve", response_model=PendingCorrectionAnswer)
async def approve_correction(
    correction_id: UUID, caller: Bookkeeper, books: OurBooks, idempotency: WithIdempotency
) -> Response:
    """Post a waiting correction, as the second person: neither who requested it nor whose account it is."""
    async with idempotency.begin(caller.id) as tx:
        made = await corrections.approve_correction(
            tx, correction_id=correction_id, by=caller.id, books=books
        )
        answer = PendingCorrectionAnswer.of(made, books.currency)
        return await idempotency.answer(tx, 200, answer)


@router.post("/pending-corrections/{correction_id}/refuse", response_model=PendingCorrectionAnswer)
async def refuse_correction(
    correction_id: UUID,
    body: Refusal,
    caller: Bookkeeper,
    books: OurBooks,
    idempotency: WithIdempotency,
) -> Response:
    """Refuse a waiting correction with a reason, as the second person."""
    async with idempotency.begin(caller.id) as tx:
        made = await corrections.refuse_correction(
            tx, correction_id=correction_id, reason=body.reason, by=caller.id
        )
        answer = PendingCorrectionAnswer.of(made, books.currency)
        return await idempotency.answer(tx, 200, answer)


@router.post(
    "/pending-corrections/{correction_id}/withdraw", response_model=PendingCorrectionAnswer
)
async def withdraw_correction(
    correction_id: UUID, caller: Bookkeeper, books: OurBooks, idempotency: WithIdempotency
) -> Response:
    """Take back a waiting correction that the caller requested."""
    async with idempotency.begin(caller.id) as tx:
        made = await corrections.withdraw_correction(tx, correction_id=correction_id, by=caller.id)
        answer = PendingCorrectionAnswer.of(made, books.currency)
        return await idempotency.answer(tx, 200, answer)
