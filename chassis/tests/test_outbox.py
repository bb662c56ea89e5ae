"""What the outbox writes: one fact with one id, in as many versions as are told of it."""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar

import pytest
from broker.rabbitmq_operator import Operator
from ping_services import PingService, PingV1, PingV2, Teller
from running import Run, Wait
from sqlalchemy import text

from ates_chassis.database.engine import Database, Transaction
from ates_chassis.messaging import outbox
from ates_chassis.messaging.contracts import BrokenContractError, Event
from ates_chassis.messaging.outbox import Versions
from ates_chassis.shared.consumed_events import ConsumedEvent, EventData
from ates_chassis.testing import eventually


class WordyV2(Event):
    """Its contract wants a number."""

    TYPE: ClassVar[str] = "tasks.ping.v2"
    SUBJECT: ClassVar[str] = "key"

    key: int
    n: str


class Ping(EventData):
    n: int


async def rows(db: Database) -> list[tuple[str, str]]:
    async with db.transaction() as tx:
        rows = await tx.execute(text("SELECT event_id::text, type FROM outbox ORDER BY id"))
        return [tuple(row) for row in rows.all()]


async def test_two_versions_of_one_fact_share_its_id_and_the_newer_goes_first(db: Database) -> None:
    async with db.transaction() as tx:
        await outbox.put(tx, Versions(PingV1(n=1), PingV2(n=1)), PingV1(n=2))
    (first, newer), (second, older), (other, alone) = await rows(db)
    assert first == second != other
    assert (newer, older, alone) == ("tasks.ping.v2", "tasks.ping.v1", "tasks.ping.v1")


async def test_a_version_that_breaks_its_contract_undoes_both(db: Database) -> None:
    async with db.transaction() as tx:
        with pytest.raises(BrokenContractError):
            await outbox.put(tx, Versions(PingV1(n=1), WordyV2(key=1, n="one")))
    assert await rows(db) == []


@pytest.mark.parametrize(
    "events", [(), (PingV1(n=1), PingV1(n=1)), (PingV1(n=1), PingV2(n=2))], ids=str
)
def test_other_events_are_no_versions_of_one_fact(events: tuple[Any, ...]) -> None:
    with pytest.raises(TypeError, match="no versions of one fact"):
        Versions(*events)


@pytest.mark.broker
@pytest.mark.parametrize("batch_max", [1, 10])
async def test_who_hears_both_versions_gives_the_fact_one_effect_that_of_the_newer(
    teller: Teller, listener: PingService, operator: Operator, run: Run, db: Database, empty: Wait,
    batch_max: int,
) -> None:  # fmt: skip
    heard: list[int] = []

    @listener.inbox.on("tasks.ping.v2", Ping)
    async def write_down(_: Transaction, events: Sequence[ConsumedEvent[Ping]]) -> None:
        heard.extend(event.data.n for event in events)

    await operator.bind("tasks.events", "accounting.tasks", "tasks.ping.v2")
    async with db.transaction() as tx:
        await outbox.put(tx, Versions(PingV1(n=7), PingV2(n=7)))
    async with run(teller.relay().run):
        # Both are in the queue before it is read: in one batch, or in two.
        await eventually(lambda: operator.count("accounting.tasks"), until=lambda n: n == 2)
        async with run(listener.consumer(batch_max=batch_max).run):
            await eventually(partial(asyncio.sleep, 0, heard), until=lambda seen: seen == [7])
            await empty()
    assert await listener.effects() == []
