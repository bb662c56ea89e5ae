"""Whoever locks several payouts locks them in the order of their ids, so that no two wait for each other in a circle."""

import asyncio
import operator
from collections.abc import Coroutine
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from payments_service import PaymentsService
from sqlalchemy import text

from ates_chassis.testing import eventually
from ates_payments.adapters.providers import ManualProvider
from ates_payments.domain import Answer, Failed, Order, Pending, Settled
from ates_payments.storage import bank_files, register
from ates_payments.use_cases import payouts

_WAITING = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


async def _deadlocks(service: PaymentsService) -> int:
    await service.as_owner("SELECT pg_stat_clear_snapshot()")
    query = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
    return int(await service.value(query))


async def _three_of_one(service: PaymentsService) -> tuple[UUID, list[UUID]]:
    """A person and three payouts, in the order of their ids."""
    user = await service.employee()
    return user, [await service.payout(100 + n, user_id=user) for n in range(3)]


async def _claimed(service: PaymentsService, name: str) -> list[Order]:
    async with service.db.transaction() as tx:
        retry_policy = service.settings.pay_retry_policy
        return await payouts.claim_due(tx, provider=name, retry_policy=retry_policy)


async def _note(service: PaymentsService, orders: list[Order]) -> None:
    """Answers of each kind; statement by statement they would take the last payout first."""
    first, second, third = sorted(order.payout_id for order in orders)
    answers: dict[UUID, Answer | None] = {
        first: Failed("closed"),
        second: Settled("S 1"),
        third: Pending(None),
    }
    async with service.db.transaction() as tx:
        retry_policy = service.settings.pay_retry_policy
        await payouts.note_answers(tx, answers=answers, orders=orders, retry_policy=retry_policy)


async def _meet(
    service: PaymentsService,
    payout: UUID,
    first: Coroutine[Any, Any, Any],
    second: Coroutine[Any, Any, Any],
) -> list[Any]:
    """`first` and then `second` run into somebody who holds `payout`, and go on when that one is done."""
    async with service.db.transaction() as holder:
        await holder.execute(text("SELECT FROM payouts WHERE id = :id FOR UPDATE"), {"id": payout})
        met: list[asyncio.Task[Any]] = []
        for count, each in enumerate((first, second), 1):
            met.append(asyncio.ensure_future(each))

            async def waiting() -> int:
                return int(await service.value(_WAITING))

            await eventually(waiting, until=partial(operator.eq, count))
    return await asyncio.gather(*met)


async def test_answers_of_all_kinds_and_an_erasure_wait_in_no_circle(
    service: PaymentsService,
) -> None:
    user, [_, second, _] = await _three_of_one(service)
    orders = await _claimed(service, "simulated")
    await _meet(service, second, _note(service, orders), service.hear(service.erased(user)))
    assert len(await service.published("payment-settled")) == 1


@pytest.mark.parametrize("answer", ["settle", "fail"])
async def test_an_end_by_hand_that_replaces_a_file_and_an_erasure_wait_in_no_circle(
    service: PaymentsService, answer: str
) -> None:
    user, [first, second, third] = await _three_of_one(service)
    await service.paying(ManualProvider()).send(service.db)
    await service.file()
    body = {"reference": "in cash"} if answer == "settle" else {"reason": "account closed"}
    ending = service.post(f"/payouts/{third}/{answer}", body)
    _, ended = await _meet(service, second, service.hear(service.erased(user)), ending)
    assert ended.status_code == 200, ended.text
    assert (await service.shown(first))["bank_file_id"] is None


async def test_sixty_erasures_beside_answers_of_all_kinds_meet_no_deadlock(
    service: PaymentsService,
) -> None:
    of_person = [await _three_of_one(service) for _ in range(60)]
    orders = {order.payout_id: order for order in await _claimed(service, "simulated")}
    before = await _deadlocks(service)
    for user, ids in of_person:
        noting = _note(service, [orders[payout] for payout in ids])
        await asyncio.gather(noting, service.hear(service.erased(user)))
    assert await _deadlocks(service) == before
    assert len(await service.published("payment-failed")) == 60


async def test_an_end_by_hand_that_comes_upon_a_withdrawn_file_and_an_erasure_wait_in_no_circle(
    service: PaymentsService,
) -> None:
    user, [first, *_] = await _three_of_one(service)
    await service.paying(ManualProvider()).send(service.db)
    await service.file()
    [file] = (await service.get("/bank-files")).json()["items"]
    withdrawn = await service.post(f"/bank-files/{file['id']}/withdraw", {"reason": "a mistake"})
    assert withdrawn.status_code == 200

    async def waiting() -> int:
        return int(await service.value(_WAITING))

    # As an end by hand that saw its payout in the file before that was withdrawn.
    async with service.db.transaction() as tx:
        await bank_files.bank_file_for_update(tx, UUID(file["id"]))
        erasing = asyncio.ensure_future(service.hear(service.erased(user)))
        await eventually(waiting, until=lambda count: count == 1)
        await register.payout_for_update(tx, first)
    await erasing
