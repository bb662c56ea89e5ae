"""Whom a person may correct, and how much alone in a day."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from accounting_service import AccountingService, code_of
from uuid_utils.compat import uuid7

from ates_accounting.domain.books import CORRECTION_LIMIT
from ates_accounting.settings import Settings
from ates_chassis.shared.user_directory import Person, remember


async def _give(
    service: AccountingService, user_id: UUID, cents: int, by: UUID | None = None
) -> httpx.Response:
    delta = {"amount": cents, "currency": "USD"}
    return await service.correct(by=by, user_id=str(user_id), delta=delta)


async def _statuses(
    service: AccountingService, *amounts: tuple[UUID, int], by: UUID | None = None
) -> list[int]:
    return [(await _give(service, user, cents, by)).status_code for user, cents in amounts]


async def _allowance(service: AccountingService, user_id: UUID, by: UUID | None = None) -> int:
    answer = await service.get(
        "/correction-allowance",
        by=by or service.accountant,
        role="accountant",
        user_id=str(user_id),
    )
    assert answer.status_code == 200, answer.text
    assert answer.json()["limit"] == {"amount": CORRECTION_LIMIT, "currency": "USD"}
    remaining: int = answer.json()["remaining"]["amount"]
    return remaining


@pytest.mark.parametrize("cents", [1, -1, CORRECTION_LIMIT + 1])
async def test_nobody_corrects_their_own_account(service: AccountingService, cents: int) -> None:
    answer = await _give(service, service.accountant, cents)
    assert code_of(answer) == (403, "own-account")
    assert answer.json()["errors"][0]["field"] == "user_id"
    assert await service.value("SELECT count(*) FROM transfers") == 0
    assert await service.value("SELECT count(*) FROM pending_corrections") == 0


async def test_nobody_reverses_a_transfer_of_their_own_account(service: AccountingService) -> None:
    task = uuid7()
    await service.hear(
        service.added(task),
        service.assigned(task, service.accountant),
        service.completed(task, service.accountant),
    )
    for transfer in (await service.ledger()).json()["items"]:
        answer = await service.correct(reverses=transfer["id"])
        assert code_of(answer) == (403, "own-account"), transfer["kind"]
        assert answer.json()["errors"][0]["field"] == "reverses"


async def test_the_database_itself_refuses_a_correction_to_oneself(
    service: AccountingService,
) -> None:
    employee = await service.hire()
    await service.give(employee, 5)
    columns = "id, source_id, kind, debited, credited, amount, user_id, balance_after, business_day, occurred_at, description"
    copy = (
        f"INSERT INTO transfers ({columns}, actor_id, approved_by) SELECT uuidv7(), uuidv7(),"
        f" {columns.split(', ', 2)[2]}, %s FROM transfers"
    )
    for violation in ("user_id, NULL", "actor_id, actor_id", "actor_id, user_id"):
        with pytest.raises(Exception, match=r"ck_transfers_(not_to_oneself|second_person)"):
            await service.as_owner(copy % violation)


async def test_a_program_is_never_corrected(service: AccountingService) -> None:
    program = await service.hire("internalservice")
    answer = await _give(service, program, 5)
    assert code_of(answer) == (422, "not-a-person")
    assert answer.json()["errors"][0]["field"] == "user_id"


async def test_what_a_program_once_got_is_taken_back_and_never_given_again(
    service: AccountingService,
) -> None:
    program = await service.hire()
    paid = await service.give(program, 900)
    async with service.db.transaction() as tx:
        await remember(tx, [Person(id=program, role="internalservice", active=True, version=9)])
    undone = await service.correct(reverses=paid["id"])
    assert undone.status_code == 201
    assert undone.json()["balance_after"]["amount"] == 0
    assert code_of(await service.correct(reverses=undone.json()["id"])) == (422, "not-a-person")


async def test_somebody_deactivated_can_be_corrected(service: AccountingService) -> None:
    gone = await service.hire()
    async with service.db.transaction() as tx:
        await remember(tx, [Person(id=gone, role="other", active=False, version=9)])
    assert await _statuses(service, (gone, 10), (gone, CORRECTION_LIMIT)) == [201, 202]


async def test_up_to_the_limit_one_person_posts_alone_and_a_cent_more_waits(
    service: AccountingService,
) -> None:
    employee, other = await service.hire(), await service.hire()
    assert await _statuses(service, (employee, CORRECTION_LIMIT), (other, 1)) == [201, 202]
    assert await service.balance(employee) == CORRECTION_LIMIT
    assert await service.balance(other) == 0


async def test_a_correction_above_the_limit_is_not_posted_and_told_to_nobody(
    service: AccountingService,
) -> None:
    employee = await service.hire()
    answer = await _give(service, employee, CORRECTION_LIMIT + 1)
    assert answer.status_code == 202
    pending = answer.json()
    assert pending["state"] == "waiting"
    assert pending["delta"] == {"amount": CORRECTION_LIMIT + 1, "currency": "USD"}
    assert (pending["reason"], pending["reverses"]) == ("charged by mistake", None)
    assert pending["requested_by"] == str(service.accountant)
    assert pending["decided_by"] is pending["decided_at"] is pending["transfer_id"] is None
    assert await service.published("transfer-posted") == []
    assert await service.balance(employee) == 0


async def test_many_small_corrections_of_one_poster_are_counted_over_all_people(
    service: AccountingService,
) -> None:
    first, second = await service.hire(), await service.hire()
    amounts = (first, 20_000), (second, -20_000), (first, 10_000), (second, 1)
    assert await _statuses(service, *amounts) == [201, 201, 201, 202]


async def test_many_small_corrections_to_one_person_are_counted_over_all_posters(
    service: AccountingService,
) -> None:
    employee, other = await service.hire(), await service.hire()
    second = await service.hire("administrator")
    assert await _statuses(service, (employee, 30_000)) == [201]
    amounts = (employee, 20_001), (employee, -20_001), (employee, -20_000), (other, 30_000)
    assert await _statuses(service, *amounts, by=second) == [202, 202, 201, 201]


async def test_what_is_given_and_taken_back_counts_twice(service: AccountingService) -> None:
    employee = await service.hire()
    transfer_id = await service.give(employee, 30_000)
    assert (await service.correct(reverses=transfer_id["id"])).status_code == 202
    assert await _statuses(service, (employee, 20_000)) == [201]


async def test_small_corrections_at_once_do_not_slip_under_the_limit_together(
    service: AccountingService,
) -> None:
    employee, people = await service.hire(), [await service.hire() for _ in range(4)]
    answers = await asyncio.gather(*(_give(service, each, 20_000) for each in people))
    assert sorted(answer.status_code for answer in answers) == [201, 201, 202, 202]
    posters = [await service.hire("accountant") for _ in range(4)]
    answers = await asyncio.gather(*(_give(service, employee, 20_000, by) for by in posters))
    assert sorted(answer.status_code for answer in answers) == [201, 201, 202, 202]


async def test_the_same_key_asks_for_one_approval(service: AccountingService) -> None:
    employee = await service.hire()
    delta = {"amount": CORRECTION_LIMIT + 1, "currency": "USD"}
    body: dict[str, Any] = {"user_id": str(employee), "delta": delta}
    answers = await asyncio.gather(*(service.correct("k", **body) for _ in range(4)))
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.text for answer in answers}) == 1
    assert await service.value("SELECT count(*) FROM pending_corrections") == 1


async def test_the_next_business_day_begins_with_the_whole_limit(
    service: AccountingService,
) -> None:
    await service.set_clock("2026-03-02 23:59:59+00")
    employee = await service.hire()
    assert await _statuses(service, (employee, CORRECTION_LIMIT), (employee, 1)) == [201, 202]
    await service.set_clock("2026-03-03 00:00:00+00")
    assert await _statuses(service, (employee, CORRECTION_LIMIT), (employee, 1)) == [201, 202]


async def test_a_day_that_is_closed_early_gives_nobody_a_second_limit(
    service: AccountingService,
) -> None:
    await service.set_clock("2026-03-02 12:00:00+00")
    employee, other = await service.hire(), await service.hire()
    assert await _statuses(service, (employee, 30_000)) == [201]
    closed = await service.close("2026-03-02", "administrator", open_day=True)
    assert closed.json()["state"] == "closed"
    assert await _statuses(service, (other, 20_001), (other, 20_000)) == [202, 201]
    # What was posted ahead counts on the day that it was posted to as well.
    await service.set_clock("2026-03-03 12:00:00+00")
    assert await _statuses(service, (employee, 30_001), (employee, 30_000)) == [202, 201]


async def test_the_allowance_says_how_much_is_left_for_this_poster_and_this_person(
    service: AccountingService,
) -> None:
    employee, other = await service.hire(), await service.hire()
    second = await service.hire("accountant")
    await service.give(employee, 20_000)
    assert await _allowance(service, employee) == await _allowance(service, other) == 30_000
    assert await _allowance(service, employee, second) == 30_000
    assert await _allowance(service, other, second) == CORRECTION_LIMIT
    assert await _allowance(service, service.accountant) == 0
    await _give(service, other, -30_000)
    assert await _allowance(service, employee) == 0


async def test_what_a_second_person_approved_leaves_the_limit_as_it_was(
    service: AccountingService,
) -> None:
    employee, second = await service.hire(), await service.hire("accountant")
    pending = (await _give(service, employee, 70_000)).json()
    await service.post(f"/pending-corrections/{pending['id']}/approve", by=second)
    assert await service.balance(employee) == 70_000
    assert await _allowance(service, employee) == CORRECTION_LIMIT
    assert await _allowance(service, employee, second) == CORRECTION_LIMIT


async def test_a_limit_that_was_lowered_or_raised_holds_from_then_on(
    service: AccountingService,
) -> None:
    employee, second = await service.hire(), await service.hire("accountant")
    waiting = (await _give(service, employee, 60_000)).json()
    settings = service.app.state.settings
    service.app.state.settings = settings.model_copy(update={"correction_limit_cents": 100_000})
    assert await _statuses(service, (employee, 60_000)) == [201]
    assert await service.balance(employee) == 60_000
    service.app.state.settings = settings.model_copy(update={"correction_limit_cents": 0})
    assert await _statuses(service, (employee, 1), (employee, -1)) == [202, 202]
    approved = await service.post(f"/pending-corrections/{waiting['id']}/approve", by=second)
    assert approved.status_code == 200


@pytest.mark.parametrize("limit", ["500.00", "-1", "1e5", "", "100000001"])
async def test_the_limit_is_whole_minor_units(monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    monkeypatch.setenv("ATES_CORRECTION_LIMIT_CENTS", limit)
    with pytest.raises(ValueError, match="correction_limit_cents"):
        Settings(database_url="postgresql://x", jwks_url="http://auth", port=1)


async def test_only_so_many_corrections_of_one_person_wait_at_a_time(
    service: AccountingService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ates_accounting.use_cases.corrections.WAITING_MAX", 2)
    employee, second = await service.hire(), await service.hire("accountant")
    amounts = [(employee, CORRECTION_LIMIT + 1)] * 2
    assert await _statuses(service, *amounts) == [202, 202]
    refused = await _give(service, employee, CORRECTION_LIMIT + 1)
    assert code_of(refused) == (409, "too-many-corrections-waiting")
    assert await _statuses(service, *amounts, by=second) == [202, 202]


async def test_the_allowance_is_for_bookkeepers(service: AccountingService) -> None:
    answer = await service.get("/correction-allowance", by=uuid4(), user_id=str(uuid4()))
    assert code_of(answer) == (403, "forbidden")
