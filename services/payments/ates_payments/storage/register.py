"""The register of payouts: reading it, and the one row that a person acts on."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Row, Select, select, tuple_

from ates_chassis.database import Transaction
from ates_chassis.paging import Window
from ates_payments.domain import Days, MailState, Payout, PayoutState
from ates_payments.storage.tables import mails, payouts

_SHOWN = [
    payouts.c[name]
    for name in (
        "id", "user_id", "business_day", "amount", "currency", "state", "provider", "reference", "failure", "file_id",
        "traceparent",
    )
] + [mails.c.state.label("mail"), mails.c.failure.label("mail_failure")]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterFilter:
    """Which payouts a list shows."""

    days: Days
    state: PayoutState | None = None
    mail: MailState | None = None
    user_id: UUID | None = None
    file_id: UUID | None = None


def _query() -> Select[tuple[object, ...]]:
    return select(*_SHOWN).join(mails, mails.c.payout_id == payouts.c.id)


def _payout_of(row: Row[tuple[object, ...]]) -> Payout:
    return Payout(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping


async def payout_for_update(tx: Transaction, payout_id: UUID) -> Payout | None:
    query = _query().where(payouts.c.id == payout_id).with_for_update(of=(payouts, mails))
    row = (await tx.execute(query)).one_or_none()
    return _payout_of(row) if row else None


async def payouts_page(tx: Transaction, wanted: RegisterFilter, window: Window) -> list[Payout]:
    """Newest day first, with one row more than the page has to tell whether there is a next."""
    query = _query()
    for column, value in (
        (payouts.c.state, wanted.state),
        (mails.c.state, wanted.mail),
        (payouts.c.user_id, wanted.user_id),
        (payouts.c.file_id, wanted.file_id),
    ):
        if value is not None:
            query = query.where(column == value)
    if wanted.days.first is not None:
        query = query.where(payouts.c.business_day >= wanted.days.first)
    if wanted.days.last is not None:
        query = query.where(payouts.c.business_day <= wanted.days.last)
    key = tuple_(payouts.c.business_day, payouts.c.id)
    if (last := window.key(date.fromisoformat, UUID)) is not None:
        query = query.where(key < last)
    order = (payouts.c.business_day.desc(), payouts.c.id.desc())
    rows = await tx.execute(query.order_by(*order).limit(window.limit + 1))
    return [_payout_of(row) for row in rows]
