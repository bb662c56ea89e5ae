"""Of an erased person no word is left in any column of any database, but for what bookkeeping law asks to keep."""

from uuid import UUID, uuid4

import asyncpg
import httpx
from e2e.staff import DATABASES, PASSWORD, Staff, StaffMember

from ates_accounting.domain.books import PAYOUTS
from ates_chassis.testing import eventually

LOGIN, EMAIL, NAME = "zephyrine.q", "z.quux77@hers.example", "Zephyrine Quuxington"
WORDS = r"zephyrine|quuxington|z\.quux77|hers\.example"
KEPT = {"payments.bank_file_contents.content"}
"""Bank files stay as they were rendered, for accountants alone."""
COLUMNS = """
    SELECT table_name, column_name, data_type FROM information_schema.columns
    WHERE table_schema = 'public' ORDER BY 1, 2
"""


async def _columns_that_name_her(staff: Staff) -> set[str]:
    columns = set()
    for service in DATABASES:
        async with staff.database(service) as database:
            for table, column, kind in await database.fetch(COLUMNS):
                value = (
                    f"encode(\"{column}\", 'escape')" if kind == "bytea" else f'"{column}"::text'
                )
                query = f'SELECT EXISTS (SELECT FROM "{table}" WHERE {value} ~* $1)'
                if await database.fetchval(query, WORDS):
                    columns.add(f"{service}.{table}.{column}")
    return columns


async def _register(staff: Staff) -> StaffMember:
    body = {"login": LOGIN, "email": EMAIL, "full_name": NAME, "password": PASSWORD}
    user = await staff.call(
        "administrator", "POST", "/users", json=body | {"role": "developer"}, headers=_key()
    )
    await staff.until_known(user["id"], active=True, role="developer")
    return await staff.sign_in(LOGIN, PASSWORD)


def _key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid4())}


async def _leave_traces(api: httpx.AsyncClient, staff: Staff, person: StaffMember) -> None:
    """Names mistyped at sign-in, a session, and stored answers about her."""
    for name in (LOGIN, EMAIL, "zephyrine.x"):
        form = {"grant_type": "password", "username": name, "password": "wrong"}
        assert (await api.post("/auth/token", data=form)).status_code == 401
    headers = person.headers | {"User-Agent": "Zephyrine's browser"}
    form = {"grant_type": "password", "username": EMAIL, "password": PASSWORD}
    assert (await api.post("/auth/token", data=form, headers=headers)).is_success
    for change in ("deactivate", "activate"):
        path = f"/users/{person.id}/{change}"
        await staff.call("administrator", "POST", path, headers=_key())


async def _undelivered_payout(payments: asyncpg.Connection, user_id: str) -> UUID:
    """A payout of which others speak by name."""
    payout, reason = uuid4(), "the account of QUUXINGTON (z.quux77) is closed"
    query = """
        INSERT INTO payouts (id, user_id, business_day, amount, currency, state, sent_at, failure, file_failure)
        VALUES ($1, $2, '2020-01-01', 1, 'USD', 'failed', now(), 'no account', $3)
    """
    await payments.execute(query, payout, user_id, reason)
    query = "INSERT INTO mails (payout_id, state, failure) VALUES ($1, 'undelivered', $2)"
    await payments.execute(query, payout, reason)
    return payout


async def _fail_payout(staff: Staff, payments: asyncpg.Connection, person: StaffMember) -> None:
    """An accountant says by name why a payout of hers failed, which the bank was to pay, and her money comes back."""
    payout = await _paid_by_hand(staff, payments, person)
    values = {"reason": "the account of Ms Quuxington is closed"}
    await staff.call("accountant", "POST", f"/payouts/{payout}/fail", json=values, headers=_key())

    async def shown() -> list[str]:
        answer = await staff.api.get("/accounts/me/transfers", headers=person.headers)
        return [each["description"] for each in answer.json()["items"]]

    await eventually(shown, until=lambda texts: f"payout came back: {values['reason']}" in texts)


async def _paid_by_hand(staff: Staff, payments: asyncpg.Connection, person: StaffMember) -> UUID:
    """As if a close had paid her a cent while payments were made by hand; all books know of it."""
    body = {
        "user_id": person.id,
        "delta": {"amount": 1, "currency": "USD"},
        "reason": "a cent",
    }
    await staff.call("accountant", "POST", "/transfers/corrections", json=body, headers=_key())
    payout, user_id = uuid4(), UUID(person.id)
    async with staff.database("accounting") as accounting:
        day = await accounting.fetchval(PAY, payout, user_id, PAYOUTS)
    await payments.execute(SEND, payout, user_id, day)
    return payout


PAY = """
    WITH moved AS (
        UPDATE accounts SET balance = balance - 1 WHERE id = $2 RETURNING balance
    ), posted AS (
        INSERT INTO transfers (id, source_id, kind, debited, credited, amount, user_id, balance_after, business_day,
            occurred_at, description)
        SELECT uuidv7(), $1, 'payout', $2, $3, 1, $2, balance, (SELECT max(day) FROM business_days), now(), 'payout'
        FROM moved RETURNING id, user_id, balance_after, business_day
    ), told AS (
        INSERT INTO outbox (event_id, type, subject, data)
        SELECT uuidv7(), 'accounting.transfer-posted.v1', id::text, jsonb_build_object(
            'transfer_id', id, 'user_id', user_id, 'kind', 'payout', 'delta', -1, 'currency', 'USD', 'task_id', NULL,
            'business_day', business_day, 'balance_after', balance_after)
        FROM posted
    )
    SELECT business_day FROM posted
"""
SEND = """
    WITH sent AS (
        INSERT INTO payouts (id, user_id, business_day, amount, currency, state, provider, sent_at)
        VALUES ($1, $2, $3, 1, 'USD', 'sent', 'manual', now()) RETURNING id
    )
    INSERT INTO mails (payout_id, state, sent_at) SELECT id, 'sent', now() FROM sent
"""


async def test_no_word_of_an_erased_person_is_left_in_any_database(
    api: httpx.AsyncClient, staff: Staff
) -> None:
    person = await _register(staff)
    async with staff.database("payments") as payments:
        await _fail_payout(staff, payments, person)
        await _leave_traces(api, staff, person)
        payout = await _undelivered_payout(payments, person.id)
        try:
            before = await _columns_that_name_her(staff)
            await staff.call("administrator", "DELETE", f"/users/{person.id}")

            async def left() -> set[str]:
                return await _columns_that_name_her(staff) - KEPT

            await eventually(left, until=lambda columns: not columns, timeout_s=30)
        finally:
            await payments.execute("DELETE FROM mails WHERE payout_id = $1", payout)
            await payments.execute("DELETE FROM payouts WHERE id = $1", payout)
    assert before >= {
        "auth.users.login",
        "auth.outbox.data",
        "auth.answers.body",
        "auth.sessions.user_agent",
        "payments.recipients.email",
        "notifications.contacts.email",
        "payments.mails.failure",
        "payments.payouts.file_failure",
        "payments.payouts.failure",
        "payments.outbox.data",
        "payments.answers.body",
        "accounting.return_reasons.reason",
    }
