"""What becomes of money that comes back: paid again once, by a retry or by the next close that has it."""

import asyncio
import importlib.util
from datetime import date
from operator import itemgetter
from pathlib import Path
from uuid import UUID

import pytest
from accounting_service import AccountingService
from uuid_utils.compat import uuid7

from ates_accounting.domain.books import Books
from ates_accounting.domain.payday import NoSuchPayoutError, retried_payout_id
from ates_accounting.use_cases import payday
from ates_accounting.use_cases.payday import PaymentFailure
from ates_chassis.testing import bearer, hire

BOOKS = Books(currency="USD", zone="UTC")


async def _failed(
    service: AccountingService, payout_id: str, reason: str = "account closed"
) -> None:
    failure = PaymentFailure(payout_id=UUID(payout_id), reason=reason, traceparent=None)
    async with service.db.transaction() as tx:
        await payday.return_payouts(tx, failures=[failure], books=BOOKS)


async def test_a_failed_payment_comes_back_once_and_says_why(service: AccountingService) -> None:
    await service.set_clock("2026-05-01 12:00Z")
    employee = await service.hire()
    await service.give(employee, 900)
    await service.set_clock("2026-05-02 00:00Z")
    await service.close("2026-05-01")
    [due] = await service.published("payout-due")
    for _ in range(2):
        await _failed(service, due["payout_id"])
    assert await service.balance(employee) == 900
    [back, *_] = (await service.get("/accounts/me/transfers", by=employee)).json()["items"]
    assert (back["kind"], back["description"]) == (
        "payout-returned",
        "payout came back: account closed",
    )
    assert back["business_day"] == "2026-05-02"


