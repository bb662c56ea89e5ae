"""What analytics listens to. Each handler may get its events late, repeated, or before what they build on."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from ates_analytics import use_cases
from ates_analytics.domain import (
    AddedTask,
    Assignment,
    Cause,
    CompletedTask,
    Kind,
    PricedTask,
    Transfer,
)
from ates_chassis.database.engine import Transaction
from ates_chassis.messaging.inbox import Inbox
from ates_chassis.shared.consumed_events import ConsumedEvent, EventData
from ates_chassis.shared.ended_sessions import SESSION_ENDED, SessionEnded
from ates_chassis.shared.text.fields import Normalised
from ates_chassis.shared.user_directory import USER_NEWS, UserNews


class TaskAdded(EventData):
    task_id: UUID
    title: Normalised
    jira_key: str | None


class TaskAssigned(EventData):
    task_id: UUID
    number: int
    cause: Cause


class TaskCompleted(EventData):
    task_id: UUID


class TaskPriced(EventData):
    task_id: UUID
    fee: int
    reward: int


class TransferPosted(EventData):
    transfer_id: UUID
    user_id: UUID
    kind: Kind
    delta: int
    business_day: date


def listen(zone: str) -> Inbox:
    """All that analytics listens to; what has a time only gets its day in `zone`."""
    inbox = Inbox("analytics")
    _listen_to_auth(inbox)
    _listen_to_tasks(inbox, zone)
    _listen_to_accounting(inbox)
    return inbox


def _listen_to_auth(inbox: Inbox) -> None:
    @inbox.on_all(USER_NEWS)
    async def follow_people(tx: Transaction, events: Sequence[ConsumedEvent[UserNews]]) -> None:
        await use_cases.follow_people(tx, changes=[event.data.person() for event in events])

    @inbox.on(SESSION_ENDED, SessionEnded)
    async def note_ended_sessions(
        tx: Transaction, events: Sequence[ConsumedEvent[SessionEnded]]
    ) -> None:
        await use_cases.note_ended_sessions(tx, events=events)


def _listen_to_tasks(inbox: Inbox, zone: str) -> None:
    @inbox.on("tasks.task-added.v1", TaskAdded)
    async def note_added(tx: Transaction, events: Sequence[ConsumedEvent[TaskAdded]]) -> None:
        added = [
            AddedTask(id=e.data.task_id, title=e.data.title, jira_key=e.data.jira_key, at=e.time)
            for e in events
        ]
        await use_cases.note_added(tx, added=added, zone=zone)

    @inbox.on("tasks.task-assigned.v1", TaskAssigned)
    async def note_assigned(tx: Transaction, events: Sequence[ConsumedEvent[TaskAssigned]]) -> None:
        assigned = [
            Assignment(task_id=e.data.task_id, number=e.data.number, cause=e.data.cause, at=e.time)
            for e in events
        ]
        await use_cases.note_assigned(tx, assigned=assigned, zone=zone)

    @inbox.on("tasks.task-completed.v1", TaskCompleted)
    async def note_completed(
        tx: Transaction, events: Sequence[ConsumedEvent[TaskCompleted]]
    ) -> None:
        completed = [CompletedTask(id=e.data.task_id, at=e.time) for e in events]
        await use_cases.note_completed(tx, completed=completed, zone=zone)


def _listen_to_accounting(inbox: Inbox) -> None:
    @inbox.on("accounting.task-priced.v1", TaskPriced)
    async def note_priced(tx: Transaction, events: Sequence[ConsumedEvent[TaskPriced]]) -> None:
        priced = [
            PricedTask(id=e.data.task_id, fee=e.data.fee, reward=e.data.reward) for e in events
        ]
        await use_cases.note_priced(tx, priced=priced)

    @inbox.on("accounting.transfer-posted.v1", TransferPosted)
    async def note_transfers(
        tx: Transaction, events: Sequence[ConsumedEvent[TransferPosted]]
    ) -> None:
        transfers = [
            Transfer(
                id=e.data.transfer_id,
                user_id=e.data.user_id,
                kind=e.data.kind,
                delta=e.data.delta,
                business_day=e.data.business_day,
            )
            for e in events
        ]
        await use_cases.note_transfers(tx, transfers=transfers)
