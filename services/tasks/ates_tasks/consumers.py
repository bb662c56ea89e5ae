"""What the tasks service listens to."""

from collections.abc import Sequence

from ates_chassis import ended_sessions
from ates_chassis.database import Transaction
from ates_chassis.ended_sessions import SESSION_ENDED, SessionEnded
from ates_chassis.inbox import Inbox, Received
from ates_chassis.people import UserGone, UserState
from ates_tasks import use_cases

inbox = Inbox("tasks")


@inbox.on("auth.user-registered.v1", UserState)
@inbox.on("auth.user-changed.v1", UserState)
async def follow_people(tx: Transaction, events: Sequence[Received[UserState]]) -> None:
    await use_cases.follow_people(tx, changes=[event.data.person() for event in events])


@inbox.on("auth.user-erased.v1", UserGone)
async def forget_people(tx: Transaction, events: Sequence[Received[UserGone]]) -> None:
    await use_cases.follow_people(tx, changes=[event.data.person() for event in events])


@inbox.on(SESSION_ENDED, SessionEnded)
async def note_ended_sessions(tx: Transaction, events: Sequence[Received[SessionEnded]]) -> None:
    await ended_sessions.remember(tx, events)
