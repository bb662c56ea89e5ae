"""The facts that accounting tells the other services."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from ates_accounting.domain.books import Kind
from ates_accounting.domain.ledger import Price, Transfer
from ates_accounting.domain.payday import BusinessDay
from ates_chassis.messaging.contracts import Event


class TaskPricedV1(Event):
    TYPE: ClassVar[str] = "accounting.task-priced.v1"
    SUBJECT: ClassVar[str] = "task_id"

    task_id: UUID
    fee: int
    reward: int
    currency: str

    @classmethod
    def of(cls, task_id: UUID, price: Price, currency: str) -> "TaskPricedV1":
        return cls(task_id=task_id, fee=price.fee, reward=price.reward, currency=currency)


class TransferPostedV1(Event):
    TYPE: ClassVar[str] = "accounting.transfer-posted.v1"
    SUBJECT: ClassVar[str] = "transfer_id"

    transfer_id: UUID
    user_id: UUID
    kind: Kind
    delta: int
    currency: str
    task_id: UUID | None
    business_day: date
    balance_after: int

    @classmethod
    def of(cls, transfer: Transfer, currency: str) -> "TransferPostedV1":
        return cls(
            transfer_id=transfer.id,
            user_id=transfer.user_id,
            kind=transfer.kind,
            delta=transfer.delta,
            currency=currency,
            task_id=transfer.task_id,
            business_day=transfer.business_day,
            balance_after=transfer.balance_after,
        )


class PayoutDueV1(Event):
    """Also built in SQL by `storage.payouts`, which a test holds to the same schema."""

    TYPE: ClassVar[str] = "accounting.payout-due.v1"
    SUBJECT: ClassVar[str] = "payout_id"

    payout_id: UUID
    user_id: UUID
    amount: int
    currency: str
    business_day: date

    @classmethod
    def of(cls, payout: Transfer, currency: str) -> "PayoutDueV1":
        return cls(
            payout_id=payout.source_id,
            user_id=payout.user_id,
            amount=-payout.delta,
            currency=currency,
            business_day=payout.business_day,
        )


class PayoutFollowedV1(Event):
    """Also built in SQL by `storage.payouts`, which a test holds to the same schema."""

    TYPE: ClassVar[str] = "accounting.payout-followed.v1"
    SUBJECT: ClassVar[str] = "payout_id"

    payout_id: UUID
    followed_by: UUID


class DayClosedV1(Event):
    TYPE: ClassVar[str] = "accounting.day-closed.v1"
    SUBJECT: ClassVar[str] = "business_day"

    business_day: date
    payouts: int
    amount: int
    currency: str

    @classmethod
    def of(cls, day: BusinessDay, currency: str) -> "DayClosedV1":
        return cls(business_day=day.day, payouts=day.payouts, amount=day.amount, currency=currency)
