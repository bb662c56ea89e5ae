"""Routes for the caller's own notices."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from ates_chassis.http.app import Db
from ates_chassis.http.idempotency import WithIdempotency
from ates_chassis.http.paging import Page, PageWindow, page
from ates_chassis.shared.money import Money
from ates_notifications.api.inputs import SignedIn
from ates_notifications.domain import Notice, NoticeKind
from ates_notifications.use_cases import notices

router = APIRouter()


class NoticedTask(BaseModel):
    id: UUID
    title: str | None = Field(description="null where it is not known here, or not yet")
    jira_key: str | None


class NoticeAnswer(BaseModel):
    id: UUID
    kind: NoticeKind
    count: int = Field(description="of how many facts it tells; what it names is of the last")
    task: NoticedTask | None
    payout_id: UUID | None
    amount: Money | None = Field(description="of all of them together, as the person sees it")
    business_day: date | None
    created_at: datetime
    updated_at: datetime = Field(description="when the last was added")
    read_at: datetime | None

    @classmethod
    def of(cls, notice: Notice) -> Self:
        task = (
            NoticedTask(id=notice.task_id, title=notice.title, jira_key=notice.jira_key)
            if notice.task_id
            else None
        )
        amount = (
            Money(amount=notice.amount, currency=notice.currency)
            if notice.amount is not None and notice.currency
            else None
        )
        return cls(
            id=notice.id,
            kind=notice.kind,
            count=notice.count,
            task=task,
            payout_id=notice.payout_id,
            amount=amount,
            business_day=notice.business_day,
            created_at=notice.created_at,
            updated_at=notice.updated_at,
            read_at=notice.read_at,
        )


class UnreadAnswer(BaseModel):
    unread: int


class ReadUpTo(BaseModel):
    model_config = ConfigDict(extra="forbid")

    up_to: UUID = Field(description="the newest notice that was seen")


@router.get("/notices")
async def show_notices(
    caller: SignedIn,
    db: Db,
    window: PageWindow,
    unread: Annotated[bool, Query(description="only those that were not read")] = False,
) -> Page[NoticeAnswer]:
    """What concerns the caller, newest first."""
    async with db.reading() as tx:
        rows = await notices.show_notices(tx, user_id=caller.id, window=window, unread=unread)
    return page(rows, window, key=lambda row: (row.id,), item=NoticeAnswer.of)


@router.get("/notices/unread")
async def count_unread_notices(caller: SignedIn, db: Db) -> UnreadAnswer:
    """How many of the caller's notices were not read."""
    async with db.reading() as tx:
        return UnreadAnswer(unread=await notices.count_unread(tx, user_id=caller.id))


@router.post("/notices/read", response_model=UnreadAnswer)
async def mark_notices_read(
    body: ReadUpTo, caller: SignedIn, idempotency: WithIdempotency
) -> Response:
    """Mark the caller's notices up to one as read; what came after it stays unread."""
    async with idempotency.begin(caller.id) as tx:
        unread = await notices.mark_all_read(tx, user_id=caller.id, up_to=body.up_to)
        return await idempotency.answer(tx, 200, UnreadAnswer(unread=unread))


@router.post("/notices/{notice_id}/read", response_model=NoticeAnswer)
async def mark_notice_read(
    notice_id: UUID, caller: SignedIn, idempotency: WithIdempotency
) -> Response:
    """Mark one of the caller's notices as read."""
    async with idempotency.begin(caller.id) as tx:
        notice = await notices.mark_read(tx, user_id=caller.id, notice_id=notice_id)
        return await idempotency.answer(tx, 200, NoticeAnswer.of(notice))
