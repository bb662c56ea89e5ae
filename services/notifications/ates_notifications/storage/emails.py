"""Mails: planned with the notices that they are about, claimed by one worker at a time, each with its own state."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from uuid_utils.compat import uuid7

from ates_chassis.database.engine import Transaction
from ates_notifications.domain import GATHERING, OF_PAYOUTS, Notice
from ates_notifications.domain.emails import (
    DELAY,
    DIGEST_NOTICES_MAX,
    Email,
    EmailBounds,
    PlannedEmail,
)
from ates_notifications.domain.preferences import mailed_as
from ates_notifications.storage.preferences import preferences_of

_ANEW = """
    SET state = 'due', next_at = excluded.next_at, due_since = excluded.due_since, attempts = 0, claim_id = NULL,
        failure = NULL, ended_at = NULL, traceparent = excluded.traceparent
"""
_PLANNED = """
    WITH new AS (
        SELECT * FROM unnest(CAST(:user_ids AS uuid[]), CAST(:notice_ids AS uuid[]), CAST(:at AS timestamptz[]),
            CAST(:again_at AS timestamptz[]), CAST(:traces AS text[])) AS mail(user_id, notice_id, at, again_at, traceparent)
    ), timed AS (
        SELECT user_id, notice_id, traceparent, CASE
            WHEN EXISTS (SELECT FROM emails WHERE emails.notice_id = new.notice_id) THEN again_at ELSE at
        END AS next_at FROM new
    )
    INSERT INTO emails AS old (user_id, notice_id, next_at, due_since, traceparent)
    SELECT user_id, notice_id, next_at, next_at, traceparent FROM timed ORDER BY user_id, notice_id
"""
# What is told of a notice already, or is being told, is told anew once more was added; what was given up stays so.
_PLAN = text(
    f"""
    {_PLANNED}
    ON CONFLICT (notice_id) WHERE notice_id IS NOT NULL DO UPDATE {_ANEW} WHERE old.state IN ('sent', 'unneeded')
    """,
)
_PLAN_DIGESTS = text(
    f"{_PLANNED} ON CONFLICT (user_id) WHERE notice_id IS NULL DO UPDATE {_ANEW} WHERE old.state <> 'due'"
)
_CLAIM = text(
    """
    WITH claimed AS (
        SELECT id FROM emails WHERE state = 'due' AND next_at <= now()
        ORDER BY next_at, id LIMIT :batch FOR UPDATE SKIP LOCKED
    ), held AS (
        UPDATE emails SET attempts = attempts + 1, claim_id = :claim_id,
            next_at = now() + make_interval(secs => :lease_s)
        FROM claimed WHERE emails.id = claimed.id RETURNING emails.*
    )
    SELECT held.id, held.claim_id, held.round, held.attempts, held.due_since, now() AS now, held.user_id,
        held.notice_id, held.failure, held.traceparent, contacts.email AS address, full_name,
        COALESCE(contacts.erased, false) AS erased, COALESCE(user_directory.active, true) AS active,
        language, time_zone, quiet_from, quiet_to, modes
    FROM held LEFT JOIN contacts USING (user_id) LEFT JOIN user_directory ON user_directory.id = held.user_id
    LEFT JOIN preferences USING (user_id) ORDER BY held.id
    """,
)
_NOTICE = """
    notices.id, notices.user_id, notices.kind, notices.count, notices.amount, notices.currency, notices.business_day,
    notices.task_id, notices.payout_id, notices.created_at, notices.updated_at, notices.read_at, notices.mailed,
    tasks.title, tasks.jira_key
