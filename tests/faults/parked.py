"""The parking queue of accounting, as its own commands see it while a test puts things there on purpose."""

import contextlib
from collections.abc import AsyncIterator

from ates_chassis.messaging.parking import Parked, ParkingQueue, parking_queue
from ates_chassis.testing import eventually
from support.running_company import RunningCompany

QUEUES = ("accounting.auth", "accounting.payments", "accounting.tasks")
PARKED_WITHIN_S = 30.0


@contextlib.asynccontextmanager
async def aside(company: RunningCompany) -> AsyncIterator[ParkingQueue]:
    """The parking queue of accounting; what lies there at the end is dropped."""
    url = company.amqp_url("accounting")
    async with parking_queue(url, "accounting", QUEUES) as parking:
        yield parking
    async with parking_queue(url, "accounting", QUEUES) as parking:
        for each in await parking.look():
            await parking.drop(each)


async def until_parked(parking: ParkingQueue, count: int) -> list[Parked]:
    messages: list[Parked] = []

    async def look() -> list[Parked]:
        messages.extend(await parking.look())
        return messages

    return await eventually(look, until=lambda seen: len(seen) >= count, timeout_s=PARKED_WITHIN_S)
