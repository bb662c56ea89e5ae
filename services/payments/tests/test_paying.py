"""Every payout is paid once: by many employees, through crashes, lost answers and failures."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from doubles import FakeProvider, SimulatedCrashError, crashing
from payments_service import PaymentsService
from uuid_utils.compat import uuid7

from ates_chassis.shared.errors import ConflictError
from ates_payments.adapters.providers import SimulatedProvider
from ates_payments.domain import Failed, FailureRule, Order, Pending


def _simulated(
    service: PaymentsService, *, settles_after_s: float = 0.0, **rule: Any
) -> SimulatedProvider:
    return SimulatedProvider(service.db, rule=FailureRule(**rule), settles_after_s=settles_after_s)


async def test_a_payout_is_paid_and_the_fact_is_told(
    service: PaymentsService, provider: FakeProvider
) -> None:
    payout = await service.payout(1_250)
    await service.paying(provider).send(service.db)
    shown = await service.shown(payout)
    assert (shown["state"], shown["reference"]) == ("settled", f"F-{payout}")
    assert provider.paid == {payout: 1_250}
    assert await service.published("payment-settled") == [
        {"payout_id": str(payout), "reference": f"F-{payout}"}
    ]


async def test_a_fact_told_twice_is_one_payout(
    service: PaymentsService, provider: FakeProvider
) -> None:
    payout = uuid7()
    user = uuid7()
    await service.hear(service.due(500, payout_id=payout, user_id=user))
    await service.hear(service.due(500, payout_id=payout, user_id=user))
    await service.paying(provider).send(service.db)
    assert provider.calls == [payout]


async def test_a_known_payout_with_other_contents_is_refused(service: PaymentsService) -> None:
    payout, user = uuid7(), uuid7()
    await service.hear(service.due(500, payout_id=payout, user_id=user))
    with pytest.raises(ConflictError):
        await service.hear(service.due(501, payout_id=payout, user_id=user))


async def test_the_trace_goes_on_from_the_close_to_the_settlement(
    service: PaymentsService, provider: FakeProvider
) -> None:
    arrival = service.due()
    await service.hear(arrival)
    await service.paying(provider).send(service.db)
    assert await service.value("SELECT traceparent FROM outbox") == arrival.traceparent


async def test_a_failed_payment_says_why(service: PaymentsService, provider: FakeProvider) -> None:
    provider.answer = Failed("account closed")
    payout = await service.payout()
    await service.paying(provider).send(service.db)
    shown = await service.shown(payout)
    assert (shown["state"], shown["failure"]) == ("failed", "account closed")
    assert await service.published("payment-failed") == [
        {"payout_id": str(payout), "reason": "account closed"}
    ]


async def test_a_crash_before_the_call_leaves_it_sent_and_it_is_paid_later(
    service: PaymentsService, provider: FakeProvider
) -> None:
    payout = await service.payout()
    provider.crash = "before"
    with crashing():
        await service.paying(provider).send(service.db)
    assert (await service.shown(payout))["state"] == "sent"
    provider.crash = ""
    await service.paying(provider).send(service.db)
    await service.paying(provider).reconcile(service.db)
    assert provider.paid == {}, "whoever holds it may still be calling"
    await service.later()
    await service.paying(provider).reconcile(service.db)
    assert provider.paid == {payout: 1_250}
    assert (await service.shown(payout))["state"] == "settled"


async def test_a_crash_after_the_call_is_looked_up_and_not_paid_again(
    service: PaymentsService, provider: FakeProvider
) -> None:
    payout = await service.payout()
    provider.crash = "after"
    with crashing():
        await service.paying(provider).send(service.db)
    provider.crash = ""
    await service.later()
    await service.paying(provider).reconcile(service.db)
    assert provider.calls == [payout]
    assert (await service.shown(payout))["state"] == "settled"
    assert len(await service.published("payment-settled")) == 1


async def test_a_call_without_an_answer_is_repeated_with_growing_waits(
    service: PaymentsService, provider: FakeProvider
) -> None:
    payout = await service.payout()
    provider.fails = True
    await service.paying(provider).send(service.db)
    waits = []
    for _ in range(3):
        query = "SELECT EXTRACT(epoch FROM next_at - now()) FROM payouts"
        waits.append(round(await service.value(query)))
        await service.later()
        await service.paying(provider).reconcile(service.db)
    assert waits == [5, 10, 20]
    provider.fails = False
    await service.later()
    await service.paying(provider).reconcile(service.db)
    assert provider.paid == {payout: 1_250}


async def test_a_provider_that_hangs_is_left_after_its_time(
    service: PaymentsService, provider: FakeProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hang(_: Order) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(provider, "pay", hang)
    payout = await service.payout()
    await service.paying(provider, provider_timeout_s=0.05).send(service.db)
    assert (await service.shown(payout))["state"] == "sent"


async def test_five_workers_at_once_pay_each_payout_once(service: PaymentsService) -> None:
    await service.hear(*(service.due(100 + n) for n in range(300)))
    providers = [FakeProvider() for _ in range(5)]
    await asyncio.gather(
        *(service.paying(each, pay_batch=20).send(service.db) for each in providers)
    )
    called = [payout for each in providers for payout in each.calls]
    assert len(called) == len(set(called)) == 300
    assert len(await service.published("payment-settled")) == 300


async def test_an_answer_that_comes_twice_is_told_once(
    service: PaymentsService, provider: FakeProvider
) -> None:
    payout = await service.payout()
    provider.answer = Pending(0.0)
    await service.paying(provider).send(service.db)
    provider.answer = None
    others = [service.paying(provider) for _ in range(5)]
    await asyncio.gather(*(each.reconcile(service.db) for each in others))
    assert (await service.shown(payout))["state"] == "settled"
    assert len(await service.published("payment-settled")) == 1


async def test_the_simulated_provider_settles_after_a_moment(service: PaymentsService) -> None:
    payout = await service.payout()
    simulated = _simulated(service, settles_after_s=30)
    await service.paying(simulated).send(service.db)
    assert (await service.shown(payout))["state"] == "sent"
    await service.as_owner("UPDATE simulated_payments SET settles_at = now()")
    await service.later()
    await service.paying(simulated).reconcile(service.db)
    assert (await service.shown(payout))["reference"] == f"SIM-{payout}"


async def test_the_simulated_provider_pays_once_per_key_and_fails_on_demand(
    service: PaymentsService,
) -> None:
    unlucky = uuid7()
    failing = await service.payout(700, user_id=unlucky)
    paid = await service.payout(800)
    simulated = _simulated(service, people=frozenset({unlucky}))
    for _ in range(2):
        await service.paying(simulated).send(service.db)
        await service.later()
        await service.paying(simulated).reconcile(service.db)
    assert (await service.shown(failing))["state"] == "failed"
    assert (await service.shown(paid))["state"] == "settled"
    rows = await service.rows("SELECT payout_id, amount FROM simulated_payments ORDER BY amount")
    assert [(row.payout_id, row.amount) for row in rows] == [(failing, 700), (paid, 800)]


async def test_mail_troubles_do_not_touch_payments(
    service: PaymentsService, provider: FakeProvider
) -> None:
    payout = await service.payout(user_id=await service.employee())
    await service.mailing().send(service.db)
    await service.paying(provider).send(service.db)
    shown = await service.shown(payout)
    assert (shown["state"], shown["mail"]) == ("settled", "due")
    assert UUID(shown["id"]) in provider.paid


def test_a_crash_is_nothing_that_code_catches() -> None:
    assert not issubclass(SimulatedCrashError, Exception)
