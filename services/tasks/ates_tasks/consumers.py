"""What the tasks service listens to."""

from collections.abc import Sequence

from ates_chassis.database.engine import Transaction
from ates_chassis.messaging.inbox import Inbox
from ates_chassis.shared import ended_sessions
from ates_chassis.shared.consumed_events import ConsumedEvent
from ates_chassis.shared.ended_sessions import SESSION_ENDED, SessionEnded
from ates_chassis.shared.user_directory import USER_NEWS, UserNews
from ates_tasks.use_cases import assignment

inbox = Inbox("tasks")


@inbox.on_all(USER_NEWS)
async def follow_people(tx: Transaction, events: Sequence[ConsumedEvent[UserNews]]) -> None:
    await assignment.follow_people(tx, changes=[event.data.person() for event in events])


@inbox.on(SESSION_ENDED, SessionEnded)
async def note_ended_sessions(
    tx: Transaction, events: Sequence[ConsumedEvent[SessionEnded]]
) -> None:
    await ended_sessions.remember(tx, events)
