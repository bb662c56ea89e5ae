"""Events that RabbitMQ does not take."""

from collections.abc import Awaitable, Callable

from ping_services import Teller
from prometheus_client import REGISTRY
from sqlalchemy import text

from ates_chassis.messaging.outbox import FailedEvent
from ates_chassis.testing import eventually

FindFailed = Callable[..., Awaitable[list[FailedEvent]]]


def metric(name: str) -> float:
    return REGISTRY.get_sample_value(f"ates_{name}") or 0


async def published(teller: Teller, *expected: int) -> None:
    await eventually(seen_published(teller), until=lambda seen: seen == sorted(expected))


def seen_published(teller: Teller) -> Callable[..., Awaitable[list[int]]]:
    query = "SELECT (data->>'n')::int FROM outbox WHERE published_at IS NOT NULL ORDER BY 1"

    async def look() -> list[int]:
        async with teller.db.transaction() as tx:
            return list((await tx.scalars(text(query))).all())

    return look
