"""Reversals above the limit, and lists of what waits."""

from typing import Any
from uuid import uuid4

import pytest
from accounting_service import AccountingService, code_of
from approvals import ACTIONS, act, ask_for_approval, shown_to_all

from ates_accounting.domain.books import CORRECTION_LIMIT


async def test_a_reversal_above_the_limit_waits_and_is_posted_once_approved(
    service: AccountingService,
) -> None:
    employee, second = await service.hire(), await service.hire("accountant")
    wrong = await service.give(employee, CORRECTION_LIMIT)
    pending = (await service.correct(reverses=wrong["id"])).json()
    assert (pending["reverses"], pending["delta"]["amount"]) == (wrong["id"], -CORRECTION_LIMIT)
    again = await service.correct(by=second, reverses=wrong["id"])
    assert code_of(again) == (409, "reversal-waiting")
    approved = (await act(service, "approve", pending, second)).json()
    undo, done = (await service.ledger()).json()["items"]
    assert (undo["id"], undo["reverses"]) == (approved["transfer_id"], wrong["id"])
    assert (done["id"], done["reversed_by"]) == (wrong["id"], undo["id"])
    assert await service.balance(employee) == 0
    assert code_of(await service.correct(reverses=wrong["id"])) == (409, "already-reversed")


async def test_who_is_within_the_limit_reverses_what_waits_to_be_reversed(
    service: AccountingService,
) -> None:
    employee, second = await service.hire(), await service.hire("accountant")
    third = await service.hire("administrator")
    wrong = await service.give(employee, 20_000)
    await service.give(await service.hire(), 30_000)
    pending = (await service.correct(reverses=wrong["id"])).json()
    assert (await service.correct(by=second, reverses=wrong["id"])).status_code == 201
    shown = await shown_to_all(service, pending)
    assert (shown["state"], shown["decided_by"]) == ("superseded", str(second))
    late = await act(service, "approve", pending, third)
    assert code_of(late) == (409, "correction-not-waiting")
    assert await service.balance(employee) == 0


@pytest.mark.parametrize("action", ["withdraw", "refuse", "expire"])
async def test_a_reversal_that_came_to_nothing_may_be_requested_again(
    service: AccountingService, action: str
) -> None:
    await service.set_clock("2026-03-02 12:00:00+00")
    second = await service.hire("accountant")
    wrong = await service.give(await service.hire(), CORRECTION_LIMIT)
    pending = (await service.correct(reverses=wrong["id"])).json()
    if action == "expire":
        await service.set_clock("2026-03-10 12:00:00+00")
        service.app.state.settings = service.app.state.settings.model_copy(
            update={"correction_limit_cents": 0}
        )
    else:
        by = service.accountant if action == "withdraw" else second
        await act(service, action, pending, by)
    again = await service.correct(reverses=wrong["id"])
    assert again.status_code == 202
    assert (await act(service, "approve", again.json(), second)).status_code == 200


async def test_an_approved_reversal_is_reversed_by_the_same_rules(
    service: AccountingService,
) -> None:
    employee, second = await service.hire(), await service.hire("accountant")
    first = await ask_for_approval(service, employee, 80_000)
    transfer_id = (await act(service, "approve", first, second)).json()["transfer_id"]
    undo = (await service.correct(reverses=transfer_id)).json()
    undone = (await act(service, "approve", undo, second)).json()["transfer_id"]
    redo = await service.correct(by=second, reverses=undone)
    assert redo.status_code == 202
    assert (await act(service, "approve", redo.json(), service.accountant)).status_code == 200
    assert await service.balance(employee) == 80_000


async def test_what_waits_is_listed_by_state_page_by_page(service: AccountingService) -> None:
    second, employee = await service.hire("accountant"), await service.hire()
    made = [await ask_for_approval(service, employee) for _ in range(4)]
    await act(service, "refuse", made[0], second)

    async def ids(**params: Any) -> list[str]:
        answer = await service.ledger("/pending-corrections", **params)
        return [each["id"] for each in answer.json()["items"]]

    newest_first = [each["id"] for each in reversed(made)]
    assert await ids() == newest_first
    assert await ids(state="waiting") == newest_first[:3]
    assert await ids(state="refused") == [made[0]["id"]]
    assert await ids(state="approved") == []
    page = (await service.ledger("/pending-corrections", state="waiting", limit=2)).json()
    assert [each["id"] for each in page["items"]] == newest_first[:2]
    assert await ids(state="waiting", limit=2, after=page["next"]) == newest_first[2:3]
    assert code_of(await service.ledger("/pending-corrections", state="x")) == (422, "invalid")
    assert code_of(await service.ledger("/pending-corrections", after="x")) == (422, "invalid")


@pytest.mark.parametrize("action", ACTIONS)
async def test_there_is_nothing_to_decide_where_nothing_waits(
    service: AccountingService, action: str
) -> None:
    answer = await act(service, action, {"id": str(uuid4())}, service.accountant)
    assert code_of(answer) == (404, "no-such-correction")
