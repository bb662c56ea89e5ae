"""Payday in a browser: the statement, the register of payouts, and the figures of the company."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest_asyncio
from browser.window import Open
from e2e.staff import Staff, StaffMember
from playwright.async_api import expect

from ates_chassis.testing import eventually
from support.running_company import RunningCompany

CENTS = 12_345
MONEY = "$123.45"
_YESTERDAY = """
    INSERT INTO business_days (day, opens_at, closes_at)
    SELECT day - 1, opens_at - interval '1 day', opens_at FROM business_days ORDER BY day LIMIT 1 RETURNING day
"""
_GIFTS = """
    WITH given AS (
        INSERT INTO transfers (
            id, source_id, kind, debited, credited, amount, user_id, balance_after, business_day, occurred_at, description
        )
        SELECT uuidv7(), uuidv7(), 'correction', '00000000-0000-0000-0000-000000000001', id, $2, id, balance, $3, now(),
            'a gift before payday'
        FROM accounts WHERE id = ANY($1) RETURNING id, user_id, delta, business_day, balance_after
    )
    INSERT INTO outbox (event_id, type, subject, data)
    SELECT uuidv7(), 'accounting.transfer-posted.v1', id::text, jsonb_build_object(
        'transfer_id', id, 'user_id', user_id, 'kind', 'correction', 'delta', delta, 'currency', 'USD',
        'task_id', NULL, 'business_day', business_day, 'balance_after', balance_after)
    FROM given
"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def paid(
    company: RunningCompany, staff: Staff
) -> AsyncIterator[tuple[StaffMember, StaffMember]]:
    """Two workers who were paid for yesterday; the payment of the second came back and its mail cannot be delivered."""
    # Managers, who get no tasks: a fee in between would change their balances.
    fine = await staff.hire("manager", name="Paula Paid")
    unlucky = await staff.hire("manager", name="Udo Unlucky")
    await _earn_yesterday(staff, fine.id, unlucky.id)
    async with staff.database("payments") as payments:

        async def settled() -> int:
            count = await payments.fetchval(
                "SELECT count(*) FROM payouts JOIN mails ON payout_id = id WHERE user_id = ANY($1)"
                " AND payouts.state = 'settled' AND mails.state = 'sent'",
                [fine.id, unlucky.id],
            )
            return int(count)

        await eventually(settled, until=lambda count: count == 2, timeout_s=30)
        await _let_it_fail(payments, unlucky.id)
    await _until_returned(staff, unlucky.id)
    yield fine, unlucky
    await staff.dismiss(fine.id, unlucky.id)


async def _earn_yesterday(staff: Staff, *employees: str) -> None:
    """A day that is over: payments has it closed by itself."""
    await staff.call("accountant", "GET", "/business-days/due")
    async with staff.database("accounting") as accounting, accounting.transaction():
        await accounting.execute(
            "INSERT INTO accounts SELECT unnest($1::uuid[]) ON CONFLICT DO NOTHING", employees
        )
        await accounting.execute(
            "UPDATE accounts SET balance = balance + $2 WHERE id = ANY($1)", employees, CENTS
        )
        day = await accounting.fetchval(_YESTERDAY)
        await accounting.execute(_GIFTS, employees, CENTS, day)


def _days_ago(days: int) -> date:
    return (datetime.now(UTC) - timedelta(days=days)).date()


async def _let_it_fail(payments: asyncpg.Connection, user_id: str) -> None:
    """As if the bank had refused it: the state, and the event that says so."""
    payout = await payments.fetchval(
        "UPDATE payouts SET state = 'failed', reference = NULL, failure = 'account closed' WHERE user_id = $1 RETURNING id",
        user_id,
    )
    await payments.execute(
        "UPDATE mails SET state = 'undelivered', failure = '550 no such user' WHERE payout_id = $1",
        payout,
    )
    await payments.execute(
        "INSERT INTO outbox (event_id, type, subject, data) VALUES"
        " (uuidv7(), 'payments.payment-failed.v1', $1::text,"
        "  jsonb_build_object('payout_id', $1::text, 'reason', 'account closed'))",
        str(payout),
    )


async def _until_returned(staff: Staff, user_id: str) -> None:
    async with staff.database("accounting") as accounting:
        query = "SELECT count(*) FROM transfers WHERE user_id = $1 AND kind = 'payout-returned'"
        await eventually(lambda: accounting.fetchval(query, user_id), timeout_s=30)