async def test_a_returned_payout_is_paid_again_once_as_a_new_one(
    service: AccountingService,
) -> None:
    await service.set_clock("2026-05-01 12:00Z")
    employee = await service.hire()
    await service.give(employee, 900)
    await service.set_clock("2026-05-02 00:00Z")
    await service.close("2026-05-01")
    [due] = await service.published("payout-due")
    path, headers = f"/payouts/{due['payout_id']}/retry", bearer(service.accountant, "accountant")
    early = await service.client.post(path, headers=headers)
    assert (early.status_code, early.json()["code"]) == (409, "payout-not-returned")
    await _failed(service, due["payout_id"])
    answers = await asyncio.gather(*(service.client.post(path, headers=headers) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
    refused = {answer.json()["code"] for answer in answers if answer.status_code == 409}
    assert refused == {"payout-retried-already"}
    first, second = await service.published("payout-due")
    assert (second["amount"], second["user_id"]) == (900, str(employee))
    assert first["payout_id"] != second["payout_id"]
    assert await service.balance(employee) == 0


async def test_nobody_pays_their_own_payout_again(service: AccountingService) -> None:
    await service.set_clock("2026-05-01 12:00Z")
    own = await hire(service.db, "accountant")
    await service.give(own, 900)
    await service.set_clock("2026-05-02 00:00Z")
    await service.close("2026-05-01")
    [due] = await service.published("payout-due")
    await _failed(service, due["payout_id"])
    path = f"/payouts/{due['payout_id']}/retry"
    refused = await service.client.post(path, headers=bearer(own, "accountant"))
    assert (refused.status_code, refused.json()["code"]) == (403, "own-account")
    assert await service.balance(own) == 900
    assert len(await service.published("payout-due")) == 1
    answer = await service.client.post(path, headers=bearer(service.accountant, "accountant"))
    assert answer.status_code == 201
    assert await service.balance(own) == 0


@pytest.mark.parametrize("begun", [False, True])
async def test_a_retry_waits_until_the_days_before_are_closed(
    service: AccountingService, begun: bool
) -> None:
    """The close of 2 May pays the balance of 2 May, with the money that came back on it."""
    await service.set_clock("2026-05-01 12:00Z")
    developer = await service.hire()
    await service.give(developer, 900)
    await service.set_clock("2026-05-02 00:00Z")
    await service.close("2026-05-01")
    [due] = await service.published("payout-due")
    await _failed(service, due["payout_id"])
    await service.set_clock("2026-05-03 00:01Z")
    if begun:
        async with service.db.transaction() as tx:
            await payday.begin_close(tx, day=date(2026, 5, 2), early=False, books=BOOKS)
    path, headers = f"/payouts/{due['payout_id']}/retry", bearer(service.accountant, "accountant")
    refused = await service.client.post(path, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "earlier-day-not-closed")
    assert "2026-05-02" in refused.json()["detail"]
    await service.close("2026-05-02")
    assert await service.balance(developer) == 0
    assert [due["amount"] for due in await service.published("payout-due")] == [900, 900]


async def test_a_close_that_cannot_hold_returned_money_does_not_follow(
    service: AccountingService,
) -> None:
    """In catch-up, a payout of 1 May returns on 4 May: the closes of 2 and 3 May pay without it."""
    developer = await service.hire()
    for day, cents in ((1, 900), (2, 70)):
        await service.set_clock(f"2026-05-0{day} 12:00Z")
        await service.give(developer, cents)
    await service.set_clock("2026-05-04 09:00Z")
    await service.close("2026-05-01")
    [first] = await service.published("payout-due")
    await _failed(service, first["payout_id"])
    for day in (2, 3):
        await service.close(f"2026-05-0{day}")
    assert [due["amount"] for due in await service.published("payout-due")] == [900, 70]
    assert await service.published("payout-followed") == []
    await service.set_clock("2026-05-05 00:00Z")
    await service.close("2026-05-04")
    last = (await service.published("payout-due"))[-1]
    assert last["amount"] == 900
    assert await service.published("payout-followed") == [
        {"payout_id": first["payout_id"], "followed_by": last["payout_id"]}
    ]
    await service.give(developer, 2_000)
    path, headers = f"/payouts/{first['payout_id']}/retry", bearer(service.accountant, "accountant")
    refused = await service.client.post(path, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "payout-followed")


async def test_a_retry_follows_its_payout_alone(service: AccountingService) -> None:
    await service.set_clock("2026-05-01 12:00Z")
    people = [await service.hire() for _ in range(2)]
    for employee in people:
        await service.give(employee, 900)
    await service.set_clock("2026-05-02 00:00Z")
    await service.close("2026-05-01")
    due = await service.published("payout-due")
    for each in due:
        await _failed(service, each["payout_id"])
    headers = bearer(service.accountant, "accountant")
    await service.client.post(f"/payouts/{due[0]['payout_id']}/retry", headers=headers)
    again = (await service.published("payout-due"))[-1]
    [followed] = await service.published("payout-followed")
    assert followed == {"payout_id": due[0]["payout_id"], "followed_by": again["payout_id"]}
    await service.set_clock("2026-05-03 00:00Z")
    await service.close("2026-05-02")
    assert len(await service.published("payout-followed")) == 2
    # What was followed before accounting told it, its migration tells: the same.
    facts = await service.published("payout-followed")
    path = Path(__file__).parents[1] / "migrations/versions/0008_followed_payouts.py"
    spec = importlib.util.spec_from_file_location("followed_payouts", path)
    assert spec is not None
    assert spec.loader is not None
    migration = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(migration)
    await service.as_owner(migration.TELL_FOLLOWED)
    key = itemgetter("payout_id")
    assert sorted((await service.published("payout-followed"))[2:], key=key) == sorted(
        facts, key=key
    )


async def test_the_id_of_a_retry_is_the_same_in_sql(service: AccountingService) -> None:
    payout_id = uuid7()
    in_sql = await service.value("SELECT retried_payout_id(:payout_id)", payout_id=payout_id)
    assert in_sql == retried_payout_id(payout_id)


async def test_an_unknown_payment_is_refused(service: AccountingService) -> None:
    with pytest.raises(NoSuchPayoutError):
        await _failed(service, str(uuid7()))
    headers = bearer(service.accountant, "accountant")
    answer = await service.client.post(f"/payouts/{uuid7()}/retry", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (404, "no-such-payout")
