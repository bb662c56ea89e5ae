"""A user's own sessions: which there are, and their end.

The end of a session takes effect at once here, and in the other services as soon as they hear of it.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from ates_auth.domain import NoSuchSessionError
from ates_auth.events import SessionEndedV1
from ates_auth.storage import sessions
from ates_auth.storage.sessions import LiveSession
from ates_chassis.database.engine import Transaction
from ates_chassis.database.sessions import ReadSession
from ates_chassis.http.paging import Window
from ates_chassis.messaging import outbox


async def show_sessions(tx: ReadSession, *, user_id: UUID, window: Window) -> Sequence[LiveSession]:
    """A page of the sessions that are still good, with one more to tell whether there is a next page."""
    return await sessions.live_sessions(tx, user_id, window)


async def end_session(tx: Transaction, *, user_id: UUID, session_id: UUID) -> None:
    """Ends one of the user's own sessions, if it has not ended before. Raises NoSuchSessionError."""
    ended_now = await sessions.end_own_session(tx, user_id, session_id)
    if ended_now is None:
        raise NoSuchSessionError("you have no such session")
    if ended_now:
        await _announce(tx, user_id, [session_id])


async def end_other_sessions(tx: Transaction, *, user_id: UUID, current: UUID) -> int:
    """Ends all sessions of a user but `kept`. Returns how many were still good."""
    ended = await sessions.end_sessions(tx, user_id, current=current)
    await _announce(tx, user_id, ended)
    return sum(ended.values())


async def end_all_sessions(tx: Transaction, *, user_id: UUID) -> None:
    """Ends every session of a user."""
    await _announce(tx, user_id, await sessions.end_sessions(tx, user_id))


async def end_any_session(tx: Transaction, *, session_id: UUID) -> None:
    """Ends a session, whosever it is, if it has not ended before."""
    user_id = await sessions.end_session(tx, session_id)
    if user_id is not None:
        await _announce(tx, user_id, [session_id])


async def forget_sessions(tx: Transaction, *, user_id: UUID) -> None:
    """Ends every session of a user, and forgets where each was used from."""
    await _announce(tx, user_id, await sessions.forget_sessions(tx, user_id))


async def _announce(tx: Transaction, user_id: UUID, session_ids: Iterable[UUID]) -> None:
    # In order of their ids, so that a test and a reader of the archive find them alike.
    ended = (SessionEndedV1(session_id=each, user_id=user_id) for each in sorted(session_ids))
    await outbox.put(tx, *ended)
