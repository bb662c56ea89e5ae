"""Queries on sessions and their refresh tokens, of which only digests are stored.

Rows are locked in one order everywhere: the user, then sessions by id, then refresh tokens. Deleting a session deletes its
tokens, so that a renewal which took its token first would wait in a circle with an erasure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, text, tuple_

from ates_auth.storage.tables import sessions as table
from ates_auth.storage.timestamps import parse_timestamp
from ates_chassis.database.engine import Transaction
from ates_chassis.database.sessions import ReadSession
from ates_chassis.http.paging import Window

_OPEN = text(
    """
    INSERT INTO sessions (id, user_id, user_agent, address, expires_at)
    VALUES (:id, :user_id, :browser, :address, now() + make_interval(secs => :max_s))
    RETURNING expires_at
    """,
)
_ADD_TOKEN = text("INSERT INTO refresh_tokens (digest, session_id) VALUES (:digest, :session_id)")
# Two at once meet here: the second waits for the first, and then finds the token used.
_LOCK = text(
    """
    SELECT FROM sessions WHERE id = (SELECT session_id FROM refresh_tokens WHERE digest = :digest)
    FOR NO KEY UPDATE
    """,
)
_USE = text(
    """
    UPDATE refresh_tokens SET used_at = clock_timestamp()
    FROM sessions JOIN users ON users.id = sessions.user_id
    WHERE refresh_tokens.digest = :digest AND refresh_tokens.used_at IS NULL
      AND sessions.id = refresh_tokens.session_id
      AND sessions.ended_at IS NULL AND sessions.expires_at > now() AND users.active
    RETURNING sessions.id, sessions.user_id, sessions.expires_at
    """,
)
_TOUCH = text("UPDATE sessions SET last_used_at = now(), address = :address WHERE id = :id")
_FIND = text(
    """
    SELECT sessions.id, sessions.user_id, sessions.expires_at, refresh_tokens.used_at IS NOT NULL AS used,
        successors.digest IS NOT NULL AND successors.used_at IS NULL AS successor_unused,
        sessions.ended_at IS NULL AND sessions.expires_at > now() AND users.active AS alive
    FROM refresh_tokens JOIN sessions ON sessions.id = refresh_tokens.session_id
        JOIN users ON users.id = sessions.user_id
        LEFT JOIN refresh_tokens AS successors ON successors.digest = :successor
    WHERE refresh_tokens.digest = :digest
    """,
)
_USED_FROM = text(
    "SELECT EXISTS (SELECT FROM sessions WHERE user_id = :user_id AND address = :address)"
)
_SESSION_OF_TOKEN = text("SELECT session_id FROM refresh_tokens WHERE digest = :digest")
_END = text(
    "UPDATE sessions SET ended_at = now() WHERE id = :id AND ended_at IS NULL RETURNING user_id"
)
_END_OWN = text(
    """
    UPDATE sessions SET ended_at = COALESCE(ended_at, now())
    WHERE id = :id AND user_id = :user_id RETURNING old.ended_at IS NULL AS ended_now
    """,
)
# Locked in order, so that two sessions which end each other do not wait in a circle.
_END_ALL = text(
    """
    WITH ending AS (
        SELECT id FROM sessions
        WHERE user_id = :user_id AND ended_at IS NULL AND id IS DISTINCT FROM CAST(:kept AS uuid)
        ORDER BY id FOR UPDATE
    )
    UPDATE sessions SET ended_at = now() FROM ending WHERE sessions.id = ending.id
    RETURNING sessions.id, sessions.expires_at > now() AS lived
    """,
)
_FORGET = text(
    """
    WITH leaving AS (SELECT id FROM sessions WHERE user_id = :user_id ORDER BY id FOR UPDATE)
    DELETE FROM sessions USING leaving WHERE sessions.id = leaving.id
    RETURNING sessions.id, sessions.ended_at IS NULL AS lived
    """,
)
_PRUNE = text(
    """
    DELETE FROM sessions WHERE id = ANY(ARRAY(
        SELECT id FROM sessions WHERE expires_at < now() ORDER BY expires_at LIMIT :most
        FOR UPDATE SKIP LOCKED
    ))
    """,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A session as its tokens need it."""

    id: UUID
    user_id: UUID
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """A refresh token as it stands: whether it and its successor were used, and whether its session lives."""

    session: Session
    used: bool
    successor_unused: bool
    alive: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveSession:
    """A session as its user sees it; `address` is where it was used from last, as far as known."""

    id: UUID
    created_at: datetime
    used_at: datetime
    browser: str | None
    address: str | None


