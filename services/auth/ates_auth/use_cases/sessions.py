"""A user's own sessions: which there are, and their end.

The end of a session takes effect at its next renewal: no refresh token of it is good any more. Its last access token
lives out its ten minutes, since services verify tokens without asking auth; only deactivation takes effect at once.
"""

from collections.abc import Sequence
from uuid import UUID

from ates_auth.domain import NoSuchSession
from ates_auth.storage import sessions
from ates_auth.storage.sessions import LiveSession
from ates_chassis.database import Transaction
from ates_chassis.paging import Window


async def show_sessions(tx: Transaction, *, user_id: UUID, window: Window) -> Sequence[LiveSession]:
    """A page of the sessions that are still good, with one more to tell whether there is a next page."""
    return await sessions.live_sessions(tx, user_id, window)


async def end_session(tx: Transaction, *, user_id: UUID, session_id: UUID) -> None:
    """Ends one of the user's own sessions, if it has not ended before. Raises NoSuchSession."""
    if not await sessions.end_own_session(tx, user_id, session_id):
        raise NoSuchSession("you have no such session")


async def end_other_sessions(tx: Transaction, *, user_id: UUID, kept: UUID) -> int:
    """Ends all sessions of a user but `kept`. Returns how many were still good."""
    return await sessions.end_sessions(tx, user_id, kept=kept)
