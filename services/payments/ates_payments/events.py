"""The facts that payments tells the other services."""

from typing import ClassVar
from uuid import UUID

from ates_chassis.messaging.contracts import Event


class PaymentSettledV1(Event):
    TYPE: ClassVar[str] = "payments.payment-settled.v1"
    SUBJECT: ClassVar[str] = "payout_id"

    payout_id: UUID
    reference: str


class PaymentFailedV1(Event):
    TYPE: ClassVar[str] = "payments.payment-failed.v1"
    SUBJECT: ClassVar[str] = "payout_id"

    payout_id: UUID
    reason: str
