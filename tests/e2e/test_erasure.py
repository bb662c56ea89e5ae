"""Of an erased person no word is left in any column of any database, but for what bookkeeping law asks to keep."""

from uuid import uuid4

from e2e.staff import DATABASES, PASSWORD

from ates_chassis.testing import eventually

LOGIN, EMAIL, NAME = "zephyrine.q", "z.quux77@hers.example", "Zephyrine Quuxington"
WORDS = r"zephyrine|quuxington|z\.quux77|hers\.example"
KEPT = {"payments.bank_file_contents.content"}
"""Bank files stay as they were rendered, for accountants alone."""
COLUMNS = """
    SELECT table_name, column_name, data_type FROM information_schema.columns
    WHERE table_schema = 'public' ORDER BY 1, 2
"""


async def _columns_that_name_her(staff) -> set[str]:
    found = set()
    for service in DATABASES:
        async with staff.database(service) as database:
            for table, column, kind in await database.fetch(COLUMNS):
                value = (
                    f"encode(\"{column}\", 'escape')" if kind == "bytea" else f'"{column}"::text'
                )
                query = f'SELECT EXISTS (SELECT FROM "{table}" WHERE {value} ~* $1)'
                if await database.fetchval(query, WORDS):
                    found.add(f"{service}.{table}.{column}")
    return found


async def _register(staff):
    body = {"login": LOGIN, "email": EMAIL, "full_name": NAME, "password": PASSWORD}
    user = await staff.call(
        "administrator", "POST", "/users", json=body | {"role": "developer"}, headers=_key()
    )
    await staff.until_known(user["id"], active=True, role="developer")
    return await staff.sign_in(LOGIN, PASSWORD)


def _key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid4())}


async def _leave_traces(api, staff, person) -> None:
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


async def _fail_payout(payments, user_id: str):
    """A payout of which others speak by name."""
    payout, said = uuid4(), "the account of QUUXINGTON (z.quux77) is closed"
    query = """
        INSERT INTO payouts (id, user_id, business_day, amount, currency, state, sent_at, failure, file_failure)
        VALUES ($1, $2, '2020-01-01', 1, 'USD', 'failed', now(), 'no account', $3)
    """
    await payments.execute(query, payout, user_id, said)
    query = "INSERT INTO mails (payout_id, state, failure) VALUES ($1, 'undelivered', $2)"
    await payments.execute(query, payout, said)
    return payout


async def test_no_word_of_an_erased_person_is_left_in_any_database(api, staff):
    person = await _register(staff)
    await _leave_traces(api, staff, person)
    async with staff.database("payments") as payments:
        payout = await _fail_payout(payments, person.id)
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
        "payments.mails.failure",
        "payments.payouts.file_failure",
    }
