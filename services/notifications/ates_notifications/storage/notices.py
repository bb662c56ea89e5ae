"""Notices: facts are counted once into them, and they are read."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, select, text, tuple_, update

from ates_chassis.database.engine import Transaction
from ates_chassis.database.sessions import ReadSession
from ates_chassis.http.paging import Window
from ates_notifications.domain import GATHERING, ChangedNotice, Notice, NoticeFact
from ates_notifications.storage.contacts import HeldPeople
from ates_notifications.storage.tables import notices, tasks

_SHOWN = (
    notices.c.id,
    notices.c.user_id,
    notices.c.kind,
    notices.c.count,
    notices.c.amount,
    notices.c.currency,
    notices.c.business_day,
    notices.c.task_id,
    notices.c.payout_id,
    notices.c.created_at,
    notices.c.updated_at,
    notices.c.read_at,
    notices.c.mailed,
    tasks.c.title,
    tasks.c.jira_key,
)
_ALL = select(*_SHOWN).select_from(notices.outerjoin(tasks, tasks.c.id == notices.c.task_id))
_CLOSE = text(
    """
    UPDATE notices SET is_open = false
    WHERE user_id = ANY(CAST(:user_ids AS uuid[])) AND is_open
        AND (read_at IS NOT NULL OR created_at <= now() - make_interval(secs => :gathering_s))
    """,
)
# What counts is new by its natural key, whatever the inbox has forgotten, and is counted by the statement that keeps it.
_GATHER = text(
    """
    WITH new AS (
        SELECT * FROM unnest(CAST(:kinds AS text[]), CAST(:source_ids AS uuid[]), CAST(:numbers AS integer[]),
            CAST(:user_ids AS uuid[]), CAST(:gathers AS boolean[]), CAST(:task_ids AS uuid[]),
            CAST(:payout_ids AS uuid[]), CAST(:amounts AS bigint[]), CAST(:currencies AS text[]),
            CAST(:days AS date[]), CAST(:traces AS text[])) WITH ORDINALITY
            AS fact(kind, source_id, number, user_id, gathers, task_id, payout_id, amount, currency, business_day,
                traceparent, n)
    ), fresh AS (
        INSERT INTO facts (kind, source_id, number) SELECT DISTINCT kind, source_id, number FROM new
        ORDER BY kind, source_id, number ON CONFLICT DO NOTHING RETURNING kind, source_id, number
    ), counted AS (
        SELECT DISTINCT ON (kind, source_id, number) new.* FROM new JOIN fresh USING (kind, source_id, number)
        ORDER BY kind, source_id, number, n
    ), gathered AS (
        SELECT user_id, kind, gathers, count(*)::integer AS count, sum(amount)::bigint AS amount,
            (array_agg(currency ORDER BY n DESC))[1] AS currency, (array_agg(business_day ORDER BY n DESC))[1] AS day,
            (array_agg(task_id ORDER BY n DESC))[1] AS task_id, (array_agg(payout_id ORDER BY n DESC))[1] AS payout_id,
            (array_agg(traceparent ORDER BY n DESC))[1] AS traceparent
        FROM counted GROUP BY user_id, kind, gathers, CASE WHEN NOT gathers THEN source_id END
    ), changed AS (
        INSERT INTO notices AS old (user_id, kind, is_open, count, amount, currency, business_day, task_id, payout_id)
        SELECT user_id, kind, gathers, count, amount, currency, day, task_id, payout_id FROM gathered
        ORDER BY user_id, kind, payout_id
        ON CONFLICT (user_id, kind) WHERE is_open DO UPDATE SET count = old.count + excluded.count,
            amount = old.amount + excluded.amount, currency = excluded.currency, business_day = excluded.business_day,
            task_id = excluded.task_id, updated_at = now()
        RETURNING old.id, old.user_id, old.kind, old.payout_id, old.created_at
    )
    SELECT changed.id, changed.user_id, changed.kind, created_at, traceparent
    FROM changed JOIN gathered USING (user_id, kind)
    WHERE changed.payout_id IS NOT DISTINCT FROM gathered.payout_id ORDER BY changed.id
    """,
)
_READ = text(
    """
    UPDATE notices SET read_at = now(), is_open = false
    WHERE user_id = :user_id AND read_at IS NULL AND id <= :up_to RETURNING id
    """,
)


def _notice(row: Row[*tuple[Any, ...]]) -> Notice:
    return Notice(**row._mapping)  # noqa: SLF001 - public, whatever its name


async def gather(
    tx: Transaction, held: HeldPeople, facts: Sequence[NoticeFact]
) -> list[ChangedNotice]:
    """Counts each fact once, into a notice that is open or a new one. Their people must be held."""
    facts = [fact for fact in facts if fact.user_id in held.ids]
    if not facts:
        return []
    people = list({fact.user_id for fact in facts})
    closing = {"user_ids": people, "gathering_s": GATHERING.total_seconds()}
    await tx.execute(_CLOSE, closing)
    rows = await tx.execute(
        _GATHER,
        {
            "kinds": [fact.kind for fact in facts],
            "source_ids": [fact.source_id for fact in facts],
            "numbers": [fact.number for fact in facts],
            "user_ids": [fact.user_id for fact in facts],
            "gathers": [fact.gathers for fact in facts],
            "task_ids": [fact.task_id for fact in facts],
            "payout_ids": [fact.payout_id for fact in facts],
            "amounts": [fact.amount for fact in facts],
            "currencies": [fact.currency for fact in facts],
            "days": [fact.business_day for fact in facts],
            "traces": [fact.traceparent for fact in facts],
        },
    )
    return [ChangedNotice(**row._mapping) for row in rows]  # noqa: SLF001


async def notices_page(
    tx: ReadSession, user_id: UUID, window: Window, *, unread: bool
) -> list[Notice]:
    """Newest first; ids are in the order of time."""
    query = _ALL.where(notices.c.user_id == user_id)
    if unread:
        query = query.where(notices.c.read_at.is_(None))
    if (last := window.key(UUID)) is not None:
        query = query.where(tuple_(notices.c.id) < last)
    rows = await tx.execute(query.order_by(notices.c.id.desc()).limit(window.limit + 1))
    return [_notice(row) for row in rows]


async def count_unread(tx: ReadSession | Transaction, user_id: UUID) -> int:
    unread = (notices.c.user_id == user_id, notices.c.read_at.is_(None))
    return await tx.scalar(select(func.count()).select_from(notices).where(*unread)) or 0


async def notice_of(tx: Transaction, user_id: UUID, notice_id: UUID) -> Notice | None:
    query = _ALL.where(notices.c.id == notice_id, notices.c.user_id == user_id)
    row = (await tx.execute(query)).one_or_none()
    return _notice(row) if row else None


async def mark_read(tx: Transaction, notice_id: UUID, now: datetime) -> bool:
    """Whether it was unread."""
    unread = (notices.c.id == notice_id, notices.c.read_at.is_(None))
    changing = update(notices).where(*unread).values(read_at=now, is_open=False)
    return (await tx.execute(changing.returning(notices.c.id))).first() is not None


async def mark_all_read(tx: Transaction, user_id: UUID, up_to: UUID) -> bool:
    """Whether some were unread."""
    read = await tx.execute(_READ, {"user_id": user_id, "up_to": up_to})
    return read.first() is not None
