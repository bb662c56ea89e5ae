"""Messages put into a service's queue by hand, as the operator may."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg
import orjson
from faults.checker import operator_channel

from ates_chassis.messaging.contracts import Contracts
from ates_chassis.messaging.publishing import Message, publish_all
from ates_local.places import checkout_root
from ates_tools.topology import INBOXES
from support.running_company import RunningCompany

CONFIRMED_WITHIN_S = 30.0

_ARCHIVE = """
    SELECT event_id, type, subject, occurred_at, data FROM outbox
    WHERE published_at IS NOT NULL AND type = ANY($2) ORDER BY id DESC LIMIT $1
    """


async def archived(producer: asyncpg.Connection, count: int, *, queue: str) -> list[bytes]:
    """The last events of a producer that come to `queue`, as its relay sent them."""
    types = next(inbox.queues[queue] for inbox in INBOXES if queue in inbox.queues)
    contracts = Contracts(checkout_root() / "schemas")
    return [
        contracts.encode(
            id=UUID(str(row["event_id"])),
            type=row["type"],
            subject=row["subject"],
            time=row["occurred_at"],
            data=orjson.loads(row["data"]),
        )
        for row in await producer.fetch(_ARCHIVE, count, list(types))
    ]


async def post(company: RunningCompany, queue: str, bodies: Sequence[bytes]) -> None:
    """Straight to one queue, so that no other service hears of it."""
    messages = [
        Message(routing_key=queue, body=body, message_id=str(number), headers={})
        for number, body in enumerate(bodies)
    ]
    async with operator_channel(company) as channel:
        answers = await publish_all(channel, "", messages, timeout_s=CONFIRMED_WITHIN_S)
    assert [answer for answer in answers if answer is not None] == []
