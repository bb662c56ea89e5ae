"""What notifications listens to. Each handler may get its events late, repeated, or before what they build on."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Literal
from uuid import UUID

from ates_chassis.database.engine import Transaction
from ates_chassis.messaging.inbox import Inbox
from ates_chassis.shared import ended_sessions
from ates_chassis.shared.consumed_events import ConsumedEvent, Data, EventData
from ates_chassis.shared.ended_sessions import SESSION_ENDED, SessionEnded
from ates_chassis.shared.text.fields import Normalised
from ates_chassis.shared.user_directory import UserGone, UserState
from ates_notifications.domain import Contact, KnownPayout, NoticeFact, NoticeKind, TaskTitle
from ates_notifications.domain.preferences import CompanyDefaults
from ates_notifications.domain.webhooks import Announcement, WebhookEvent
from ates_notifications.use_cases import notices, webhooks
from ates_notifications.use_cases.channels import Channel
from ates_notifications.use_cases.emails import EmailChannel


class Reachable(UserState):
    """Rights as every service keeps them, and where mail goes."""

    email: str
    full_name: Normalised

    def contact(self) -> Contact:
        return Contact(
            user_id=self.user_id,
            email=self.email,
            full_name=self.full_name,
            erased=False,
            version=self.version,
        )


class ErasedUser(UserGone):
    """Mail goes nowhere any more."""

    def contact(self) -> Contact:
        return Contact(
            user_id=self.user_id, email=None, full_name=None, erased=True, version=self.version
        )


class TaskAdded(EventData):
    task_id: UUID
    title: Normalised
    jira_key: str | None
    author_id: UUID


class TaskAssigned(EventData):
    task_id: UUID
    assignee_id: UUID
    previous_assignee_id: UUID | None
    number: int
    cause: str


class TaskCompleted(EventData):
    task_id: UUID
    completed_by: UUID


class TransferPosted(EventData):
    transfer_id: UUID
    user_id: UUID
    kind: str
    delta: int
    currency: str
    task_id: UUID | None
    business_day: date
    balance_after: int


class PayoutDue(EventData):
    payout_id: UUID
    user_id: UUID
    amount: int
    currency: str
    business_day: date


class DayClosed(EventData):
    business_day: date
    payouts: int
    amount: int
    currency: str


class PaymentSettled(EventData):
    payout_id: UUID


class PaymentFailed(EventData):
    """Why it failed stays with payments: others' words may name people."""

    payout_id: UUID


_USER_NEWS: dict[str, type[Reachable | ErasedUser]] = {
    "auth.user-registered.v1": Reachable,
    "auth.user-changed.v1": Reachable,
    "auth.user-erased.v1": ErasedUser,
}
_PAYMENT_ENDS: dict[str, type[PaymentSettled | PaymentFailed]] = {
    "payments.payment-settled.v1": PaymentSettled,
    "payments.payment-failed.v1": PaymentFailed,
}
_TOLD_TRANSFERS: dict[str, NoticeKind] = {"reward": "reward", "correction": "correction"}


def listen(company: CompanyDefaults) -> Inbox:
    """All that notifications listens to; whoever chose nothing is told as `company` says."""
    inbox = Inbox("notifications")
    channels = (EmailChannel(company),)
    _listen_to_auth(inbox)
    _listen_to_tasks(inbox, channels)
    _listen_to_accounting(inbox, channels)
    _listen_to_payments(inbox, channels)
    return inbox


def _listen_to_auth(inbox: Inbox) -> None:
    @inbox.on_all(_USER_NEWS)
    async def follow_people(
        tx: Transaction, events: Sequence[ConsumedEvent[Reachable | ErasedUser]]
    ) -> None:
        await notices.follow_people(
            tx,
            people_now=[event.data.person() for event in events],
            addresses=[event.data.contact() for event in events],
        )

    @inbox.on(SESSION_ENDED, SessionEnded)
    async def note_ended_sessions(
        tx: Transaction, events: Sequence[ConsumedEvent[SessionEnded]]
    ) -> None:
        await ended_sessions.remember(tx, events)


def _listen_to_tasks(inbox: Inbox, channels: Sequence[Channel]) -> None:
    @inbox.on("tasks.task-added.v1", TaskAdded)
    async def remember_titles(tx: Transaction, events: Sequence[ConsumedEvent[TaskAdded]]) -> None:
        tasks = [
            TaskTitle(id=e.data.task_id, title=e.data.title, jira_key=e.data.jira_key)
            for e in events
        ]
        await notices.remember_titles(tx, tasks=tasks)
        await _announce(tx, "tasks.task-added.v1", events)

    @inbox.on("tasks.task-assigned.v1", TaskAssigned)
    async def tell_of_assignments(
        tx: Transaction, events: Sequence[ConsumedEvent[TaskAssigned]]
    ) -> None:
        facts = [fact for event in events for fact in _facts_of_assignment(event)]
        await notices.tell(tx, facts=facts, channels=channels)
        await _announce(tx, "tasks.task-assigned.v1", events)

    @inbox.on("tasks.task-completed.v1", TaskCompleted)
    async def announce_completions(
        tx: Transaction, events: Sequence[ConsumedEvent[TaskCompleted]]
    ) -> None:
        await _announce(tx, "tasks.task-completed.v1", events)


