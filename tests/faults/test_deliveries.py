"""Deliveries that no service asked for: again, and out of order. The books do not change."""

import random
from uuid import uuid4

import pytest
from faults.checker import Checker
from faults.parked import aside, until_parked
from faults.posts import archived, post

from ates_tools.rehearsal.staff import Employee, new_client
from support.running_company import RunningCompany

SEED = 20
REPLAYED = 1_000
TIMES_MAX = 3
QUEUE = "accounting.tasks"
# Parked when all that came before it has been dealt with.
LAST = b"this is no event"

_BOOKS = """
    SELECT (SELECT count(*) FROM transfers) AS transfers, (SELECT max(number) FROM transfers) AS last,
        (SELECT string_agg(id::text || balance, ',' ORDER BY id) FROM accounts) AS balances,
        (SELECT string_agg(id::text || fee || reward, ',' ORDER BY id) FROM tasks) AS prices,
        (SELECT count(*) FROM outbox) AS told
    """


@pytest.mark.parametrize("inbox", ["remembers", "forgot"])
async def test_old_events_again_and_in_any_order_do_not_change_the_books(
    company: RunningCompany, inbox: str
) -> None:
    """Money does not rely on the inbox alone: the ledger has keys of its own, for ever."""
    checker = await Checker.make(company)
    try:
        await busy_day(company)
        await checker.settled()
        if inbox == "forgot":
            await checker.accounting.execute("DELETE FROM inbox")
        before = await checker.accounting.fetchrow(_BOOKS)
        deliveries = await shuffled(checker)
        async with aside(company) as parking:
            await post(company, QUEUE, [*deliveries, LAST])
            assert [each.body for each in await until_parked(parking, 1)] == [LAST]
        assert await checker.accounting.fetchrow(_BOOKS) == before
        assert [one for one in await checker.queues() if not one.holds] == []
        summary = f"{len(deliveries)} deliveries of {REPLAYED} old events in any order"
        print(f"{summary}, the inbox {inbox}: the books did not change")
    finally:
        checker.close()


async def busy_day(company: RunningCompany) -> None:
    """Brings more events than are replayed."""
    rows = "".join(f"old event {number},\n" for number in range(REPLAYED // 4))
    async with new_client(company.web_url) as client:
        manager = await Employee.sign_in(client, "manager")
        await manager.import_backlog(f"Summary,Description\n{rows}".encode(), uuid4().hex)
        await manager.reassign()
        await manager.reassign()


async def shuffled(checker: Checker) -> list[bytes]:
    rng = random.Random(SEED)
    events = await archived(checker.tasks, REPLAYED, queue=QUEUE)
    assert len(events) == REPLAYED
    deliveries = [event for event in events for _ in range(rng.randint(1, TIMES_MAX))]
    rng.shuffle(deliveries)
    return deliveries
