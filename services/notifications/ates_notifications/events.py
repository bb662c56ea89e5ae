"""The facts that notifications tells the other services."""

from typing import ClassVar
from uuid import UUID

from ates_chassis.messaging.contracts import Event
from ates_notifications.domain import PayoutKind


class MailDeliveredV1(Event):
    TYPE: ClassVar[str] = "notifications.mail-delivered.v1"
    SUBJECT: ClassVar[str] = "payout_id"

    notice_id: UUID
    payout_id: UUID
    kind: PayoutKind


class MailUndeliverableV1(Event):
    TYPE: ClassVar[str] = "notifications.mail-undeliverable.v1"
    SUBJECT: ClassVar[str] = "payout_id"

    notice_id: UUID
    payout_id: UUID
    kind: PayoutKind
    reason: str


class NoticesChangedV1(Event):
    """For whoever shows them: what they are now is asked for with the rights of the person."""

    TYPE: ClassVar[str] = "notifications.notices-changed.v1"
    SUBJECT: ClassVar[str] = "user_id"

    user_id: UUID
