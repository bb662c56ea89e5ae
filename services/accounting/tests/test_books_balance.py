"""Whatever happens in whatever order, the books agree with a model of a few lines, and sum to zero."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest
from accounting_service import AccountingService
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ates_accounting.domain.books import COMPANY, AlreadyReversedError, Books
from ates_accounting.use_cases import corrections, statements
from ates_chassis.shared.user_directory import Person, remember

# Nothing here waits for a second person.
BOOKS = Books(currency="USD", zone="UTC", correction_limit=10**12)

# One fact: what, about which task, whom, and a number that makes it another fact or the same one again.
facts = st.tuples(
    st.sampled_from(["added", "assigned", "completed"]),
    st.integers(1, 4),
    st.integers(1, 3),
    st.integers(1, 4),
)
steps = st.one_of(
    st.tuples(st.just("hear"), st.lists(facts, min_size=1, max_size=12)),
    st.tuples(st.just("give"), st.integers(1, 3), st.integers(-5_000, 5_000).filter(bool)),
    st.tuples(st.just("reverse"), st.integers(0, 30)),
)


@dataclass
class BooksPlay:
    """One sequence of steps among people and tasks of its own, and what the books must say after it."""

    service: Any
    name: UUID = field(default_factory=uuid4)
    seen: set[UUID] = field(default_factory=set)
    balances: Counter[UUID] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    moves: int = 0
    reversed: set[UUID] = field(default_factory=set)

    def _id(self, *what: object) -> UUID:
        return uuid5(self.name, repr(what))

    def _move(self, kind: str, employee: UUID, delta: int) -> None:
        self.balances[employee] += delta
        self.kinds[kind] += delta
        self.moves += 1

    async def hear(self, batch: Iterable[tuple[str, int, int, int]]) -> None:
        arrivals, news = [], []
        for fact in batch:
            what, task, employee = fact[0], self._id("task", fact[1]), self._id("worker", fact[2])
            event = self._id(*fact)
            people = () if what == "added" else (employee,)
            arrivals.append(getattr(self.service, what)(task, *people, event_id=event))
            if event not in self.seen and people:
                news.append((what, task, employee))
            self.seen.add(event)
        await self.service.hear(*arrivals)
        for what, task, employee in news:
            fee, reward = await self.service.price(task)
            if what == "assigned":
                self._move("fee", employee, -fee)
            else:
                self._move("reward", employee, reward)

    async def give(self, number: int, delta: int) -> None:
        employee = self._id("worker", number)
        async with self.service.db.transaction() as tx:
            await remember(tx, [Person(id=employee, role="developer", active=True, version=1)])
            await corrections.post_correction(
                tx, user_id=employee, delta=delta, reason="x", by=uuid4(), books=BOOKS
            )
        self._move("correction", employee, delta)

    async def reverse(self, which: int) -> None:
        rows = await self.rows()
        if not rows:
            return
        wrong = rows[which % len(rows)]
        try:
            async with self.service.db.transaction() as tx:
                await corrections.reverse_transfer(
                    tx, transfer_id=wrong.id, reason="x", by=uuid4(), books=BOOKS
                )
        except AlreadyReversedError:
            assert wrong.id in self.reversed
            return
        assert wrong.id not in self.reversed
        self.reversed.add(wrong.id)
        self._move("correction", wrong.user_id, -wrong.delta)

    async def rows(self) -> list[Any]:
        employees = [self._id("worker", number) for number in (1, 2, 3)]
        rows = await self.service.rows(
            "SELECT * FROM transfers WHERE user_id = ANY(:employees) ORDER BY number",
            employees=employees,
        )
        return list(rows)

    async def check(self) -> None:
        rows = await self.rows()
        assert len(rows) == self.moves
        running: Counter[UUID] = Counter()
        books: Counter[UUID] = Counter()
        for row in rows:
            running[row.user_id] += row.delta
            assert row.balance_after == running[row.user_id]
            books[row.debited] -= row.amount
            books[row.credited] += row.amount
        assert running == self.balances
        assert sum(books.values()) == 0
        assert books.pop(COMPANY, 0) == -sum(self.balances.values())
        assert books == self.balances
        await self._check_accounts_and_events(rows)

    async def _check_accounts_and_events(self, rows: list[Any]) -> None:
        accounts = await self.service.rows(
            "SELECT id, balance FROM accounts WHERE id = ANY(:ids)", ids=list(self.balances)
        )
        assert {row.id: row.balance for row in accounts} == dict(self.balances)
        published = await self.service.rows(
            "SELECT data FROM outbox WHERE type = 'accounting.transfer-posted.v1' AND subject = ANY(:ids) ORDER BY id",
            ids=[str(row.id) for row in rows],
        )
        assert [(each.data["delta"], each.data["balance_after"]) for each in published] == [
            (row.delta, row.balance_after) for row in rows
        ]


async def _income(service: AccountingService) -> int:
    async with service.db.transaction() as tx:
        days = await statements.show_income(tx, first=None, last=None, books=BOOKS)
    return sum(day.income for day in days)


@pytest.mark.timeout(300)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(given_steps=st.lists(steps, min_size=1, max_size=12))
async def test_the_books_agree_with_the_model_and_sum_to_zero(
    service: AccountingService, given_steps: list[tuple[Any, ...]]
) -> None:
    income_before = await _income(service)
    play = BooksPlay(service)
    for name, *arguments in given_steps:
        await getattr(play, name)(*arguments)
    await play.check()
    income = -(play.kinds["fee"] + play.kinds["reward"])
    assert await _income(service) == income_before + income
    assert await service.value("SELECT sum(balance) FROM accounts") in (
        None, -(await service.value("SELECT sum(CASE credited WHEN :company THEN amount ELSE -amount END)"
                                    " FROM transfers", company=COMPANY) or 0),
    )  # fmt: skip