"""
_NOTICES = text(
    f"""
    SELECT {_NOTICE} FROM notices LEFT JOIN tasks ON tasks.id = notices.task_id
    WHERE notices.id = ANY(CAST(:ids AS uuid[]))
        AND (notices.read_at IS NULL OR notices.kind = ANY(CAST(:in_any_case AS text[])))
    """,  # noqa: S608 - a constant
)
_NOTICES_OF_DIGESTS = text(
    f"""
    WITH chosen AS (
        SELECT * FROM unnest(CAST(:user_ids AS uuid[]), CAST(:kinds AS text[])) AS pair(user_id, kind)
    )
    SELECT latest.* FROM (SELECT DISTINCT user_id FROM chosen) AS readers CROSS JOIN LATERAL (
        SELECT {_NOTICE} FROM notices LEFT JOIN tasks ON tasks.id = notices.task_id
        JOIN chosen ON chosen.user_id = notices.user_id AND chosen.kind = notices.kind
        WHERE notices.user_id = readers.user_id AND notices.read_at IS NULL AND notices.mailed < notices.count
        ORDER BY notices.id LIMIT :maximum
    ) AS latest ORDER BY latest.id
    """,  # noqa: S608 - a constant
)
# Only its present holder says what became of a mail: another may have claimed it after the lease of the one before.
_HELD = "WHERE id = :id AND state = 'due' AND claim_id = :claim_id"
_END = text(
    f"""
    UPDATE emails SET state = :state, failure = :failure, ended_at = now(), claim_id = NULL,
        round = round + CASE WHEN :state = 'sent' THEN 1 ELSE 0 END
    {_HELD} RETURNING id
    """,  # noqa: S608 - a constant
)
_MAILED = text(
    """
    UPDATE notices SET mailed = GREATEST(mailed, told.count)
    FROM unnest(CAST(:ids AS uuid[]), CAST(:counts AS integer[])) AS told(id, count) WHERE notices.id = told.id
    """,
)
_AGAIN = """
    UPDATE emails SET state = 'due', attempts = 0, ended_at = NULL
