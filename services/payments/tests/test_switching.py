"""The company changes its payment provider: whatever one was given, it answers for, or a person does."""

from typing import Any
from uuid import UUID

import pytest
from doubles import FakeProvider
from payments_service import PaymentsService

from ates_payments.adapters.providers import ManualProvider
from ates_payments.domain import Failed, Order, Pending, Settled, checked


async def test_what_one_provider_was_sent_is_reconciled_with_it_after_another_is_chosen(
    service: PaymentsService,
) -> None:
    payout = await service.payout()
    await service.paying_as_set(provider="simulated", simulated_settles_after_s=30).send(service.db)
    await service.as_owner("UPDATE simulated_payments SET settles_at = now()")
    await service.later()
    manual = service.paying_as_set(provider="manual")
    await manual.send(service.db)
    await manual.reconcile(service.db)
    shown = await service.shown(payout)
    assert (shown["state"], shown["provider"]) == ("settled", "simulated")


async def test_an_unanswered_payment_is_never_given_to_another_provider(
    service: PaymentsService, provider: FakeProvider
) -> None:
    provider.fails = True
    payout = await service.payout()
    await service.paying(provider).send(service.db)
    await service.later()
    other = FakeProvider(name="another")
    await service.paying(other, provider).reconcile(service.db)
    await service.later()
    provider.fails = False
    await service.paying(other, provider).reconcile(service.db)
    assert (list(provider.paid), list(other.paid)) == ([payout], [])


async def test_what_awaits_a_bank_file_gets_it_after_another_provider_is_chosen(
    service: PaymentsService,
) -> None:
    payout = await service.payout(100)
    await service.paying_as_set(provider="manual").send(service.db)
    simulated = service.paying_as_set(provider="simulated")
    later = await service.payout(200)
    await simulated.send(service.db)
    await simulated.reconcile(service.db)
    await service.file()
    [file] = (await service.get("/bank-files")).json()["items"]
    assert ((await service.shown(payout))["bank_file_id"], file["payouts"]) == (file["id"], 1)
    await service.get(f"/bank-files/{file['id']}")
    answer = await service.post(f"/payouts/{payout}/settle", {"reference": "S 1"})
    assert answer.json()["state"] == "settled"
    assert (await service.shown(later))["provider"] == "simulated"


async def test_there_and_back_each_payout_is_paid_once_by_who_was_chosen_when_it_was_due(
    service: PaymentsService,
) -> None:
    payouts = []
    for name in ("manual", "simulated", "manual"):
        payouts.append(await service.payout(100))
        paying = service.paying_as_set(provider=name)
        await paying.send(service.db)
        await service.later()
        await paying.reconcile(service.db)
    shown = [await service.shown(each) for each in payouts]
    assert [each["provider"] for each in shown] == ["manual", "simulated", "manual"]
    assert [each["state"] for each in shown] == ["sent", "settled", "sent"]
    assert [each["ends_by_hand"] for each in shown] == [True, False, True]
    paid = await service.rows("SELECT payout_id FROM simulated_payments")
    assert [row.payout_id for row in paid] == [payouts[1]]


@pytest.mark.parametrize(("how", "body"), [("settle", "reference"), ("fail", "reason")])
async def test_a_person_ends_what_a_provider_was_sent_that_is_no_more(
    service: PaymentsService, how: str, body: str
) -> None:
    gone = FakeProvider(name="a bank of old", answer=Pending(None))
    payout = await service.payout()
    await service.paying(gone).send(service.db)
    await service.paying_as_set(provider="manual").reconcile(service.db)
    shown = await service.shown(payout)
    assert (shown["state"], shown["ends_by_hand"]) == ("sent", True)
    answer = await service.post(f"/payouts/{payout}/{how}", {body: "statement 47"})
    assert answer.status_code == 200
    assert answer.json()["ended_by"] == str(service.accountant)
    await service.file()
    assert (await service.get("/bank-files")).json()["items"] == []


@pytest.mark.parametrize(
    "odd",
    [
        None,
        "yes",
        Settled(None),  # type: ignore[arg-type]  # a provider may answer anything
        Failed(7),  # type: ignore[arg-type]  # a provider may answer anything
        Pending(float("nan")),
        Pending("soon"),  # type: ignore[arg-type]  # a provider may answer anything
    ],
    ids=repr,
)
async def test_an_answer_that_is_none_leaves_its_payment_open_and_the_others_are_noted(
    service: PaymentsService, odd: Any
) -> None:
    class Odd(FakeProvider):
        async def pay(self, order: Order) -> Any:
            await super().pay(order)
            return odd if order.amount == 13 else Settled("fine")

    unlucky, *others = [await service.payout(amount) for amount in (13, 100, 200)]
    await service.paying(Odd()).send(service.db)
    assert (await service.shown(unlucky))["state"] == "sent"
    assert {(await service.shown(each))["state"] for each in others} == {"settled"}
    await service.later()
    await service.paying(FakeProvider()).reconcile(service.db)
    assert (await service.shown(unlucky))["state"] == "settled", "it is looked up later"


@pytest.mark.parametrize("wait_s", [-1.0, 0, 5, 1e300, float("inf")])
async def test_a_wait_that_a_provider_asks_for_is_bounded(
    service: PaymentsService, wait_s: float
) -> None:
    provider = FakeProvider(answer=Pending(wait_s))
    await service.payout()
    await service.paying(provider).send(service.db)
    left = await service.value("SELECT EXTRACT(epoch FROM next_at - now()) FROM payouts")
    assert -30 <= left <= service.settings.pay_retry_longest_s


def test_what_is_noted_of_an_answer_is_the_answer() -> None:
    for answer in (Settled("x"), Failed("y"), Pending(None), Pending(5.0)):
        assert checked(answer, look_again_max_s=10) == answer


async def test_a_manual_payout_whose_sender_crashed_awaits_its_file_for_good(
    service: PaymentsService,
) -> None:
    payout = await service.payout()
    await service.paying(ManualProvider()).send(service.db)
    await service.as_owner("UPDATE payouts SET next_at = now()")
    await service.paying_as_set(provider="simulated").reconcile(service.db)
    query = "SELECT next_at = 'infinity' FROM payouts WHERE id = :id"
    assert await service.value(query, id=UUID(str(payout)))
