"""Whatever days pass, are missed and are closed, and whatever payments fail: the books agree with a model of a few lines."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from ates_accounting.domain.payday import BalanceTooLow, EarlierDayOpen, NotReturned, RetriedAlready
from ates_accounting.domain.terms import COMPANY, PAYOUTS, Books
from ates_accounting.use_cases import booking, payday
from ates_accounting.use_cases.payday import Failure
from ates_chassis.people import Person, remember

# In Berlin the night to 2026-03-29 loses an hour.
BOOKS = Books(currency="USD", zone="Europe/Berlin")
START = datetime(2026, 3, 26, 9, tzinfo=UTC)

steps = st.one_of(
    st.tuples(st.just("give"), st.integers(0, 3), st.integers(-3_000, 3_000).filter(bool)),
    st.tuples(st.just("wait"), st.integers(1, 80)),
    st.tuples(st.just("close"), st.integers(0, 2)),
    st.tuples(st.just("fail"), st.integers(0, 20)),
    st.tuples(st.just("retry"), st.integers(0, 20)),
)


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

    async def close(self, which: int) -> None:
        async with self.service.db.transaction() as tx:
            due = [day.day for day in await payday.show_due_days(tx, books=BOOKS)]
        if which >= len(due):
            return
        try:
            async with self.service.db.transaction() as tx:
                await payday.begin_close(tx, day=due[which], early=False, books=BOOKS)
        except EarlierDayOpen:
            assert which > 0
            return
        assert which == 0
        for _ in range(2):
            async with self.service.db.transaction() as tx:
                await payday.pay_next(tx, day=due[0], books=BOOKS)
        expected = self.model.close(due[0], self.workers)
        paid = await self._told(due[0])
        assert Counter({row["worker"]: row["amount"] for row in paid}) == expected
        self.model.payouts |= {row["id"]: Payout(row["worker"], row["amount"]) for row in paid}

    async def _told(self, day: date) -> list[dict[str, Any]]:
        rows = await self.service.rows(
            "SELECT source_id, user_id, amount FROM transfers WHERE kind = 'payout' AND business_day = :day"
            " AND actor_id IS NULL",
            day=day,
        )
        return [{"id": row.source_id, "worker": row.user_id, "amount": row.amount} for row in rows]

    def _some_payout(self, which: int) -> UUID | None:
        ids = sorted(self.model.payouts)
        return ids[which % len(ids)] if ids else None

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

    async def fail(self, which: int) -> None:
        if (payout_id := self._some_payout(which)) is None:
            return
        failure = Failure(payout_id=payout_id, reason="no such account", traceparent=None)
        async with self.service.db.transaction() as tx:
            await payday.return_payouts(tx, failures=[failure], books=BOOKS)
        payout = self.model.payouts[payout_id]
        if not payout.returned:
            payout.returned = True
            self.model.moves.append((payout.worker, await self._open_day(), payout.amount))

    async def retry(self, which: int) -> None:
        if (payout_id := self._some_payout(which)) is None:
            return
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


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(given_steps=st.lists(steps, min_size=4, max_size=25))
async def test_every_history_of_days_agrees_with_the_model(service, given_steps):
    play = Play(service)
    await play.begin()
    for what, *arguments in given_steps:
        await getattr(play, what)(*arguments)
        await play.check()
