"""What payments listens to. Each handler may get its events late, repeated, or before what they build on."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from ates_chassis.database.engine import Transaction
from ates_chassis.messaging.inbox import Inbox
from ates_chassis.shared import ended_sessions
from ates_chassis.shared.consumed_events import ConsumedEvent, EventData
from ates_chassis.shared.ended_sessions import SESSION_ENDED, SessionEnded
from ates_chassis.shared.text.fields import Normalised
from ates_chassis.shared.user_directory import UserGone, UserState
from ates_payments.domain import DuePayout, Recipient
from ates_payments.domain.bank_files import ClosedDay
from ates_payments.use_cases import bank_files, mails, payouts

inbox = Inbox("payments")


class Reachable(UserState):
    """Rights as every service keeps them, and where mail goes."""

    email: str
    full_name: Normalised

    def recipient(self) -> Recipient:
        return Recipient(
            user_id=self.user_id,
            email=self.email,
            full_name=self.full_name,
            erased=False,
            version=self.version,
        )


class ErasedUser(UserGone):
    """Mail goes nowhere any more."""

    def recipient(self) -> Recipient:
        return Recipient(
            user_id=self.user_id, email=None, full_name=None, erased=True, version=self.version
        )


class PayoutDue(EventData):
    payout_id: UUID
    user_id: UUID
    amount: int
    currency: str
    business_day: date


class PayoutFollowed(EventData):
    payout_id: UUID
    followed_by: UUID


class DayClosed(EventData):
    business_day: date
    payouts: int
    amount: int
    currency: str


_USER_NEWS: dict[str, type[Reachable | ErasedUser]] = {
    "auth.user-registered.v1": Reachable,
    "auth.user-changed.v1": Reachable,
    "auth.user-erased.v1": ErasedUser,
}


@inbox.on_all(_USER_NEWS)
async def follow_people(
    tx: Transaction, events: Sequence[ConsumedEvent[Reachable | ErasedUser]]
) -> None:
    await mails.follow_people(
        tx,
        people_now=[event.data.person() for event in events],
        addresses=[event.data.recipient() for event in events],
    )


@inbox.on(SESSION_ENDED, SessionEnded)
async def note_ended_sessions(
    tx: Transaction, events: Sequence[ConsumedEvent[SessionEnded]]
) -> None:
    await ended_sessions.remember(tx, events)


@inbox.on("accounting.payout-due.v1", PayoutDue)
async def take_over_payouts(tx: Transaction, events: Sequence[ConsumedEvent[PayoutDue]]) -> None:
    due = {
        event.data.payout_id: DuePayout(
            id=event.data.payout_id,
            user_id=event.data.user_id,
            business_day=event.data.business_day,
            amount=event.data.amount,
            currency=event.data.currency,
            due_at=event.time,
            traceparent=event.traceparent,
        )
        for event in events
    }
    await payouts.take_over_payouts(tx, due=list(due.values()))


@inbox.on("accounting.payout-followed.v1", PayoutFollowed)
async def note_followed(tx: Transaction, events: Sequence[ConsumedEvent[PayoutFollowed]]) -> None:
    followed = {event.data.payout_id: event.data.followed_by for event in events}
    await payouts.note_followed(tx, followed=followed)


@inbox.on("accounting.day-closed.v1", DayClosed)
async def remember_closed_days(tx: Transaction, events: Sequence[ConsumedEvent[DayClosed]]) -> None:
    days = {
        event.data.business_day: ClosedDay(
            business_day=event.data.business_day,
            currency=event.data.currency,
            payouts=event.data.payouts,
            amount=event.data.amount,
        )
        for event in events
    }
    await bank_files.remember_closed_days(tx, days=list(days.values()))
