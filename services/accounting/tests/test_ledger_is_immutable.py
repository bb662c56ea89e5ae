"""Nobody changes the ledger: the service lacks the right, and the trigger stops the owner of the table too."""

import asyncpg
import pytest
from accounting_service import AccountingService
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from uuid_utils.compat import uuid7

from ates_chassis.database.outages import sqlstate

CHANGES = [
    "UPDATE transfers SET balance_after = 0",
    "UPDATE transfers SET description = 'nothing to see'",
    "DELETE FROM transfers",
    "TRUNCATE transfers CASCADE",
]
_INSUFFICIENT_PRIVILEGE, _RESTRICT_VIOLATION = "42501", "23001"


@pytest.mark.parametrize(
    "change",
    [
        *CHANGES,
        "UPDATE tasks SET fee = 1000",
        "UPDATE tasks SET reward = 4000",
        "DELETE FROM tasks",
        "TRUNCATE tasks CASCADE",
        "DELETE FROM accounts",
        "UPDATE business_days SET closes_at = closes_at",
        "DELETE FROM business_days",
        "UPDATE pending_corrections SET delta = 1",
        "UPDATE pending_corrections SET user_id = requested_by",
        "UPDATE pending_corrections SET requested_by = user_id",
        "UPDATE pending_corrections SET reason = 'another'",
        "UPDATE pending_corrections SET expires_at = expires_at + interval '1 year'",
        "DELETE FROM pending_corrections",
        "ALTER TABLE transfers DISABLE TRIGGER ALL",
        "DROP TABLE transfers",
        "CREATE TABLE mine (id int)",
    ],
)
async def test_the_service_may_not(service: AccountingService, change: str) -> None:
    await service.hear(service.assigned(uuid7(), uuid7()))
    with pytest.raises(DBAPIError) as refused:
        async with service.db.transaction() as tx:
            await tx.execute(text(change))
    assert sqlstate(refused.value) == _INSUFFICIENT_PRIVILEGE


@pytest.mark.parametrize("change", [*CHANGES, "DELETE FROM transfers WHERE false"])
async def test_the_owner_is_stopped_by_the_trigger(service: AccountingService, change: str) -> None:
    await service.hear(service.assigned(uuid7(), uuid7()))
    with pytest.raises(asyncpg.RestrictViolationError, match="reversing transfer") as refused:
        await service.as_owner(change)
    assert refused.value.sqlstate == _RESTRICT_VIOLATION
    assert await service.value("SELECT count(*) FROM transfers") == 1


async def test_an_owner_that_truncates_what_transfers_build_on_is_stopped_too(
    service: AccountingService,
) -> None:
    await service.hear(service.assigned(uuid7(), uuid7()))
    with pytest.raises(asyncpg.RestrictViolationError):
        await service.as_owner("TRUNCATE accounts CASCADE")


@pytest.mark.parametrize(
    ("debited", "credited", "amount"),
    [("user", "user", 1), ("user", "company", 0), ("user", "company", -5), ("company", "payouts", 5)],
)  # fmt: skip
async def test_a_row_that_is_no_movement_between_worker_and_another_is_refused(
    service: AccountingService, debited: str, credited: str, amount: int
) -> None:
    await service.hear(service.assigned(uuid7(), employee := uuid7()))
    ids = {"user": employee, "company": uuid7(), "payouts": uuid7()}
    with pytest.raises(DBAPIError) as refused:
        async with service.db.transaction() as tx:
            await tx.execute(
                text(
                    """
                    INSERT INTO transfers (id, source_id, kind, debited, credited, amount, user_id, balance_after,
                        business_day, occurred_at, description)
                    SELECT uuidv7(), uuidv7(), 'payout', :debited, :credited, :amount, :employee, 0, day, now(), 'x'
                    FROM business_days
                    """
                ),
                {"debited": ids[debited], "credited": ids[credited], "amount": amount, "employee": employee},
            )  # fmt: skip
    assert sqlstate(refused.value) == "23514"
