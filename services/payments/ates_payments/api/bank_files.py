"""Bank files: made once, handed over by a download, and then carried out or withdrawn."""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from ates_chassis.http.access import Caller
from ates_chassis.http.app import Db, may
from ates_chassis.http.idempotency import WithIdempotency
from ates_chassis.http.paging import Page, PageWindow, page
from ates_chassis.shared.money import Money
from ates_chassis.shared.text.fields import Obeys
from ates_chassis.shared.text.rules import line
from ates_payments.api.payouts import Bookkeeper, Settlement
from ates_payments.domain import FILE_ROLES, REASON_MAX
from ates_payments.domain.bank_files import BankFile, BankFileState
from ates_payments.settings import Settings
from ates_payments.use_cases import bank_files

router = APIRouter()

# Files keep the names of people who were erased since, as bookkeeping law asks for.
Accountant = Annotated[Caller, Depends(may(*FILE_ROLES))]


class BankFileAnswer(BaseModel):
    id: UUID
    business_day: date
    payouts: int = Field(description="how many payouts it was made with")
    amount: Money
    state: BankFileState
    open: int = Field(description="payouts of the file that are neither settled nor failed")
    settled: int
    failed: int
    execution_date: date | None = Field(description="the bank day on which the bank is to pay")
    created_at: datetime
    handed_over_at: datetime | None = Field(description="when it was downloaded first")
    handed_over_by: UUID | None
    withdrawn_at: datetime | None
    withdrawn_by: UUID | None
    withdrawal_reason: str | None
    sha256: str | None = Field(description="of the file as it is stored, in hexadecimal digits")

    @classmethod
    def of(cls, file: BankFile) -> Self:
        return cls(
            id=file.id,
            business_day=file.business_day,
            payouts=file.payouts,
            amount=Money(amount=file.amount, currency=file.currency),
            state=file.state,
            open=file.open,
            settled=file.settled,
            failed=file.failed,
            execution_date=file.execution_date,
            created_at=file.created_at,
            handed_over_at=file.handed_over_at,
            handed_over_by=file.handed_over_by,
            withdrawn_at=file.withdrawn_at,
            withdrawn_by=file.withdrawn_by,
            withdrawal_reason=file.withdrawal_reason,
            sha256=file.sha256.hex() if file.sha256 else None,
        )


class SettledAnswer(BaseModel):
    settled: int
    own: int = Field(
        description="payouts of the caller's own, still open: somebody else settles them"
    )


class Withdrawal(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: Annotated[
        str, Obeys(line(REASON_MAX)), Field(examples=["the bank refused the whole file"])
    ]


@router.get("/bank-files")
async def show_bank_files(_: Bookkeeper, db: Db, window: PageWindow) -> Page[BankFileAnswer]:
    """The bank files of the manual provider, newest first."""
    async with db.reading() as tx:
        rows = await bank_files.show_bank_files(tx, window=window)
    return page(rows, window, key=lambda row: (row.id,), item=BankFileAnswer.of)


_FILE_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {"application/xml": {"schema": {"type": "string"}}},
        "description": "pain.001.001.09",
    }
}


@router.get("/bank-files/{file_id}", response_class=Response, responses=_FILE_ANSWER)
async def show_bank_file(file_id: UUID, caller: Accountant, db: Db, request: Request) -> Response:
    """A bank file, ISO 20022 pain.001, as it was made: the same bytes whenever it is fetched.

    From the first time on it counts as handed over to the bank. A withdrawn file is not given out.
    """
    settings: Settings = request.app.state.settings
    async with db.transaction() as tx:
        file, content = await bank_files.hand_over_bank_file(
            tx, file_id=file_id, by=caller.id, payer=settings.payer
        )
    name = f"payouts-{file.business_day}-{file.id}.xml"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type="application/xml", headers=headers)


@router.post("/bank-files/{file_id}/withdraw", response_model=BankFileAnswer)
async def withdraw_bank_file(
    file_id: UUID, body: Withdrawal, caller: Bookkeeper, idempotency: WithIdempotency
) -> Response:
    """Say that the bank does not have a file and will not get it, or refused it as a whole.

    It can no longer be downloaded; what of it is still open goes into a new file with a new id. One that was downloaded
    is withdrawn by nobody whose own payout is open in it (403 `own-account`).
    """
    async with idempotency.begin(caller.id) as tx:
        answer = BankFileAnswer.of(
            await bank_files.withdraw_bank_file(
                tx, file_id=file_id, by=caller.id, reason=body.reason
            )
        )
        return await idempotency.answer(tx, 200, answer)


@router.post("/bank-files/{file_id}/settle", response_model=SettledAnswer)
async def settle_bank_file(
    file_id: UUID, body: Settlement, caller: Bookkeeper, idempotency: WithIdempotency
) -> Response:
    """Say that the bank carried a file out: settles what of it is neither settled nor failed yet.

    The caller's own payout stays open for somebody else to settle; where nothing else is open, it is 403 `own-account`.
    """
    async with idempotency.begin(caller.id) as tx:
        done = await bank_files.settle_bank_file(
            tx, file_id=file_id, reference=body.reference, by=caller.id
        )
        answer = SettledAnswer(settled=done.settled, own=done.own)
        return await idempotency.answer(tx, 200, answer)
