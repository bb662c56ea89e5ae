"""What the tasks service listens to."""

from collections.abc import Sequence

from ates_chassis import ended_sessions
from ates_chassis.database import Transaction
from ates_chassis.ended_sessions import SESSION_ENDED, SessionEnded
from ates_chassis.inbox import Inbox, Received
from ates_chassis.people import USER_NEWS, UserNews
from ates_tasks import use_cases

inbox = Inbox("tasks")


@inbox.on_all(USER_NEWS)
async def follow_people(tx: Transaction, events: Sequence[Received[UserNews]]) -> None:
    await use_cases.follow_people(tx, changes=[event.data.person() for event in events])


@inbox.on(SESSION_ENDED, SessionEnded)
async def note_ended_sessions(tx: Transaction, events: Sequence[Received[SessionEnded]]) -> None:
    await ended_sessions.remember(tx, events)