def _listen_to_accounting(inbox: Inbox, channels: Sequence[Channel]) -> None:
    @inbox.on("accounting.transfer-posted.v1", TransferPosted)
    async def tell_of_transfers(
        tx: Transaction, events: Sequence[ConsumedEvent[TransferPosted]]
    ) -> None:
        facts = [_fact_of_transfer(event) for event in events if event.data.kind in _TOLD_TRANSFERS]
        await notices.tell(tx, facts=facts, channels=channels)
        await _announce(tx, "accounting.transfer-posted.v1", events)

    @inbox.on("accounting.payout-due.v1", PayoutDue)
    async def tell_of_due_payouts(
        tx: Transaction, events: Sequence[ConsumedEvent[PayoutDue]]
    ) -> None:
        due = {event.data.payout_id: _due_payout(event) for event in events}
        await notices.tell_of_due_payouts(tx, due=due, channels=channels)
        await _announce(tx, "accounting.payout-due.v1", events)

    @inbox.on("accounting.day-closed.v1", DayClosed)
    async def announce_closed_days(
        tx: Transaction, events: Sequence[ConsumedEvent[DayClosed]]
    ) -> None:
        await _announce(tx, "accounting.day-closed.v1", events)


def _listen_to_payments(inbox: Inbox, channels: Sequence[Channel]) -> None:
    @inbox.on_all(_PAYMENT_ENDS)
    async def tell_of_ended_payouts(
        tx: Transaction, events: Sequence[ConsumedEvent[PaymentSettled | PaymentFailed]]
    ) -> None:
        ended = {event.data.payout_id: _ended_payout(event) for event in events}
        await notices.tell_of_ended_payouts(tx, ended=ended, channels=channels)
        settled = [event for event in events if isinstance(event.data, PaymentSettled)]
        failed = [event for event in events if isinstance(event.data, PaymentFailed)]
        await _announce(tx, "payments.payment-settled.v1", settled)
        await _announce(tx, "payments.payment-failed.v1", failed)


def _facts_of_assignment(event: ConsumedEvent[TaskAssigned]) -> list[NoticeFact]:
    """Whoever has a task now is told of it, also of one that came back; whoever had it, only where a reassignment took it."""
    assigned = event.data
    facts = [_fact_of_assignment(event, "task-given", assigned.assignee_id)]
    before = assigned.previous_assignee_id
    if assigned.cause == "reassigned" and before not in {None, assigned.assignee_id}:
        assert before is not None
        facts.append(_fact_of_assignment(event, "task-taken", before))
    return facts


def _fact_of_assignment(
    event: ConsumedEvent[TaskAssigned], kind: NoticeKind, user_id: UUID
) -> NoticeFact:
    return NoticeFact(
        kind=kind,
        user_id=user_id,
        source_id=event.data.task_id,
        number=event.data.number,
        happened_at=event.time,
        traceparent=event.traceparent,
        task_id=event.data.task_id,
    )


def _fact_of_transfer(event: ConsumedEvent[TransferPosted]) -> NoticeFact:
    return NoticeFact(
        kind=_TOLD_TRANSFERS[event.data.kind],
        user_id=event.data.user_id,
        source_id=event.data.transfer_id,
        happened_at=event.time,
        traceparent=event.traceparent,
        task_id=event.data.task_id,
        amount=event.data.delta,
        currency=event.data.currency,
        business_day=event.data.business_day,
    )


def _due_payout(event: ConsumedEvent[PayoutDue]) -> KnownPayout:
    return KnownPayout(
        id=event.data.payout_id,
        user_id=event.data.user_id,
        amount=event.data.amount,
        currency=event.data.currency,
        business_day=event.data.business_day,
        outcome=None,
        happened_at=event.time,
        traceparent=event.traceparent,
    )


def _ended_payout(event: ConsumedEvent[PaymentSettled | PaymentFailed]) -> KnownPayout:
    outcome: Literal["settled", "failed"] = (
        "settled" if isinstance(event.data, PaymentSettled) else "failed"
    )
    return KnownPayout(
        id=event.data.payout_id,
        user_id=None,
        amount=None,
        currency=None,
        business_day=None,
        outcome=outcome,
        happened_at=event.time,
        traceparent=event.traceparent,
    )


async def _announce(
    tx: Transaction, event_type: WebhookEvent, events: Sequence[ConsumedEvent[Data]]
) -> None:
    """Tells webhooks."""
    news = [
        Announcement(
            event_id=event.id,
            event_type=event_type,
            happened_at=event.time,
            data=event.data.model_dump(mode="json"),
            traceparent=event.traceparent,
        )
        for event in events
    ]
    if news:
        await webhooks.announce(tx, news=news, now=datetime.now(UTC))
