"""Payday of a hundred thousand, with five payments workers, while accounting and workers are killed: each is paid once."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
import pytest_asyncio
from faults.crowd import WORKER, Crew, crew_of, mails_by_id, make_accounts
from faults.load import now

from ates_chassis.testing import eventually
from ates_tools.rehearsal.audit import audit
from support.running_company import LauncherCompany, running_company
from support.temporary import temporary_places

ACCOUNTS, IN_THE_MINUS = 100_000, 10_000
EXTRA_WORKERS = 4
CLOSED_WITHIN_S = 60.0
SETTLED_SAMPLE, MAILED_SAMPLE = 2_000, 1_000
SAMPLE_WITHIN_S, ALL_WITHIN_S = 60.0, 1_200.0
# Each crash of a worker may fall between sending a mail and noting it, once on each of its connections.
CRASHED_WORKERS, CONNECTIONS = 4, 2
# The sink keeps all mails, and a close that a crash broke off goes on soon.
SETTINGS = {"ATES_SINK_MAILS_MAX": "100000", "ATES_CLOSE_EVERY_S": "2"}

_DAY = "SELECT * FROM business_days WHERE day = $1"
_PAID = """
    SELECT count(*) AS payouts, count(DISTINCT user_id) AS workers, sum(amount)::bigint AS amount
    FROM transfers WHERE kind = 'payout' AND business_day = $1
"""
_TOLD = "SELECT count(*) FROM outbox WHERE type = 'accounting.payout-due.v1'"
_DONE = """
    SELECT (SELECT count(*) FROM payouts WHERE state = 'settled') AS settled,
        (SELECT count(*) FROM mails WHERE state = 'sent') AS mailed
"""
_NOTED = "SELECT payout_id FROM mails WHERE state = 'sent'"
_WITHOUT_MAIL = (
    "SELECT count(*) FROM payouts LEFT JOIN mails ON payout_id = id WHERE payout_id IS NULL"
)
_WRONGLY_SETTLED = """
    SELECT count(*) FROM payouts LEFT JOIN simulated_payments AS theirs ON theirs.payout_id = payouts.id
    WHERE state = 'settled' AND theirs.amount IS DISTINCT FROM payouts.amount
"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def company() -> AsyncIterator[LauncherCompany]:
    """One of its own: what it still has to pay would hold up the other tests."""
    with temporary_places() as places:
        async with running_company(places, SETTINGS) as running:
            yield running