async def test_a_statement_shows_what_was_paid_out_and_what_came_back(
    open_as: Open, paid: tuple[StaffMember, StaffMember], pictures: Path
) -> None:
    fine, unlucky = paid
    page = (await open_as(fine)).page
    await page.goto(f"/account?from={_days_ago(7)}")
    payout = page.locator("#statement tbody tr", has_text=f"−{MONEY}")
    await expect(payout).to_contain_text("Payout")
    await expect(page.locator(".figures")).to_contain_text("$0.00")
    await page.screenshot(path=pictures / "statement-payout.png", full_page=True)
    theirs = (await open_as(unlucky)).page
    await theirs.goto(f"/account?from={_days_ago(7)}")
    await expect(theirs.locator("#statement tbody tr", has_text="account closed")).to_contain_text(
        f"+{MONEY}"
    )


async def test_the_register_is_filtered_and_exported(
    open_as: Open, paid: tuple[StaffMember, StaffMember], pictures: Path, scripts: bool
) -> None:
    fine, unlucky = paid
    page = (await open_as("accountant", scripts=scripts)).page
    await page.goto(f"/payouts?from={_days_ago(7)}")
    await expect(page.locator("tbody tr", has_text="Paula Paid").first).to_contain_text("Settled")
    await page.screenshot(path=pictures / "payouts.png", full_page=True)
    await page.get_by_label("State").select_option("failed")
    if not scripts:
        await page.get_by_role("button", name="Show").click()
    await expect(page.locator("tbody tr", has_text="Paula Paid")).to_have_count(0)
    row = page.locator("tbody tr", has_text="Udo Unlucky")
    await expect(row).to_contain_text("account closed")
    await expect(row).to_contain_text("550 no such user")
    async with page.expect_download() as downloading:
        await page.get_by_role("link", name="Export CSV").click()
    download = await downloading.value
    lines = (await download.path()).read_text().splitlines()
    assert download.suggested_filename.endswith(".csv")
    assert any(unlucky.id in line for line in lines)
    assert not any(fine.id in line for line in lines)


async def test_a_payout_that_came_back_is_paid_again_once(
    open_as: Open, paid: tuple[StaffMember, StaffMember], staff: Staff
) -> None:
    _, unlucky = paid
    page = (await open_as("accountant")).page
    await page.goto(f"/payouts?from={_days_ago(7)}&user_id={unlucky.id}")
    await page.get_by_role("button", name="Pay again to Udo Unlucky").click()
    await expect(page.get_by_text("It is being paid again, as a new payout.")).to_be_visible()
    failed = page.locator("tbody tr", has_text="Failed")
    await expect(failed).to_contain_text("A later payout took this money along.")
    await expect(failed.get_by_role("button", name="Pay again")).to_have_count(0)
    register = await staff.call("accountant", "GET", f"/payouts?user_id={unlucky.id}&state=failed")
    path = f"/payouts/{register['items'][0]['id']}/retry"
    accountant = await staff.of("accountant")
    refused = await staff.api.post(path, headers=accountant.headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "payout-retried-already")
    async with staff.database("payments") as payments:
        query = "SELECT count(*) FROM payouts WHERE user_id = $1 AND state = 'settled'"
        await eventually(lambda: payments.fetchval(query, unlucky.id), timeout_s=30)
    await page.goto(f"/payouts?from={_days_ago(7)}&user_id={unlucky.id}")
    await expect(page.locator("tbody tr")).to_have_count(2)


async def test_an_administrator_sees_the_figures(
    open_as: Open, staff: Staff, pictures: Path
) -> None:
    developer = await staff.of("developer")
    task = await staff.task_of(developer, author=developer)
    await staff.call("developer", "POST", f"/tasks/{task['id']}/complete")

    async def counted() -> bool:
        lines = await staff.call("administrator", "GET", "/analytics/throughput")
        best = await staff.call("administrator", "GET", "/analytics/most-expensive-task?period=day")
        return best["task"] and any(line["completed"] for line in lines["items"])

    await eventually(counted, timeout_s=30)
    page = (await open_as("administrator")).page
    await page.goto("/tasks")
    await page.get_by_role("link", name="Analytics").click()
    for heading in ("Analytics", "Most expensive task", "Negative balances"):
        await expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    today = f"{datetime.now(UTC).date().day}"
    throughput = page.locator("#throughput")
    await throughput.get_by_text("As a table").click()
    await expect(throughput.locator("tbody tr", has_text=today).first).to_be_visible()
    await expect(page.locator(".figures")).to_contain_text("Income today")
    await page.screenshot(path=pictures / "analytics.png", full_page=True)


async def test_others_are_not_shown_the_figures_or_payouts(open_as: Open) -> None:
    page = (await open_as("developer")).page
    for path in ("/analytics", "/payouts"):
        answer = await page.goto(path)
        assert answer is not None
        assert answer.status == 403, path
