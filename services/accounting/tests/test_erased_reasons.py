"""Why a payout came back is shown until its person is erased; the ledger itself never says it."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from accounting_service import AccountingService
from uuid_utils.compat import uuid7

from ates_chassis.messaging.contracts import Envelope
from ates_chassis.messaging.inbox import Delivery

SHOWN, FORGOTTEN = "payout came back: Ada Lovelace moved", "payout came back"


def _arrival(event_type: str, subject: UUID, data: dict[str, Any]) -> Delivery:
    at = datetime(2026, 5, 2, tzinfo=UTC)
    envelope = Envelope(id=uuid7(), type=event_type, subject=str(subject), time=at, data=data)
    return Delivery(envelope, None)


def _failed(payout_id: UUID) -> Delivery:
    data = {"payout_id": str(payout_id), "reason": "Ada Lovelace moved"}
    return _arrival("payments.payment-failed.v1", payout_id, data)


def _erased(user_id: UUID, version: int = 2) -> Delivery:
    data = {"user_id": str(user_id), "version": version}
    return _arrival("auth.user-erased.v1", user_id, data)


@pytest.fixture
async def paid(service: AccountingService) -> dict[UUID, UUID]:
    """Two employees with a payout each."""
    await service.set_clock("2026-05-01 12:00Z")
    employees = [await service.hire() for _ in range(2)]
    for employee in employees:
        await service.give(employee, 900)
    await service.set_clock("2026-05-02 00:00Z")
    await service.close("2026-05-01")
    facts = await service.published("payout-due")
    payouts = {UUID(fact["user_id"]): UUID(fact["payout_id"]) for fact in facts}
    return {employee: payouts[employee] for employee in employees}


async def _descriptions(service: AccountingService) -> dict[UUID, str]:
    items = (await service.ledger(kind="payout-returned")).json()["items"]
    return {UUID(each["user_id"]): each["description"] for each in items}


async def _is_named(service: AccountingService) -> bool:
    """Whether any table, also of those that the service may not read, still has the name."""
    connection = await asyncpg.connect(service.owner_url)
    try:
        tables = await connection.fetch("SELECT relname FROM pg_stat_user_tables")
        named = "SELECT EXISTS (SELECT FROM {} AS each WHERE each::text ~ 'Ada')"
        return any([await connection.fetchval(named.format(name)) for (name,) in tables])
    finally:
        await connection.close()


async def test_why_a_payout_came_back_is_forgotten_with_its_person_alone(
    service: AccountingService, paid: dict[UUID, UUID]
) -> None:
    gone, other = paid
    await service.hear(*map(_failed, paid.values()))
    assert await _descriptions(service) == {gone: SHOWN, other: SHOWN}
    await service.hear(_erased(gone))
    assert await _descriptions(service) == {gone: FORGOTTEN, other: SHOWN}
    await service.hear(_erased(other))
    assert not await _is_named(service)
    balances = await service.rows("SELECT balance FROM accounts WHERE balance <> 0")
    assert balances == [(900,), (900,)]


async def test_what_is_heard_of_somebody_who_was_erased_is_not_kept(
    service: AccountingService, paid: dict[UUID, UUID]
) -> None:
    gone, other = paid
    await service.hear(_erased(gone))
    await service.hear(_failed(paid[gone]))
    await service.hear(_failed(paid[gone]))
    assert await _descriptions(service) == {gone: FORGOTTEN}
    await service.hear(_erased(gone, version=3), _erased(other))
    await service.hear(_failed(paid[other]))
    assert not await _is_named(service)


async def test_one_transfer_says_why_as_well(
    service: AccountingService, paid: dict[UUID, UUID]
) -> None:
    employee, payout = next(iter(paid.items()))
    await service.hear(_failed(payout))
    [back] = (await service.ledger(kind="payout-returned")).json()["items"]
    assert (await service.ledger(f"/transfers/{back['id']}")).json()["description"] == SHOWN
    csv = await service.get("/accounts/me/transfers", by=employee, accept="text/csv")
    assert SHOWN in csv.text
