"""Corrections above the limit: a second person approves or refuses them, or they are withdrawn, or expire."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from accounting_service import AccountingService, code_of
from approvals import ACTIONS, MUCH, act, ask_for_approval, shown_to_all

from ates_chassis.shared.user_directory import Person, remember


async def _become(
    service: AccountingService, user_id: UUID, role: str, *, active: bool = True
) -> None:
    async with service.db.transaction() as tx:
        await remember(tx, [Person(id=user_id, role=role, active=active, version=99)])


async def test_what_one_may_decide_on_waits_and_is_of_others_for_others(
    service: AccountingService,
) -> None:
    second = await service.hire("accountant")
    theirs, refused = await ask_for_approval(service), await ask_for_approval(service)
    await act(service, "refuse", refused, second)
    await ask_for_approval(service, second)
    await ask_for_approval(service, by=second)
    as_second: dict[str, Any] = {"by": second, "role": "accountant", "decidable": "true"}
    for state, expected in ("waiting", [theirs]), ("refused", []):
        answer = await service.get("/pending-corrections", state=state, **as_second)
        assert answer.json()["items"] == expected


@pytest.mark.parametrize("role", ["accountant", "administrator"])
async def test_a_second_person_approves_and_the_correction_is_posted(
    service: AccountingService, role: str
) -> None:
    employee, second = await service.hire(), await service.hire(role)
    pending = await ask_for_approval(service, employee, -MUCH)
    answer = await service.post(
        f"/pending-corrections/{pending['id']}/approve", by=second, role=role
    )
    assert answer.status_code == 200, answer.text
    approved = answer.json()
    assert (approved["state"], approved["decided_by"]) == ("approved", str(second))
    assert approved == await shown_to_all(service, pending)
    [posted] = (await service.ledger()).json()["items"]
    assert approved["transfer_id"] == posted["id"]
    assert (posted["posted_by"], posted["approved_by"]) == (str(service.accountant), str(second))
    assert (posted["delta"]["amount"], posted["description"]) == (-MUCH, "charged by mistake")
    [event] = await service.published("transfer-posted")
    assert (event["kind"], event["delta"]) == ("correction", -MUCH)
    assert await service.balance(employee) == -MUCH


async def test_neither_the_poster_nor_the_beneficiary_decides(service: AccountingService) -> None:
    beneficiary = await service.hire("administrator")
    pending = await ask_for_approval(service, beneficiary, -MUCH)
    for action in ("approve", "refuse"):
        own = await act(service, action, pending, service.accountant)
        assert code_of(own) == (403, "own-correction")
        theirs = await act(service, action, pending, beneficiary)
        assert code_of(theirs) == (403, "own-account")
    assert (await shown_to_all(service, pending))["state"] == "waiting"


async def test_only_the_poster_withdraws(service: AccountingService) -> None:
    second = await service.hire("accountant")
    pending = await ask_for_approval(service)
    assert code_of(await act(service, "withdraw", pending, second)) == (403, "not-your-correction")
    answer = await act(service, "withdraw", pending, service.accountant)
    assert (answer.status_code, answer.json()["state"]) == (200, "withdrawn")


async def test_a_refusal_says_why_and_posts_nothing(service: AccountingService) -> None:
    second = await service.hire("accountant")
    pending = await ask_for_approval(service)
    for wrong in (None, {}, {"reason": ""}, {"reason": "x" * 301}, {"reason": "x", "more": 1}):
        path = f"/pending-corrections/{pending['id']}/refuse"
        assert code_of(await service.post(path, by=second, json=wrong)) == (422, "invalid")
    answer = (await act(service, "refuse", pending, second)).json()
    assert (answer["state"], answer["decision_reason"]) == ("refused", "not agreed")
    assert await service.value("SELECT count(*) FROM transfers") == 0


@pytest.mark.parametrize("first", ACTIONS)
@pytest.mark.parametrize("then", ACTIONS)
async def test_what_was_decided_is_decided(
    service: AccountingService, first: str, then: str
) -> None:
    second = await service.hire("accountant")
    pending = await ask_for_approval(service)
    user = {"withdraw": service.accountant}
    assert (await act(service, first, pending, user.get(first, second))).status_code == 200
    before = await shown_to_all(service, pending)
    late = await act(service, then, pending, user.get(then, second))
    assert code_of(late) == (409, "correction-not-waiting")
    assert await shown_to_all(service, pending) == before


async def test_of_several_decisions_at_once_one_counts(service: AccountingService) -> None:
    seconds = [await service.hire("accountant") for _ in range(4)]
    employee = await service.hire()
    for _ in range(3):
        pending = await ask_for_approval(service, employee)
        tries = [act(service, "approve", pending, each) for each in seconds]
        tries += [act(service, "refuse", pending, each) for each in seconds]
        tries.append(act(service, "withdraw", pending, service.accountant))
        answers = await asyncio.gather(*tries)
        assert sorted(answer.status_code for answer in answers) == [200, *[409] * 8]
        won = next(each.json() for each in answers if each.status_code == 200)
        assert (won["transfer_id"] is not None) == (won["state"] == "approved")
    approved = "SELECT count(*) FROM pending_corrections WHERE state = 'approved'"
    posted = "SELECT count(*) FROM transfers"
    assert await service.value(posted) == await service.value(approved)


@pytest.mark.parametrize("action", ACTIONS)
async def test_the_same_key_decides_once(service: AccountingService, action: str) -> None:
    by = service.accountant if action == "withdraw" else await service.hire("accountant")
    pending = await ask_for_approval(service)
    tries = (act(service, action, pending, by, key="k") for _ in range(4))
    answers = await asyncio.gather(*tries)
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1


async def test_a_pending_correction_expires_after_seven_days(service: AccountingService) -> None:
    await service.set_clock("2026-03-02 12:00:00+00")
    second = await service.hire("accountant")
    pending, other = await ask_for_approval(service), await ask_for_approval(service)
    assert pending["expires_at"] == "2026-03-09T12:00:00Z"
    await service.set_clock("2026-03-09 11:59:59+00")
    assert (await act(service, "approve", other, second)).status_code == 200
    await service.set_clock("2026-03-09 12:00:00+00")
    shown = await shown_to_all(service, pending)
    assert (shown["state"], shown["decided_at"]) == ("expired", pending["expires_at"])
    for action in ACTIONS:
        by = service.accountant if action == "withdraw" else second
        late = await act(service, action, pending, by)
        assert code_of(late) == (409, "correction-not-waiting")
    # What is stored when the next one is requested says the same as what was derived before.
    await ask_for_approval(service)
    assert await shown_to_all(service, pending) == shown


async def test_it_is_posted_on_the_day_of_its_approval(service: AccountingService) -> None:
    await service.set_clock("2026-03-02 23:00:00+00")
    employee, second = await service.hire(), await service.hire("accountant")
    pending = await ask_for_approval(service, employee)
    await service.set_clock("2026-03-04 01:00:00+00")
    for day in ("2026-03-02", "2026-03-03"):
        assert (await service.close(day)).json()["state"] == "closed"
    await act(service, "approve", pending, second)
    [posted] = (await service.ledger()).json()["items"]
    assert posted["business_day"] == "2026-03-04"


@pytest.mark.parametrize(("role", "active"), [("developer", True), ("accountant", False)])
async def test_a_poster_who_may_post_no_more_has_nothing_posted(
    service: AccountingService, role: str, active: bool
) -> None:
    poster, second = await service.hire("accountant"), await service.hire("accountant")
    employee = await service.hire()
    pending = await ask_for_approval(service, employee, by=poster)
    await _become(service, poster, role, active=active)
    assert code_of(await act(service, "approve", pending, second)) == (409, "requester-may-not")
    assert await service.balance(employee) == 0
    assert (await act(service, "refuse", pending, second)).json()["state"] == "refused"


@pytest.mark.parametrize(
    ("role", "active", "status"), [("developer", True, 403), ("accountant", False, 401)]
)
async def test_an_approver_who_lost_the_right_approves_nothing(
    service: AccountingService, role: str, active: bool, status: int
) -> None:
    second = await service.hire("accountant")
    pending = await ask_for_approval(service)
    await _become(service, second, role, active=active)
    assert (await act(service, "approve", pending, second)).status_code == status
    assert (await shown_to_all(service, pending))["state"] == "waiting"


async def test_the_books_of_a_beneficiary_who_left_meanwhile_are_corrected(
    service: AccountingService,
) -> None:
    employee, second = await service.hire(), await service.hire("accountant")
    pending = await ask_for_approval(service, employee, -MUCH)
    await _become(service, employee, "other", active=False)
    assert (await act(service, "approve", pending, second)).status_code == 200


async def test_a_beneficiary_who_became_a_program_gets_nothing(service: AccountingService) -> None:
    employee, second = await service.hire(), await service.hire("accountant")
    pending = await ask_for_approval(service, employee)
    await _become(service, employee, "internalservice")
    assert code_of(await act(service, "approve", pending, second)) == (422, "not-a-person")
    assert (await shown_to_all(service, pending))["state"] == "waiting"
