"""What tasks cost: the bounds that everybody may know, and one task's price with what was booked on it."""

from uuid import UUID

from accounting_service import AccountingService
from uuid_utils.compat import uuid7

from ates_chassis.testing import bearer


def _usd(cents: int) -> dict[str, object]:
    return {"amount": cents, "currency": "USD"}


async def _price(service: AccountingService, task_id: UUID) -> dict[str, object]:
    answer = await service.get(f"/prices/{task_id}", by=uuid7())
    assert answer.status_code == 200, answer.text
    price: dict[str, object] = answer.json()
    return price


async def _transfer(service: AccountingService, task_id: UUID, kind: str) -> str:
    return str(
        await service.value(
            "SELECT id FROM transfers WHERE task_id = :task_id AND kind = :kind LIMIT 1",
            task_id=task_id,
            kind=kind,
        )
    )


async def test_everybody_may_know_between_which_bounds_prices_are_drawn(
    service: AccountingService,
) -> None:
    assert (await service.get("/prices", by=uuid7())).json() == {
        "fee": {"from": _usd(1_000), "to": _usd(2_000)},
        "reward": {"from": _usd(2_000), "to": _usd(4_000)},
    }


async def test_a_task_not_heard_of_has_no_price(service: AccountingService) -> None:
    answer = await service.get(f"/prices/{uuid7()}", by=uuid7())
    assert (answer.status_code, answer.json()["code"]) == (404, "no-such-price")
    assert (await service.get("/prices/x", by=uuid7())).status_code == 422


async def test_programs_and_nobody_are_told_no_price(service: AccountingService) -> None:
    for path in ("/prices", f"/prices/{uuid7()}"):
        headers = bearer(uuid7(), "internalservice")
        assert (await service.client.get(path, headers=headers)).status_code == 403
        assert (await service.client.get(path)).status_code == 401


async def test_a_task_added_has_a_price_and_nothing_booked_on_it(
    service: AccountingService,
) -> None:
    await service.hear(service.added(task := uuid7()))
    fee, reward = await service.price(task)
    assert await _price(service, task) == {
        "task_id": str(task),
        "fee": _usd(fee),
        "reward": _usd(reward),
        "fees_charged": _usd(0),
        "rewards_paid": _usd(0),
    }


async def test_each_assignment_adds_a_fee_and_the_completion_a_reward(
    service: AccountingService,
) -> None:
    task, other, employees = uuid7(), uuid7(), [uuid7(), uuid7()]
    await service.hear(
        *(service.assigned(task, employee, number) for number, employee in enumerate(employees, 1)),
        service.completed(task, employees[1]),
        service.assigned(other, employees[0]),
    )
    fee, reward = await service.price(task)
    price = await _price(service, task)
    assert (price["fees_charged"], price["rewards_paid"]) == (_usd(2 * fee), _usd(reward))


async def test_what_was_reversed_does_not_count_and_a_reversal_reversed_does(
    service: AccountingService,
) -> None:
    task, employee = uuid7(), await service.hire()
    await service.hear(service.assigned(task, employee), service.completed(task, employee))
    fee, reward = await service.price(task)
    undone = await service.correct(reverses=await _transfer(service, task, "fee"))
    price = await _price(service, task)
    assert (price["fees_charged"], price["rewards_paid"]) == (_usd(0), _usd(reward))
    await service.correct(reverses=await _transfer(service, task, "reward"))
    assert (await _price(service, task))["rewards_paid"] == _usd(0)
    await service.correct(reverses=undone.json()["id"])
    price = await _price(service, task)
    assert (price["fees_charged"], price["rewards_paid"]) == (_usd(fee), _usd(0))
