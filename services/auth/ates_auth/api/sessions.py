"""Routes for the caller's own sessions: the list of them, and their end."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from ates_auth.api.inputs import OwnSession, SignedIn
from ates_auth.storage.sessions import LiveSession
from ates_auth.use_cases import sessions
from ates_chassis.http.app import Db
from ates_chassis.http.idempotency import WithIdempotency
from ates_chassis.http.paging import Page, PageWindow, page

router = APIRouter(tags=["sessions"])


class SessionAnswer(BaseModel):
    id: UUID
    created_at: datetime
    used_at: datetime
    browser: str | None = Field(description="what it calls itself; null where unknown")
    address: str | None = Field(description="where it was used from last; null where unknown")
    current: bool = Field(description="whether it is the session of this access token")


class EndedAnswer(BaseModel):
    ended: int


@router.get("/sessions")
async def show_sessions(
    caller: SignedIn, current: OwnSession, db: Db, window: PageWindow
) -> Page[SessionAnswer]:
    """The caller's sessions that are still good, newest use first."""

    def answer(session: LiveSession) -> SessionAnswer:
        return SessionAnswer(
            id=session.id,
            created_at=session.created_at,
            used_at=session.used_at,
            browser=session.browser,
            address=session.address,
            current=session.id == current,
        )

    async with db.reading() as tx:
        rows = await sessions.show_sessions(tx, user_id=caller.id, window=window)
    return page(rows, window, key=lambda row: (row.used_at, row.id), item=answer)


@router.delete("/sessions/{session_id}", status_code=204)
async def end_session(session_id: UUID, caller: SignedIn, db: Db) -> None:
    """End one of one's own sessions: its tokens are good no more, in every service within a second."""
    async with db.transaction() as tx:
        await sessions.end_session(tx, user_id=caller.id, session_id=session_id)


@router.post("/sessions/end-others", response_model=EndedAnswer)
async def end_other_sessions(
    caller: SignedIn, current: OwnSession, idempotency: WithIdempotency
) -> Response:
    """End all of one's sessions but this one, as `end_session` does."""
    async with idempotency.begin(caller.id) as tx:
        ended = await sessions.end_other_sessions(tx, user_id=caller.id, current=current)
        answer = EndedAnswer(ended=ended)
        return await idempotency.answer(tx, 200, answer)
