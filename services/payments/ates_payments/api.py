"""The routes of payments, and who may call them."""

from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from ates_chassis.access import Caller
from ates_chassis.errors import Conflict
from ates_chassis.http import Db, may
from ates_chassis.once import OneEffect
from ates_chassis.paging import CSV_TOO, Page, PageWindow, WantsCsv, csv_answer, page
from ates_chassis.text import Line
from ates_payments.domain import (
    REASON_MAX,
    REFERENCE_MAX,
    REGISTER_ROLES,
    BankFile,
    Days,
    MailState,
    Payout,
    PayoutState,
)
from ates_payments.settings import Settings
from ates_payments.storage.register import RegisterFilter
from ates_payments.use_cases import bank_files, mailing, pain001, paying

router = APIRouter(tags=["payments"])

Bookkeeper = Annotated[Caller, Depends(may(*REGISTER_ROLES))]


class NoAccount(Conflict):
    code = "no-company-account"


class Money(BaseModel):
    """An amount in minor units of a currency."""

    amount: int
    currency: str


class PayoutAnswer(BaseModel):
    id: UUID
    user_id: UUID
    business_day: date
    amount: Money
    state: PayoutState
    reference: str | None
    failure: str | None
    mail: MailState
    mail_failure: str | None = Field(description="why the mail is not, or not yet, delivered")
    bank_file_id: UUID | None
    followed_by: UUID | None = Field(
        description="the next payout to this worker after this one failed, which took its money along"
    )

    @classmethod
    def of(cls, payout: Payout) -> Self:
        return cls(
            id=payout.id,
            user_id=payout.user_id,
            business_day=payout.business_day,
            amount=Money(amount=payout.amount, currency=payout.currency),
            state=payout.state,
            reference=payout.reference,
            failure=payout.failure,
            mail=payout.mail,
            mail_failure=payout.mail_failure,
            bank_file_id=payout.file_id,
            followed_by=payout.followed_by,
        )


_COLUMNS = [
    "business_day", "user_id", "amount.amount", "amount.currency", "state", "reference", "failure", "mail",
    "mail_failure", "bank_file_id", "followed_by", "id",
]  # fmt: skip


class BankFileAnswer(BaseModel):
    id: UUID
    business_day: date
    payouts: int
    amount: Money
    open: int = Field(description="payouts of the file that are neither settled nor failed")
    created_at: datetime

    @classmethod
    def of(cls, file: BankFile) -> Self:
        return cls(
            id=file.id,
            business_day=file.business_day,
            payouts=file.payouts,
            amount=Money(amount=file.amount, currency=file.currency),
            open=file.open,
            created_at=file.created_at,
        )


class Settlement(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reference: Annotated[Line, Field(max_length=REFERENCE_MAX, examples=["statement 47, line 3"])]


class Failure(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: Annotated[Line, Field(max_length=REASON_MAX, examples=["account closed"])]


class SettledAnswer(BaseModel):
    settled: int


async def _filter(
    first: Annotated[date | None, Query(alias="from", description="first business day")] = None,
    last: Annotated[
        date | None, Query(alias="to", description="last business day, inclusive")
    ] = None,
    state: PayoutState | None = None,
    mail: MailState | None = None,
    user_id: UUID | None = None,
    bank_file_id: UUID | None = None,
    followed: Annotated[
        bool | None,
        Query(description="whether a later payout took the money of a failed one along"),
    ] = None,
) -> RegisterFilter:
    return RegisterFilter(
        days=Days(first=first, last=last),
        state=state,
        mail=mail,
        user_id=user_id,
        file_id=bank_file_id,
        followed=followed,
    )


@router.get("/payouts", response_model=Page[PayoutAnswer], responses=CSV_TOO)
async def show_payouts(
    _: Bookkeeper,
    db: Db,
    window: PageWindow,
    as_csv: WantsCsv,
    wanted: Annotated[RegisterFilter, Depends(_filter)],
) -> Response | Page[PayoutAnswer]:
    """The register of payouts with their states, newest business day first."""
    async with db.reading() as tx:
        rows = await paying.show_payouts(tx, wanted=wanted, window=window)
    answer = page(
        rows, window, key=lambda row: (row.business_day.isoformat(), row.id), item=PayoutAnswer.of
    )
    return csv_answer(answer, "payouts", _COLUMNS) if as_csv else answer


@router.post("/payouts/{payout_id}/settle", response_model=PayoutAnswer)
async def settle_payout(
    payout_id: UUID, body: Settlement, caller: Bookkeeper, db: Db, once: OneEffect
) -> Response:
    """Say that the bank paid a payout of a bank file."""
    async with db.transaction() as tx:

        async def settle() -> PayoutAnswer:
            return PayoutAnswer.of(
                await paying.settle_by_hand(tx, payout_id=payout_id, reference=body.reference)
            )

        return await once(tx, caller.id, 200, settle)


@router.post("/payouts/{payout_id}/fail", response_model=PayoutAnswer)
async def fail_payout(
    payout_id: UUID, body: Failure, caller: Bookkeeper, db: Db, once: OneEffect
) -> Response:
    """Say that the bank did not pay a payout of a bank file; the money returns to the worker's balance."""
    async with db.transaction() as tx:

        async def fail() -> PayoutAnswer:
            return PayoutAnswer.of(
                await paying.fail_by_hand(tx, payout_id=payout_id, reason=body.reason)
            )

        return await once(tx, caller.id, 200, fail)


@router.post("/payouts/{payout_id}/mail", response_model=PayoutAnswer)
async def resend_mail(payout_id: UUID, caller: Bookkeeper, db: Db, once: OneEffect) -> Response:
    """Try an undelivered mail again."""
    async with db.transaction() as tx:

        async def resend() -> PayoutAnswer:
            return PayoutAnswer.of(await mailing.send_mail_again(tx, payout_id=payout_id))

        return await once(tx, caller.id, 200, resend)


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
async def show_bank_file(file_id: UUID, _: Bookkeeper, db: Db, request: Request) -> Response:
    """A bank file, ISO 20022 pain.001; the same bytes whenever it is fetched."""
    settings: Settings = request.app.state.settings
    async with db.reading() as tx:
        file, lines = await bank_files.bank_file(tx, file_id=file_id)
    if settings.payer is None:
        raise NoAccount("the company's account is not set: ATES_COMPANY_IBAN")
    name = f"payouts-{file.business_day}-{file.id}.xml"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    xml = pain001.render(file, lines, settings.payer)
    return Response(xml, media_type="application/xml", headers=headers)


@router.post("/bank-files/{file_id}/settle", response_model=SettledAnswer)
async def settle_bank_file(
    file_id: UUID, body: Settlement, caller: Bookkeeper, db: Db, once: OneEffect
) -> Response:
    """Say that the bank carried a file out: settles what of it is neither settled nor failed yet."""
    async with db.transaction() as tx:

        async def settle() -> SettledAnswer:
            settled = await bank_files.settle_bank_file(
                tx, file_id=file_id, reference=body.reference
            )
            return SettledAnswer(settled=settled)

        return await once(tx, caller.id, 200, settle)
