"""The register of payouts: reading it, and the one row that a person acts on."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Row, Select, select, tuple_

from ates_chassis.database.engine import Transaction
from ates_chassis.database.sessions import ReadSession
from ates_chassis.http.paging import Window
from ates_payments.domain import Days, MailState, Payout, PayoutState
from ates_payments.storage.tables import followed_payouts, mails, payouts

_SHOWN = [
    payouts.c[name]
    for name in (
        "id", "user_id", "business_day", "amount", "currency", "state", "provider", "reference", "failure", "file_id",
        "traceparent", "ended_by", "file_failure",
    )
]  # fmt: skip
_FOLLOWED_BY = (
    select(followed_payouts.c.followed_by)
    .where(followed_payouts.c.payout_id == payouts.c.id)
    .scalar_subquery()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterFilter:
    """Which payouts a list shows."""

    days: Days
    state: PayoutState | None = None
    mail: MailState | None = None
    user_id: UUID | None = None
    file_id: UUID | None = None
    followed: bool | None = None


def _query() -> Select[tuple[object, ...]]:
    shown = (
        *_SHOWN,
        mails.c.state.label("mail"),
        mails.c.failure.label("mail_failure"),
        _FOLLOWED_BY.label("followed_by"),
    )
    return select(*shown).join(mails, mails.c.payout_id == payouts.c.id)


def _payout_of(row: Row[tuple[object, ...]]) -> Payout:
    return Payout(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping


async def file_of(tx: Transaction, payout_id: UUID) -> UUID | None:
    file_id: UUID | None = await tx.scalar(
        select(payouts.c.file_id).where(payouts.c.id == payout_id)
    )
    return file_id


async def payout_for_update(tx: Transaction, payout_id: UUID) -> Payout | None:
    """Locks the payout and its mail, and reads then, so that it is what the last holder of the lock left."""
    for rows, key in ((payouts, payouts.c.id), (mails, mails.c.payout_id)):
        await tx.execute(select(key).where(key == payout_id).with_for_update(of=rows))
    row = (await tx.execute(_query().where(payouts.c.id == payout_id))).one_or_none()
    return _payout_of(row) if row else None


async def payouts_page(tx: ReadSession, filters: RegisterFilter, window: Window) -> list[Payout]:
    """Newest day first, with one row more than the page has to tell whether there is a next."""
    query = _query()
    for column, value in (
        (payouts.c.state, filters.state),
        (mails.c.state, filters.mail),
        (payouts.c.user_id, filters.user_id),
        (payouts.c.file_id, filters.file_id),
    ):
        if value is not None:
            query = query.where(column == value)
    if filters.followed is not None:
        query = query.where(_FOLLOWED_BY.is_not(None) == filters.followed)
    if filters.days.first is not None:
        query = query.where(payouts.c.business_day >= filters.days.first)
    if filters.days.last is not None:
        query = query.where(payouts.c.business_day <= filters.days.last)
    key = tuple_(payouts.c.business_day, payouts.c.id)
    if (last := window.key(date.fromisoformat, UUID)) is not None:
        query = query.where(key < last)
    order = (payouts.c.business_day.desc(), payouts.c.id.desc())
    rows = await tx.execute(query.order_by(*order).limit(window.limit + 1))
    return [_payout_of(row) for row in rows]