"""
_TELL_THE_REST = text(
    f"""
    {_AGAIN}, next_at = GREATEST(now() + make_interval(secs => :delay_s), created_at + make_interval(secs => :gathering_s)),
        due_since = GREATEST(now(), created_at + make_interval(secs => :gathering_s))
    FROM notices WHERE emails.id = :id AND notices.id = notice_id AND read_at IS NULL AND mailed < count
    """,
)
_NEXT_DIGEST = text(
    f"""
    {_AGAIN}, next_at = :at, due_since = :at
    WHERE id = :id AND EXISTS (
        SELECT FROM notices WHERE notices.user_id = emails.user_id AND kind = ANY(CAST(:kinds AS text[]))
            AND read_at IS NULL AND mailed < count
    )
    """,
)
_LATER = text(
    f"""
    UPDATE emails SET failure = :failure, claim_id = NULL, next_at = now() + make_interval(secs => :wait_s) {_HELD}
    """,  # noqa: S608 - a constant
)
# What was put off or not tried counts no attempt, and its time begins when it may go out.
_PUT_OFF = text(
    """
    UPDATE emails SET attempts = attempts - 1, claim_id = NULL, next_at = untried.at,
        due_since = GREATEST(due_since, CASE WHEN attempts = 1 THEN untried.at END)
    FROM unnest(CAST(:ids AS uuid[]), CAST(:claim_ids AS uuid[]), CAST(:at AS timestamptz[])) AS untried(id, claim_id, at)
    WHERE emails.id = untried.id AND emails.claim_id = untried.claim_id AND state = 'due' AND attempts > 0
    """,
)


async def plan(tx: Transaction, planned: Sequence[PlannedEmail]) -> None:
    """Whose people are held: so nobody else plans or ends mails of theirs."""
    for statement, emails in (
        (_PLAN, [each for each in planned if each.notice_id is not None]),
        (_PLAN_DIGESTS, _one_each([each for each in planned if each.notice_id is None])),
    ):
        if emails:
            await tx.execute(
                statement,
                {
                    "user_ids": [each.user_id for each in emails],
                    "notice_ids": [each.notice_id for each in emails],
                    "at": [each.at for each in emails],
                    "again_at": [each.then for each in emails],
                    "traces": [each.traceparent for each in emails],
                },
            )


def _one_each(digests: Sequence[PlannedEmail]) -> list[PlannedEmail]:
    return list({each.user_id: each for each in digests}.values())


async def claim(tx: Transaction, bounds: EmailBounds) -> list[Email]:
    """Mails that are due, with what they are about."""
    limits = {"batch": bounds.batch, "lease_s": bounds.lease_s, "claim_id": uuid7()}
    rows = (await tx.execute(_CLAIM, limits)).all()
    claimed = [
        Email(
            id=row.id,
            claim_id=row.claim_id,
            round=row.round,
            attempts=row.attempts,
            due_since=row.due_since,
            now=row.now,
            user_id=row.user_id,
            notice_id=row.notice_id,
            address=row.address,
            full_name=row.full_name,
            erased=row.erased,
            active=row.active,
            preferences=preferences_of(row),
            failure=row.failure,
            traceparent=row.traceparent,
        )
        for row in rows
    ]
    return await _with_notices(tx, claimed) if claimed else []


async def _with_notices(tx: Transaction, emails: Sequence[Email]) -> list[Email]:
    pairs = [
        (each.user_id, kind)
        for each in emails
        if each.is_digest
        for kind in each.preferences.kinds_of("daily")
    ]
    ids = [each.notice_id for each in emails if each.notice_id is not None]
    alone = await _read(tx, {"ids": ids, "in_any_case": list(OF_PAYOUTS)})
    digests = await _read_digests(tx, pairs) if pairs else {}
    return [replace(each, notices=_notices_of(each, alone, digests)) for each in emails]


def _notices_of(
    email: Email, alone: Mapping[UUID, Notice], digests: Mapping[UUID, Sequence[Notice]]
) -> tuple[Notice, ...]:
    """Without what the person has ended since the mail was planned."""
    if email.notice_id is None:
        return tuple(digests.get(email.user_id, ()))
    notice = alone.get(email.notice_id)
    is_wanted = notice is not None and mailed_as(email.preferences, notice.kind) != "off"
    return (notice,) if notice is not None and is_wanted else ()


async def _read(tx: Transaction, values: Mapping[str, object]) -> dict[UUID, Notice]:
    rows = await tx.execute(_NOTICES, dict(values))
    return {row.id: Notice(**row._mapping) for row in rows}  # noqa: SLF001 - public, whatever its name


async def _read_digests(
    tx: Transaction, pairs: Sequence[tuple[UUID, str]]
) -> dict[UUID, list[Notice]]:
    values = {
        "user_ids": [user_id for user_id, _ in pairs],
        "kinds": [kind for _, kind in pairs],
        "maximum": DIGEST_NOTICES_MAX,
    }
    digests = defaultdict(list)
    for row in await tx.execute(_NOTICES_OF_DIGESTS, values):
        digests[row.user_id].append(Notice(**row._mapping))  # noqa: SLF001
    return digests


def _held(email: Email) -> dict[str, object]:
    return {"id": email.id, "claim_id": email.claim_id}


async def end(tx: Transaction, email: Email, state: str, failure: str | None = None) -> bool:
    """Whether it was still held by whoever says so."""
    values = _held(email) | {"state": state, "failure": failure}
    return await tx.scalar(_END, values) is not None


async def note_mailed(tx: Transaction, email: Email) -> None:
    """What the mail told of; its person is held."""
    counts = [each.count for each in email.notices]
    await tx.execute(_MAILED, {"ids": [each.id for each in email.notices], "counts": counts})


async def tell_the_rest(tx: Transaction, email: Email) -> None:
    """What was added while the mail was under way is told once its notice gathers no more."""
    waits = {"delay_s": DELAY.total_seconds(), "gathering_s": GATHERING.total_seconds()}
    await tx.execute(_TELL_THE_REST, {"id": email.id} | waits)


async def plan_next_digest(
    tx: Transaction, email: Email, at: datetime, kinds: Collection[str]
) -> None:
    """Where the daily mail left something out, or something was added while it was under way."""
    await tx.execute(_NEXT_DIGEST, {"id": email.id, "at": at, "kinds": list(kinds)})


async def note_later(tx: Transaction, email: Email, failure: str, wait_s: float) -> None:
    await tx.execute(_LATER, _held(email) | {"failure": failure, "wait_s": wait_s})


async def put_off(tx: Transaction, until: Sequence[tuple[Email, datetime]]) -> None:
    """Claimed, but not tried: as if they had not been claimed, but for a while."""
    until = sorted(until, key=lambda each: each[0].id)
    values = {
        "ids": [email.id for email, _ in until],
        "claim_ids": [email.claim_id for email, _ in until],
        "at": [at for _, at in until],
    }
    await tx.execute(_PUT_OFF, values)
