"""The clock for money, and the business days."""

from datetime import date, datetime

from sqlalchemy import Row, text

from ates_accounting.domain.payday import BusinessDay
from ates_accounting.storage.tables import business_days
from ates_chassis.database.engine import Transaction
from ates_chassis.database.sessions import ReadSession
from ates_chassis.shared.business_day import Day, day_after, first_day

_NOW = text("SELECT ledger_now()")

# A day that is being closed takes no more postings, also where its bounds would allow them.
_OPEN_DAY = text(
    "SELECT day FROM business_days WHERE state = 'open' AND closes_at > ledger_now() ORDER BY day LIMIT 1"
)
# The last day there is, if any, by the same look at the clock.
_LAST_DAY = text(
    """
    SELECT ledger_now() AS now, day, opens_at, closes_at FROM (VALUES (1)) AS one(row)
    LEFT JOIN (SELECT * FROM business_days ORDER BY day DESC LIMIT 1) AS last ON true
    """,
)
# Bounds are stored once as instants, so that a day of 23 or 25 hours is what it is for ever. Whoever begins the same days at
# the same moment loses nothing; days that would overlap are refused by the table.
_BEGIN_DAYS = text(
    """
    INSERT INTO business_days (day, opens_at, closes_at)
    SELECT * FROM unnest(CAST(:days AS date[]), CAST(:opens AS timestamptz[]), CAST(:closes AS timestamptz[]))
    ON CONFLICT DO NOTHING
    """,
)
_DAYS_AT_ONCE_MAX = 40_000
"""Days that are begun at once: a century without use."""

_DAY_FOR_UPDATE = text("SELECT * FROM business_days WHERE day = :day FOR UPDATE")
_EARLIER_OPEN = text("SELECT min(day) FROM business_days WHERE day < :day AND state <> 'closed'")
_DUE = text(
    """
    SELECT * FROM business_days WHERE state = 'closing' OR (state = 'open' AND closes_at <= ledger_now())
    ORDER BY day LIMIT :most
    """,
)


async def now(tx: Transaction) -> datetime:
    """The only clock for money: the database's."""
    moment: datetime = (await tx.execute(_NOW)).scalar_one()
    return moment


async def day_begun(tx: ReadSession) -> date | None:
    """The business day that is open now, where anything happened on it."""
    day: date | None = await tx.scalar(_OPEN_DAY)
    return day


async def open_day(tx: Transaction, zone: str) -> date:
    """The business day that is open now; it is begun, with all before it, where nothing happened on it yet."""
    day = await day_begun(tx)
    if day is None:
        await _begin_days(tx, zone)
        day = (await tx.execute(_OPEN_DAY)).scalar_one()
    return day


async def _begin_days(tx: Transaction, zone: str) -> None:
    """Days follow each other without a gap, up to today, or tomorrow where today was closed early.

    A time zone that was changed counts from the next day on, which begins where the last one ended.
    """
    last = (await tx.execute(_LAST_DAY)).one()
    if last.day is None:
        new = [first_day(last.now, zone)]
    else:
        known = Day(day=last.day, opens_at=last.opens_at, closes_at=last.closes_at)
        new = [day_after(known, zone)]
    for _ in range(_DAYS_AT_ONCE_MAX):
        if new[-1].closes_at > last.now:
            break
        new.append(day_after(new[-1], zone))
    values = {
        "days": [each.day for each in new],
        "opens": [each.opens_at for each in new],
        "closes": [each.closes_at for each in new],
    }
    await tx.execute(_BEGIN_DAYS, values)


async def day_for_update(tx: Transaction, day: date) -> BusinessDay | None:
    row = (await tx.execute(_DAY_FOR_UPDATE, {"day": day})).one_or_none()
    return _day(row) if row else None


async def earlier_open_day(tx: Transaction, day: date) -> date | None:
    """The first day before `day` that is not closed."""
    earlier: date | None = await tx.scalar(_EARLIER_OPEN, {"day": day})
    return earlier


async def due_days(tx: Transaction, limit: int) -> list[BusinessDay]:
    """Days that are over and not closed, oldest first."""
    return [_day(row) for row in await tx.execute(_DUE, {"most": limit})]


async def note_progress(tx: Transaction, day: BusinessDay) -> None:
    """Stores how far the close of `day` has come."""
    await tx.execute(
        business_days.update()
        .where(business_days.c.day == day.day)
        .values(state=day.state, paid_up_to=day.paid_up_to, payouts=day.payouts, amount=day.amount)
    )


def _day(row: Row[tuple[object, ...]]) -> BusinessDay:
    return BusinessDay(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