async def open_session(
    tx: Transaction,
    *,
    id: UUID,
    user_id: UUID,
    browser: str | None,
    address: str,
    max_s: int,
    digest: bytes,
) -> Session:
    values = {"id": id, "user_id": user_id, "browser": browser, "address": address}
    expires_at: datetime = (await tx.scalars(_OPEN, values | {"max_s": max_s})).one()
    await tx.execute(_ADD_TOKEN, {"digest": digest, "session_id": id})
    return Session(id=id, user_id=user_id, expires_at=expires_at)


async def use_token(
    tx: Transaction, *, digest: bytes, successor: bytes, address: str
) -> Session | None:
    """Uses a token up and stores its successor. Returns its session, or nothing where it is not good."""
    await tx.execute(_LOCK, {"digest": digest})
    row = (await tx.execute(_USE, {"digest": digest})).one_or_none()
    if row is None:
        return None
    await tx.execute(_ADD_TOKEN, {"digest": successor, "session_id": row.id})
    await touch(tx, row.id, address=address)
    return Session(id=row.id, user_id=row.user_id, expires_at=row.expires_at)


async def token(tx: Transaction, *, digest: bytes, successor: bytes) -> Used | None:
    row = (await tx.execute(_FIND, {"digest": digest, "successor": successor})).one_or_none()
    if row is None:
        return None
    return Used(
        session=Session(id=row.id, user_id=row.user_id, expires_at=row.expires_at),
        used=row.used,
        successor_unused=row.successor_unused,
        alive=row.alive,
    )


async def session_of_token(tx: Transaction, digest: bytes) -> UUID | None:
    session_id: UUID | None = await tx.scalar(_SESSION_OF_TOKEN, {"digest": digest})
    return session_id


async def is_used_from(tx: Transaction, user_id: UUID, address: str) -> bool:
    """Whether a session of the user, which may have ended by now, was used from there last."""
    used: bool = (
        await tx.execute(_USED_FROM, {"user_id": user_id, "address": address})
    ).scalar_one()
    return used


async def touch(tx: Transaction, session_id: UUID, *, address: str) -> None:
    """Notes that a session was used just now, and from where."""
    await tx.execute(_TOUCH, {"id": session_id, "address": address})


async def end_session(tx: Transaction, session_id: UUID) -> UUID | None:
    """Ends a session. Returns whose it was, or nothing where it had ended before."""
    user_id: UUID | None = await tx.scalar(_END, {"id": session_id})
    return user_id


async def end_own_session(tx: Transaction, user_id: UUID, session_id: UUID) -> bool | None:
    """Ends a session of a user. Returns whether it ended just now, or nothing where the user has no such session."""
    ended_now: bool | None = await tx.scalar(_END_OWN, {"id": session_id, "user_id": user_id})
    return ended_now


async def end_sessions(
    tx: Transaction, user_id: UUID, *, current: UUID | None = None
) -> Mapping[UUID, bool]:
    """Ends all sessions of a user but `kept`. Returns which ended, and whether each was within its lifetime."""
    ended = await tx.execute(_END_ALL, {"user_id": user_id, "kept": current})
    return {row.id: row.lived for row in ended}


async def live_sessions(tx: ReadSession, user_id: UUID, window: Window) -> Sequence[LiveSession]:
    """The user's sessions that are still good, newest use first; one more than the page has."""
    key = tuple_(table.c.last_used_at, table.c.id)
    live = (table.c.user_id == user_id, table.c.ended_at.is_(None), table.c.expires_at > func.now())
    query = select(
        table.c.id,
        table.c.created_at,
        table.c.last_used_at.label("used_at"),
        table.c.user_agent.label("browser"),
        table.c.address,
    ).where(*live)
    last = window.key(parse_timestamp, UUID)
    if last is not None:
        query = query.where(key < last)
    order = (table.c.last_used_at.desc(), table.c.id.desc())
    rows = await tx.execute(query.order_by(*order).limit(window.limit + 1))
    return [LiveSession(**row) for row in rows.mappings()]


async def forget_sessions(tx: Transaction, user_id: UUID) -> Sequence[UUID]:
    """Deletes all sessions of a user. Returns which had not ended before."""
    return [row.id for row in await tx.execute(_FORGET, {"user_id": user_id}) if row.lived]


async def prune_sessions(tx: Transaction, *, limit: int) -> None:
    await tx.execute(_PRUNE, {"most": limit})