@contextlib.asynccontextmanager
async def database(company: LauncherCompany, service: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(company.database_url(service))
    try:
        yield connection
    finally:
        await connection.close()


@pytest.fixture
def everything(request: pytest.FixtureRequest) -> bool:
    """Whether to wait for all payments and mails, and not for a sample."""
    return bool(request.config.getoption("--all-mails"))


@pytest.mark.timeout(240 + ALL_WITHIN_S)
async def test_five_workers_and_crashes_pay_everybody_once(
    company: LauncherCompany, everything: bool
) -> None:
    async with (
        crew_of(company, EXTRA_WORKERS) as crew,
        database(company, "accounting") as accounting,
        database(company, "payments") as payments,
        database(company, "tasks") as tasks,
    ):
        day = await make_accounts(company, ACCOUNTS)
        started = now()
        await _close_with_crashes(company, crew, accounting, day)
        print(f"closed in {now() - started:.1f} s, accounting and workers killed meanwhile")
        await _check_paid(accounting, day)
        assert [each for each in await audit(tasks, accounting) if not each.holds] == []
        await _pay_and_mail(company, crew, payments, everything=everything)


async def _close_with_crashes(
    company: LauncherCompany, crew: Crew, accounting: asyncpg.Connection, day: object
) -> None:
    async def progress() -> Any:
        return await accounting.fetchrow(_DAY, day)

    seen = await eventually(progress, until=lambda row: row["paid_up_to"] is not None, timeout_s=30)
    assert seen["state"] == "closing", "killed too late"
    began = now()
    company.kill9("accounting-api")
    company.kill9(WORKER)
    await crew.kill9_one()
    first = (await progress())["paid_up_to"]
    seen = await eventually(progress, until=lambda row: row["paid_up_to"] != first, timeout_s=30)
    assert seen["state"] == "closing", "killed too late"
    print(f"goes on {now() - began:.1f} s after the first crash")
    company.kill9("accounting-api")
    await eventually(
        progress, until=lambda row: row["state"] == "closed", timeout_s=CLOSED_WITHIN_S
    )
    print(f"closed {now() - began:.1f} s after the first crash")
    await asyncio.gather(company.wait_healthy(), crew.hire())


async def _check_paid(accounting: asyncpg.Connection, day: object) -> None:
    closed, paid = await accounting.fetchrow(_DAY, day), await accounting.fetchrow(_PAID, day)
    assert closed is not None
    assert paid is not None
    assert tuple(paid) == (ACCOUNTS - IN_THE_MINUS, ACCOUNTS - IN_THE_MINUS, closed["amount"])
    assert closed["payouts"] == await accounting.fetchval(_TOLD) == ACCOUNTS - IN_THE_MINUS
    left = await accounting.fetch("SELECT sign(balance)::int, count(*) FROM accounts GROUP BY 1")
    assert dict(map(tuple, left)) == {-1: IN_THE_MINUS, 0: ACCOUNTS - IN_THE_MINUS}


async def _pay_and_mail(
    company: LauncherCompany, crew: Crew, payments: asyncpg.Connection, *, everything: bool
) -> None:
    """Payments goes on for many minutes; after a sample of payments and mails it is seen that none was doubled."""
    first = await _until_done(payments, settled=SETTLED_SAMPLE // 2, mailed=MAILED_SAMPLE // 2)
    company.kill9(WORKER)
    await crew.kill9_one()
    await company.wait_healthy()
    second = await _until_done(payments, settled=SETTLED_SAMPLE, mailed=MAILED_SAMPLE)
    print(f"in a second: {first}; after two crashes {second}")
    if everything:
        await _until_all_are_done(payments)
    assert await payments.fetchval(_WRONGLY_SETTLED) == 0
    noted = {_message_id(row["payout_id"]) for row in await payments.fetch(_NOTED)}
    mails = mails_by_id(company.company.places.mail)
    assert noted <= mails.keys(), "each mail is sent at least once"
    twice = {mail for mail, count in mails.items() if count > 1}
    print(f"{len(noted)} mails noted as sent, {len(mails)} in the sink, {len(twice)} of them twice")
    assert len(twice) <= CRASHED_WORKERS * CONNECTIONS
    assert mails.total() == len(mails) + len(twice)


async def _until_all_are_done(payments: asyncpg.Connection) -> None:
    started, due = now(), ACCOUNTS - IN_THE_MINUS

    async def done() -> tuple[int, ...]:
        return tuple(await payments.fetchrow(_DONE) or ())

    await eventually(done, until=lambda counts: counts == (due, due), timeout_s=ALL_WITHIN_S)
    assert await payments.fetchval(_WITHOUT_MAIL) == 0
    print(f"the rest of {due} payments and mails: {now() - started:.0f} s")


def _message_id(payout_id: object) -> str:
    return f"<payout-{payout_id}@ates.example>"


async def _until_done(payments: asyncpg.Connection, *, settled: int, mailed: int) -> str:
    """Waits until at least so many more are done, and says how many of each came in a second."""

    async def look() -> tuple[int, int]:
        row = await payments.fetchrow(_DONE)
        assert row is not None
        return row["settled"], row["mailed"]

    started, before = now(), await look()
    seen = await eventually(
        look,
        until=lambda done: done[0] >= before[0] + settled and done[1] >= before[1] + mailed,
        timeout_s=SAMPLE_WITHIN_S,
    )
    seconds = now() - started
    return f"{(seen[0] - before[0]) / seconds:.0f} settled, {(seen[1] - before[1]) / seconds:.0f} mailed"
