"""A month of accounting and payments in Europe/Berlin: a lost hour, three days without payments, failing payments and mails."""

import time
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from e2e.month import Month, beginning, days, rows_of

from ates_accounting.domain.books import COMPANY, PAYOUTS
from support.fixtures import ServiceDatabase

FIRST, LAST = date(2026, 3, 10), date(2026, 4, 10)
DOWN = days(date(2026, 3, 20), date(2026, 3, 22))
MAIL_AWAY = date(2026, 4, 1)
LOST_HOUR = date(2026, 3, 29)
NOWHERE = 1
FOR_EVER, FOR_NOW = "550 no such user", "451 try again later"


@pytest.mark.parametrize("seed", [1, 2])
async def test_a_month_pays_everybody_once_and_the_books_hold_each_day(
    service_database: ServiceDatabase, seed: int
) -> None:
    started = time.monotonic()
    async with beginning(service_database, seed) as month:
        await month.hire_all()
        answers: Counter[str] = Counter()
        for day in days(FIRST, LAST):
            await month.work(day)
            answers.update(await month.retry_some())
            await _night(month, day)
            await _check_books(month)
        await _quiet(month)
        await _check_books(month)
        facts = await rows_of(month.accounting, "SELECT * FROM transfers ORDER BY number")
        messages = [await _check_closes(month, facts), await _check_payments(month, facts)]
        messages.append(await _check_mails(month))
        await _check_days(month)
    assert answers["paid again"] > 0
    print(
        f"seed {seed}: {'; '.join(messages)}; {dict(answers)}; {time.monotonic() - started:.1f} s"
    )


async def _night(month: Month, day: date) -> None:
    """Just after the day has ended. Some payments and mails fail."""
    await month.set_clock(day + timedelta(days=1), "00:01")
    if day in DOWN:
        return
    await month.close()
    unlucky = month.rng.sample(month.employees, month.rng.choice([0, 1, 3]))
    await month.pay(fails_for=unlucky)
    gone, full = month.rng.sample(range(len(month.employees)), 2)
    month.mails.refuses = {f"w{gone}@example.com": FOR_EVER, f"w{full}@example.com": FOR_NOW}
    await month.mail(port=NOWHERE if day == MAIL_AWAY else None)


async def _quiet(month: Month) -> None:
    """Everything that is due is paid and mailed, with nothing in the way."""
    month.mails.refuses = {}
    for _ in range(3):
        await month.pay()
        await month.mail()


async def _check_books(month: Month) -> None:
    facts = await rows_of(month.accounting, "SELECT * FROM transfers ORDER BY number")
    books: Counter[UUID] = Counter()
    last: dict[UUID, int] = {}
    for fact in facts:
        books[fact.debited] -= fact.amount
        books[fact.credited] += fact.amount
        last[fact.user_id] = fact.balance_after
        assert books[fact.user_id] == fact.balance_after
    balances = {
        row.id: row.balance for row in await rows_of(month.accounting, "SELECT * FROM accounts")
    }
    assert sum(books.values()) == 0
    assert balances == last
    assert books[COMPANY] + books[PAYOUTS] == -sum(balances.values())


def _due(facts: Sequence[Any], day: date) -> dict[UUID, int]:
    """What everybody had at the end of `day`, before its own close."""
    balances: Counter[UUID] = Counter()
    for fact in facts:
        by_close = fact.kind == "payout" and fact.actor_id is None
        if fact.business_day < day or (fact.business_day == day and not by_close):
            balances[fact.user_id] += fact.delta
    return balances


async def _check_closes(month: Month, facts: Sequence[Any]) -> str:
    """A positive balance is paid once and whole, another never, and a debt is still there on the next day."""
    closed = await rows_of(month.accounting, "SELECT * FROM business_days WHERE state = 'closed'")
    assert sorted(row.day for row in closed) == days(FIRST, LAST)
    paid = [fact for fact in facts if fact.kind == "payout" and fact.actor_id is None]
    debts = 0
    for row in closed:
        due = _due(facts, row.day)
        expected = {employee: cents for employee, cents in due.items() if cents > 0}
        ours = [fact for fact in paid if fact.business_day == row.day]
        assert {fact.user_id: fact.amount for fact in ours} == expected
        assert (len(ours), row.payouts, row.amount) == (
            len(expected),
            len(expected),
            sum(expected.values()),
        )
        debts += sum(cents < 0 for cents in due.values())
    late = {fact.posted_at.date() for fact in paid if fact.business_day in DOWN}
    assert late == {DOWN[-1] + timedelta(days=1)}, (
        "the missed days were closed when payments was back"
    )
    assert debts > 0
    return f"{len(closed)} closes, {len(paid)} payouts by them, {debts} debts carried over"


async def _check_payments(month: Month, facts: Sequence[Any]) -> str:
    """The provider has each payout once, and what it failed came back once."""
    posted = {fact.source_id: fact.amount for fact in facts if fact.kind == "payout"}
    register = await rows_of(month.payments, "SELECT * FROM payouts")
    provider = await rows_of(month.payments, "SELECT * FROM simulated_payments")
    assert {row.id: row.amount for row in register} == posted
    assert {row.payout_id: row.amount for row in provider} == posted
    failed = {row.payout_id for row in provider if row.failure}
    assert {row.id for row in register if row.state == "failed"} == failed
    assert {row.id for row in register if row.state == "settled"} == posted.keys() - failed
    returned = [fact for fact in facts if fact.kind == "payout-returned"]
    assert {fact.source_id: fact.amount for fact in returned} == {
        each: posted[each] for each in failed
    }
    assert len(returned) == len(failed) > 0
    return f"{len(posted)} payments, {len(failed)} failed and returned"


async def _check_mails(month: Month) -> str:
    mails = {row.payout_id: row for row in await rows_of(month.payments, "SELECT * FROM mails")}
    payouts = await rows_of(month.payments, "SELECT id FROM payouts")
    assert mails.keys() == {row.id for row in payouts}
    assert {row.state for row in mails.values()} == {"sent", "undelivered"}
    sent = {row.payout_id for row in mails.values() if row.state == "sent"}
    taken = {f"<payout-{payout}@company.example>": 1 for payout in sent}
    assert month.mails.taken == taken
    undelivered = [row for row in mails.values() if row.state == "undelivered"]
    assert all("550 no such user" in row.failure for row in undelivered)
    return f"{len(sent)} mails taken once, {len(undelivered)} undelivered"


async def _check_days(month: Month) -> None:
    rows = await rows_of(
        month.accounting, "SELECT day, closes_at - opens_at AS long FROM business_days"
    )
    hours = {row.day: row.long / timedelta(hours=1) for row in rows}
    assert {day for day, long in hours.items() if long != 24} == {LOST_HOUR}
    assert hours[LOST_HOUR] == 23
