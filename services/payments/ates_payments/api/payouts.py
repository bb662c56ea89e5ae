"""The register of payouts, and what accountants say of one."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from ates_chassis.http.access import Caller
from ates_chassis.http.app import Db, may
from ates_chassis.http.idempotency import WithIdempotency
from ates_chassis.http.paging import CSV_TOO, Page, PageWindow, WantsCsv, csv_answer, page
from ates_chassis.shared.money import Money
from ates_chassis.shared.text.fields import Obeys
from ates_chassis.shared.text.rules import line
from ates_payments.domain import (
    REASON_MAX,
    REFERENCE_MAX,
    REGISTER_ROLES,
    Days,
    Failed,
    MailState,
    Payout,
    PayoutState,
    Settled,
)
from ates_payments.storage.register import RegisterFilter
from ates_payments.use_cases import mails, payouts

router = APIRouter()

Bookkeeper = Annotated[Caller, Depends(may(*REGISTER_ROLES))]


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
    file_failure: str | None = Field(description="why no bank file can carry it, or not yet")
    followed_by: UUID | None = Field(
        description="the payout that took the money of this failed one along, as accounting says"
    )
    provider: str | None = Field(description="who pays it; nobody before it is sent")
    ends_by_hand: bool = Field(description="whether an accountant says now how it ends")
    ended_by: UUID | None = Field(description="the person who said how it ended, where one did")

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
            file_failure=payout.file_failure,
            followed_by=payout.followed_by,
            provider=payout.provider,
            ends_by_hand=payout.ends_by_hand,
            ended_by=payout.ended_by,
        )


_COLUMNS = [
    "business_day", "user_id", "amount.amount", "amount.currency", "state", "reference", "failure", "mail",
    "mail_failure", "bank_file_id", "file_failure", "followed_by", "provider", "ended_by", "id",
]  # fmt: skip


class Settlement(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reference: Annotated[
        str,
        Obeys(line(REFERENCE_MAX)),
        Field(description="kept for ever: name nobody", examples=["statement 47, line 3"]),
    ]


class FailureReport(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: Annotated[str, Obeys(line(REASON_MAX)), Field(examples=["account closed"])]


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
    filters: Annotated[RegisterFilter, Depends(_filter)],
) -> Response | Page[PayoutAnswer]:
    """The register of payouts with their states, newest business day first."""
    async with db.reading() as tx:
        rows = await payouts.show_payouts(tx, filters=filters, window=window)
    answer = page(
        rows, window, key=lambda row: (row.business_day.isoformat(), row.id), item=PayoutAnswer.of
    )
    return csv_answer(answer, "payouts", _COLUMNS) if as_csv else answer


@router.post("/payouts/{payout_id}/settle", response_model=PayoutAnswer)
async def settle_payout(
    payout_id: UUID, body: Settlement, caller: Bookkeeper, idempotency: WithIdempotency
) -> Response:
    """Say that a payout reached the employee: of a bank file, or of a provider that is no more.

    Never of one's own: somebody else must (403 `own-account`).
    """
    async with idempotency.begin(caller.id) as tx:
        answer = PayoutAnswer.of(
            await payouts.end_by_hand(
                tx, payout_id=payout_id, answer=Settled(body.reference), by=caller.id
            )
        )
        return await idempotency.answer(tx, 200, answer)


@router.post("/payouts/{payout_id}/fail", response_model=PayoutAnswer)
async def fail_payout(
    payout_id: UUID, body: FailureReport, caller: Bookkeeper, idempotency: WithIdempotency
) -> Response:
    """Say that a payout did not and will not reach the employee; the money returns to the balance.

    Never of one's own: somebody else must (403 `own-account`).
    A bank file with it that nobody has downloaded is replaced by one without it.
    """
    async with idempotency.begin(caller.id) as tx:
        answer = PayoutAnswer.of(
            await payouts.end_by_hand(
                tx, payout_id=payout_id, answer=Failed(body.reason), by=caller.id
            )
        )
        return await idempotency.answer(tx, 200, answer)


@router.post("/payouts/{payout_id}/mail", response_model=PayoutAnswer)
async def resend_mail(
    payout_id: UUID, caller: Bookkeeper, idempotency: WithIdempotency
) -> Response:
    """Try an undelivered mail again."""
    async with idempotency.begin(caller.id) as tx:
        answer = PayoutAnswer.of(await mails.send_mail_again(tx, payout_id=payout_id))
        return await idempotency.answer(tx, 200, answer)
