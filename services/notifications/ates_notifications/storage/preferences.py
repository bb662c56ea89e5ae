"""What people chose: language, zone, quiet hours, and which mails they want."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, text
from sqlalchemy.dialects.postgresql import insert

from ates_chassis.database.engine import Transaction
from ates_chassis.database.sessions import ReadSession
from ates_notifications.domain.preferences import NoticePreferences, QuietHours
from ates_notifications.storage.tables import preferences

_OF_ALL = text(
    """
    SELECT user_id, language, time_zone, quiet_from, quiet_to, modes FROM preferences
    WHERE user_id = ANY(CAST(:ids AS uuid[]))
    """,
)


def preferences_of(row: Row[*tuple[Any, ...]]) -> NoticePreferences:
    """Of a row with the columns of the table; all are NULL for somebody who chose nothing."""
    quiet = row.quiet_from is not None
    return NoticePreferences(
        language=row.language,
        time_zone=row.time_zone,
        quiet_hours=QuietHours(row.quiet_from, row.quiet_to) if quiet else None,
        modes=row.modes or {},
    )


async def of_all(tx: Transaction, user_ids: Iterable[UUID]) -> Mapping[UUID, NoticePreferences]:
    """Of those who chose anything."""
    rows = await tx.execute(_OF_ALL, {"ids": list(user_ids)})
    return {row.user_id: preferences_of(row) for row in rows}


async def of_one(tx: ReadSession | Transaction, user_id: UUID) -> NoticePreferences:
    query = select(preferences).where(preferences.c.user_id == user_id)
    row = (await tx.execute(query)).one_or_none()
    return preferences_of(row) if row else NoticePreferences()


async def change(tx: Transaction, user_id: UUID, changed: NoticePreferences) -> None:
    quiet = changed.quiet_hours
    values = {
        "language": changed.language,
        "time_zone": changed.time_zone,
        "quiet_from": quiet.start if quiet else None,
        "quiet_to": quiet.end if quiet else None,
        "modes": dict(changed.modes),
    }
    statement = insert(preferences).values(user_id=user_id, **values)
    await tx.execute(statement.on_conflict_do_update(index_elements=["user_id"], set_=values))
