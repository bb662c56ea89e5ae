"""The clock for money, and the business days."""

from datetime import date, datetime

from sqlalchemy import Row, text

from ates_accounting.domain.payday import BusinessDay
from ates_accounting.storage.tables import business_days
from ates_chassis.database import Transaction

_NOW = text("SELECT ledger_now()")

# A day that is being closed takes no more postings, also where its bounds would allow them.
_OPEN_DAY = text(
    "SELECT day FROM business_days WHERE state = 'open' AND closes_at > ledger_now() ORDER BY day LIMIT 1"
)
# Days follow each other without a gap, up to today, or tomorrow where today was closed early. Bounds are stored once as
# instants, so that a day of 23 or 25 hours is what it is for ever. Where the company's time zone was changed, the next day
# begins where the last one ended: days never overlap or repeat.
_BEGIN_DAYS = text(
    """
    WITH today AS (SELECT (ledger_now() AT TIME ZONE :zone)::date AS day), last AS (
        SELECT max(day) AS day, max(closes_at) AS closes_at, bool_and(closes_at <= ledger_now() OR state <> 'open') AS over
        FROM business_days
    ), missing AS (
        SELECT generate_series(
            COALESCE(last.day + 1, today.day),
            GREATEST(today.day, CASE WHEN last.over THEN last.day + 1 END), interval '1 day'
        )::date AS day FROM today, last
    )
    INSERT INTO business_days (day, opens_at, closes_at)
    SELECT missing.day,
        CASE WHEN missing.day = last.day + 1 THEN last.closes_at
             ELSE missing.day::timestamp AT TIME ZONE :zone END,
        (missing.day + 1)::timestamp AT TIME ZONE :zone
    FROM missing, last ORDER BY 1 ON CONFLICT DO NOTHING
    """,
)
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


async def open_day(tx: Transaction, zone: str) -> date:
    """The business day that is open now; it is begun, with all before it, where nothing happened on it yet."""
    day: date | None = await tx.scalar(_OPEN_DAY)
    if day is None:
        await tx.execute(_BEGIN_DAYS, {"zone": zone})
        day = (await tx.execute(_OPEN_DAY)).scalar_one()
    return day


async def day_for_update(tx: Transaction, day: date) -> BusinessDay | None:
    row = (await tx.execute(_DAY_FOR_UPDATE, {"day": day})).one_or_none()
    return _day(row) if row else None


async def earlier_open_day(tx: Transaction, day: date) -> date | None:
    """The first day before `day` that is not closed."""
    earlier: date | None = await tx.scalar(_EARLIER_OPEN, {"day": day})
    return earlier


async def due_days(tx: Transaction, most: int) -> list[BusinessDay]:
    """Days that are over and not closed, oldest first."""
    return [_day(row) for row in await tx.execute(_DUE, {"most": most})]


async def note_progress(tx: Transaction, day: BusinessDay) -> None:
    """Stores how far the close of `day` has come."""
    await tx.execute(
        business_days.update()
        .where(business_days.c.day == day.day)
        .values(state=day.state, paid_up_to=day.paid_up_to, payouts=day.payouts, amount=day.amount)
    )


def _day(row: Row[tuple[object, ...]]) -> BusinessDay:
    return BusinessDay(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
