"""Two consumers of one queue, whose batches tell of the same people in other orders and by other events."""

import asyncio
import random
from datetime import UTC, datetime
from uuid import UUID

import pytest
from payments_service import PaymentsService
from uuid_utils.compat import uuid7

from ates_chassis.messaging.contracts import Envelope
from ates_chassis.messaging.inbox import Delivery
from ates_payments.consumers import inbox

pytestmark = pytest.mark.service

TYPES = ("auth.user-registered.v1", "auth.user-changed.v1", "auth.user-erased.v1")


def news(user_id: UUID, event_type: str, version: int) -> Delivery:
    data = {"user_id": str(user_id), "version": version}
    if event_type != "auth.user-erased.v1":
        data |= {"role": "developer", "active": True, "email": "a@b.example", "full_name": "A B"}
    now = datetime.now(UTC)
    envelope = Envelope(id=uuid7(), type=event_type, subject=str(user_id), time=now, data=data)
    return Delivery(envelope, None)


async def test_two_consumers_that_hear_of_the_same_people_never_wait_in_a_circle(
    service: PaymentsService,
) -> None:
    rng = random.Random(7)
    people = [uuid7() for _ in range(60)]
    for version in range(1, 16):
        batches = [[news(each, rng.choice(TYPES), version) for each in people] for _ in range(2)]
        for batch in batches:
            rng.shuffle(batch)
        await asyncio.gather(*(inbox.apply(service.db, batch) for batch in batches))
