"""Closing days: in order, until accounting says closed, with a program's token, by one worker at a time."""

import asyncio
from collections.abc import Callable
from uuid import uuid4

import httpx
import pytest
from ledger_double import CHUNKS, LedgerDouble
from payments_service import PaymentsService

from ates_chassis.testing import eventually
from ates_payments.adapters.accounting import Accounting
from ates_payments.jobs.closing import Closing
from ates_payments.use_cases import closing as lease


@pytest.fixture
def closing(service: PaymentsService) -> Callable[..., Closing]:
    def of(ledger: LedgerDouble, steps_max: int = 100, lease_s: float = 20) -> Closing:
        accounting = Accounting(service.settings, httpx.MockTransport(ledger))
        return Closing(accounting, steps_max=steps_max, lease_s=lease_s)

    return of


async def test_missed_days_are_closed_in_order_each_until_it_is_closed(
    service: PaymentsService, closing: Callable[..., Closing]
) -> None:
    ledger = LedgerDouble("2026-03-29", "2026-03-28", "2026-03-30")
    await closing(ledger).close_days(service.db)
    assert ledger.closed == ["2026-03-28", "2026-03-29", "2026-03-30"]
    assert len(ledger.steps) == 3 * CHUNKS
    assert ledger.tokens == 1


async def test_five_workers_do_not_crowd_accounting(
    service: PaymentsService, closing: Callable[..., Closing]
) -> None:
    ledger = LedgerDouble("2026-03-28", "2026-03-29")
    await asyncio.gather(*(closing(ledger).close_days(service.db) for _ in range(5)))
    assert ledger.closed == ["2026-03-28", "2026-03-29"]
    assert ledger.crowd == 1


async def test_a_run_is_bounded_and_the_next_one_goes_on(
    service: PaymentsService, closing: Callable[..., Closing]
) -> None:
    ledger = LedgerDouble("2026-03-28")
    job = closing(ledger, steps_max=2)
    await job.close_days(service.db)
    assert ledger.closed == []
    await job.close_days(service.db)
    assert ledger.closed == ["2026-03-28"]


async def test_an_outage_of_accounting_is_waited_out(
    service: PaymentsService, closing: Callable[..., Closing]
) -> None:
    ledger = LedgerDouble("2026-03-28")
    job = closing(ledger)
    ledger.down = True
    await job.close_days(service.db)
    ledger.down = False
    await job.close_days(service.db)
    assert ledger.closed == ["2026-03-28"]


async def test_a_token_that_is_no_longer_good_is_replaced(
    service: PaymentsService, closing: Callable[..., Closing]
) -> None:
    ledger = LedgerDouble("2026-03-28")
    job = closing(ledger)
    ledger.rejects_tokens = True
    await job.close_days(service.db)
    ledger.rejects_tokens = False
    await job.close_days(service.db)
    assert ledger.closed == ["2026-03-28"]
    assert ledger.tokens == 2


async def test_the_lease_of_a_worker_that_crashed_holds_up_the_others_until_it_ends(
    service: PaymentsService, closing: Callable[..., Closing]
) -> None:
    crashed = uuid4()
    async with service.db.transaction() as tx:
        assert await lease.begin(tx, worker=crashed, seconds=1)
    ledger = LedgerDouble("2026-03-28")
    job = closing(ledger)
    await job.close_days(service.db)
    assert ledger.steps == []
    await eventually(lambda: job.close_days(service.db), until=lambda _: bool(ledger.closed))


async def test_a_request_that_outlasts_the_lease_is_given_up(
    service: PaymentsService, closing: Callable[..., Closing]
) -> None:
    ledger = LedgerDouble("2026-03-28")
    gate = asyncio.Event()

    async def slow(request: httpx.Request) -> httpx.Response:
        if request.method == "POST" and request.url.path == "/payouts":
            await gate.wait()
        return await ledger(request)

    await closing(slow, lease_s=0.2).close_days(service.db)
    assert ledger.steps == []
    await closing(ledger).close_days(service.db)
    assert ledger.closed == ["2026-03-28"]
