"""Whatever days pass, are missed and are closed, and whatever payments fail: the books agree with a model of a few lines."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any, TypeVar
from uuid import UUID, uuid4

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text

from ates_accounting.domain.payday import BalanceTooLow, EarlierDayOpen, NotReturned, RetriedAlready
from ates_accounting.domain.terms import COMPANY, PAYOUTS, Books
from ates_accounting.use_cases import booking, payday
from ates_accounting.use_cases.payday import Failure
from ates_chassis.people import Person, remember

T = TypeVar("T")

# In Berlin the night to 2026-03-29 loses an hour.
BOOKS = Books(currency="USD", zone="Europe/Berlin")
START = datetime(2026, 3, 26, 9, tzinfo=UTC)

STEP_S = 20.0


class Crash(Exception):  # noqa: N818 - what happens to a process
    """The process dies before its transaction commits."""


@dataclass
class Payout:
    worker: UUID
    amount: int
    returned: bool = False
    retried: bool = False


@dataclass
class Model:
    """The rules of payday without a database: amounts by worker and day, and who was paid."""

    moves: list[tuple[UUID, date, int]] = field(default_factory=list)
    payouts: dict[UUID, Payout] = field(default_factory=dict)
    closed: set[date] = field(default_factory=set)

    def balance(self, worker: UUID, until: date = date.max) -> int:
        return sum(delta for who, day, delta in self.moves if who == worker and day <= until)

    def close(self, day: date, workers: list[UUID]) -> Counter[UUID]:
        due = Counter(
            {who: self.balance(who, day) for who in workers if self.balance(who, day) > 0}
        )
        self.moves += [(who, day, -amount) for who, amount in due.items()]
        self.closed.add(day)
        return due


@dataclass
class Play:
    service: Any
    now: datetime = START
    model: Model = field(default_factory=Model)
    workers: list[UUID] = field(default_factory=lambda: [uuid4() for _ in range(4)])

    async def begin(self) -> None:
        """An empty ledger; only its owner could, and only by taking its guard away."""
        await self.service.as_owner(
            "ALTER TABLE transfers DISABLE TRIGGER USER; TRUNCATE transfers, accounts, business_days, outbox, people"
            " CASCADE; ALTER TABLE transfers ENABLE TRIGGER USER"
        )
        await self._set_clock()
        async with self.service.db.transaction() as tx:
            people = [Person(id=w, role="developer", active=True, version=1) for w in self.workers]
            await remember(tx, people)

    async def _set_clock(self) -> None:
        await self.service.set_clock(self.now.isoformat())

    async def give(self, number: int, cents: int) -> None:
        worker = self.workers[number]
        async with self.service.db.transaction() as tx:
            posted = await booking.post_correction(
                tx, user_id=worker, delta=cents, reason="x", by=worker, books=BOOKS
            )
        self.model.moves.append((worker, posted.business_day, cents))

    async def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        await self._set_clock()

    async def close(self, which: int, *, crashes: int) -> list[UUID]:
        """Closes one of the days that are due, as often as it takes; returns the payouts."""
        async with self.service.db.transaction() as tx:
            due = [day.day for day in await payday.show_due_days(tx, books=BOOKS)]
        if which >= len(due):
            return []
        try:
            async with self.service.db.transaction() as tx:
                await payday.begin_close(tx, day=due[which], early=False, books=BOOKS)
        except EarlierDayOpen:
            assert which > 0
            return []
        assert which == 0
        for _ in range(crashes):
            with contextlib.suppress(Crash):
                await self._pay_next(due[0], crash=True)
        for _ in range(2):
            await self._pay_next(due[0], crash=False)
        expected = self.model.close(due[0], self.workers)
        paid = await self._told(due[0])
        assert Counter({row["worker"]: row["amount"] for row in paid}) == expected
        self.model.payouts |= {row["id"]: Payout(row["worker"], row["amount"]) for row in paid}
        return [row["id"] for row in paid]

    async def _pay_next(self, day: date, *, crash: bool) -> None:
        async with self.service.db.transaction() as tx:
            await payday.pay_next(tx, day=day, books=BOOKS)
            if crash:
                raise Crash

    async def _told(self, day: date) -> list[dict[str, Any]]:
        rows = await self.service.rows(
            "SELECT source_id, user_id, amount FROM transfers WHERE kind = 'payout' AND business_day = :day"
            " AND actor_id IS NULL",
            day=day,
        )
        return [{"id": row.source_id, "worker": row.user_id, "amount": row.amount} for row in rows]

    async def _open_day(self) -> date:
        async with self.service.db.transaction() as tx:
            day: date = (
                await tx.execute(
                    text(
                        "SELECT min(day) FROM business_days WHERE state = 'open' AND closes_at > ledger_now()"
                    )
                )
            ).scalar_one()
            return day

    async def fail(self, payout_id: UUID) -> None:
        failure = Failure(payout_id=payout_id, reason="no such account", traceparent=None)
        async with self.service.db.transaction() as tx:
            await payday.return_payouts(tx, failures=[failure], books=BOOKS)
        payout = self.model.payouts[payout_id]
        if not payout.returned:
            payout.returned = True
            self.model.moves.append((payout.worker, await self._open_day(), payout.amount))

    async def retry(self, payout_id: UUID) -> UUID | None:
        """The new payout, if there is one."""
        payout = self.model.payouts[payout_id]
        try:
            async with self.service.db.transaction() as tx:
                again = await payday.retry_payout(
                    tx, payout_id=payout_id, by=payout.worker, books=BOOKS
                )
        except NotReturned:
            assert not payout.returned
        except BalanceTooLow:
            assert self.model.balance(payout.worker) < payout.amount
            assert not payout.retried
        except RetriedAlready:
            assert payout.retried
        else:
            assert payout.returned
            assert not payout.retried
            payout.retried = True
            self.model.moves.append((payout.worker, again.business_day, again.delta))
            self.model.payouts[again.source_id] = Payout(payout.worker, payout.amount)
            new: UUID = again.source_id
            return new
        return None

    async def check(self) -> None:
        balances = {
            row.id: row.balance for row in await self.service.rows("SELECT * FROM accounts")
        }
        assert {who: balances.get(who, 0) for who in self.workers} == {
            who: self.model.balance(who) for who in self.workers
        }
        books: Counter[UUID] = Counter()
        for row in await self.service.rows("SELECT debited, credited, amount FROM transfers"):
            books[row.debited] -= row.amount
            books[row.credited] += row.amount
        assert sum(books.values()) == 0
        assert books[COMPANY] + books[PAYOUTS] == -sum(balances.values())
        paid = [p for p in self.model.payouts.values() if not p.returned]
        assert books[PAYOUTS] == sum(payout.amount for payout in paid)


class Histories(RuleBasedStateMachine):
    """What may happen to a ledger, in any order. Hypothesis calls from a thread; the ledger lives on `loop`."""

    payouts: Bundle[UUID] = Bundle("payouts")

    def __init__(self, service: Any, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self._loop = loop
        self._play = Play(service)

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(STEP_S)

    @initialize()
    def an_empty_ledger(self) -> None:
        self._do(self._play.begin())

    @rule(number=st.integers(0, 3), cents=st.integers(-3_000, 3_000).filter(bool))
    def give_or_take(self, number: int, cents: int) -> None:
        self._do(self._play.give(number, cents))

    @rule(hours=st.integers(1, 80))
    def wait(self, hours: int) -> None:
        self._do(self._play.wait(hours))

    @rule(target=payouts, which=st.integers(0, 2), crashes=st.integers(0, 2))
    def close_a_day(self, which: int, crashes: int) -> MultipleResults[UUID]:
        return multiple(*self._do(self._play.close(which, crashes=crashes)))

    @rule(payout_id=payouts)
    def a_payment_fails(self, payout_id: UUID) -> None:
        self._do(self._play.fail(payout_id))

    @rule(target=payouts, payout_id=payouts)
    def retry(self, payout_id: UUID) -> MultipleResults[UUID]:
        new = self._do(self._play.retry(payout_id))
        return multiple(new) if new else multiple()

    @invariant()
    def the_books_agree_with_the_model(self) -> None:
        self._do(self._play.check())


async def test_every_history_of_days_agrees_with_the_model(service: Any) -> None:
    machine = partial(Histories, service, asyncio.get_running_loop())
    bounds = settings(max_examples=30, stateful_step_count=30, deadline=None)
    await asyncio.to_thread(run_state_machine_as_test, machine, settings=bounds)
