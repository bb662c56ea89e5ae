"""What accounting listens to. Each handler may get its events late, repeated, or before what they build on."""

from collections.abc import Sequence
from random import SystemRandom
from uuid import UUID

from ates_accounting.domain.books import Books
from ates_accounting.domain.ledger import KnownTask, Occurrence
from ates_accounting.use_cases import ledger, payday, prices
from ates_accounting.use_cases.payday import PaymentFailure
from ates_chassis.database.engine import Transaction
from ates_chassis.messaging.inbox import Inbox
from ates_chassis.shared import ended_sessions
from ates_chassis.shared.consumed_events import ConsumedEvent, EventData
from ates_chassis.shared.ended_sessions import SESSION_ENDED, SessionEnded
from ates_chassis.shared.text.fields import Normalised
from ates_chassis.shared.user_directory import USER_NEWS, UserGone, UserNews

_rng = SystemRandom()


class TaskAdded(EventData):
    task_id: UUID
    title: Normalised
    jira_key: str | None


class TaskAssigned(EventData):
    task_id: UUID
    assignee_id: UUID


class TaskCompleted(EventData):
    task_id: UUID
    completed_by: UUID


class PaymentFailed(EventData):
    payout_id: UUID
    reason: str


def listen(books: Books) -> Inbox:
    """All that accounting listens to, booked as `books` say."""
    inbox = Inbox("accounting")
    _listen_to_auth(inbox)
    _listen_to_tasks(inbox, books)
    _listen_to_payments(inbox, books)
    return inbox


def _listen_to_auth(inbox: Inbox) -> None:
    @inbox.on_all(USER_NEWS)
    async def follow_people(tx: Transaction, events: Sequence[ConsumedEvent[UserNews]]) -> None:
        news = [event.data for event in events]
        await ledger.follow_people(
            tx,
            changes=[each.person() for each in news],
            erased=[each.user_id for each in news if isinstance(each, UserGone)],
        )

    @inbox.on(SESSION_ENDED, SessionEnded)
    async def note_ended_sessions(
        tx: Transaction, events: Sequence[ConsumedEvent[SessionEnded]]
    ) -> None:
        await ended_sessions.remember(tx, events)


def _listen_to_tasks(inbox: Inbox, books: Books) -> None:
    @inbox.on("tasks.task-added.v1", TaskAdded)
    async def price_tasks(tx: Transaction, events: Sequence[ConsumedEvent[TaskAdded]]) -> None:
        met = [
            (
                KnownTask(id=e.data.task_id, title=e.data.title, jira_key=e.data.jira_key),
                e.traceparent,
            )
            for e in events
        ]
        await prices.price_tasks(tx, met=met, books=books, rng=_rng)

    @inbox.on("tasks.task-assigned.v1", TaskAssigned)
    async def charge_fees(tx: Transaction, events: Sequence[ConsumedEvent[TaskAssigned]]) -> None:
        assignments = [_occurrence(e, e.data.task_id, e.data.assignee_id) for e in events]
        await ledger.charge_fees(tx, assignments=assignments, books=books, rng=_rng)

    @inbox.on("tasks.task-completed.v1", TaskCompleted)
    async def credit_rewards(
        tx: Transaction, events: Sequence[ConsumedEvent[TaskCompleted]]
    ) -> None:
        completions = [_occurrence(e, e.data.task_id, e.data.completed_by) for e in events]
        await ledger.credit_rewards(tx, completions=completions, books=books, rng=_rng)


def _listen_to_payments(inbox: Inbox, books: Books) -> None:
    @inbox.on("payments.payment-failed.v1", PaymentFailed)
    async def return_payouts(
        tx: Transaction, events: Sequence[ConsumedEvent[PaymentFailed]]
    ) -> None:
        failures = [
            PaymentFailure(
                payout_id=e.data.payout_id, reason=e.data.reason, traceparent=e.traceparent
            )
            for e in events
        ]
        await payday.return_payouts(tx, failures=failures, books=books)


def _occurrence(
    event: ConsumedEvent[TaskAssigned] | ConsumedEvent[TaskCompleted], task_id: UUID, user_id: UUID
) -> Occurrence:
    return Occurrence(
        event_id=event.id,
        occurred_at=event.time,
        task_id=task_id,
        user_id=user_id,
        traceparent=event.traceparent,
    )
