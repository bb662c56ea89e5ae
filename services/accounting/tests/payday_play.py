"""What may happen to a ledger around payday, played on the service and on a model of a few lines at once."""

import contextlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from ates_accounting.domain.books import COMPANY, PAYOUTS, Books
from ates_accounting.domain.ledger import Posting
from ates_accounting.domain.payday import (
    BalanceTooLowError,
    DayNotOverError,
    EarlierDayNotClosedError,
    EarlierDayOpenError,
    FollowedAlreadyError,
    NotReturnedError,
    RetriedAlreadyError,
)
from ates_accounting.storage import days
from ates_accounting.storage.ledger import lock_ledger
from ates_accounting.use_cases import ledger, payday
from ates_accounting.use_cases.payday import PaymentFailure
from ates_chassis.shared.user_directory import Person, remember

# In Berlin the night to 2026-03-29 loses an hour.
BOOKS = Books(currency="USD", zone="Europe/Berlin")
START = datetime(2026, 3, 26, 9, tzinfo=UTC)
FIRST_DAY = START.date()
EMPLOYEES = 2


# Nobody pays their own payout again.
BOOKKEEPER = UUID(int=1)


class CrashError(Exception):
    """The process dies before its transaction commits."""


@dataclass
class PlayedPayout:
    user_id: UUID
    amount: int
    returned_on: date | None = None
    retried: bool = False

    @property
    def returned(self) -> bool:
        return self.returned_on is not None


@dataclass
class PaydayModel:
    """The rules of payday without a database: amounts by person and day, and who was paid.

    `due` has, for each day whose close has begun, what is still to be paid.
    """

    moves: list[tuple[UUID, date, int]] = field(default_factory=list)
    payouts: dict[UUID, PlayedPayout] = field(default_factory=dict)
    due: dict[date, dict[UUID, int]] = field(default_factory=dict)
    closed: set[date] = field(default_factory=set)
    followed: dict[UUID, UUID] = field(default_factory=dict)

    def balance(self, user_id: UUID, until: date = date.max) -> int:
        return sum(delta for user, day, delta in self.moves if user == user_id and day <= until)

    def begin_close(self, day: date, people: list[UUID]) -> None:
        balances = {user: self.balance(user, day) for user in people}
        self.due.setdefault(day, {user: cents for user, cents in balances.items() if cents > 0})

    def pay(self, payout_id: UUID, user_id: UUID, day: date, amount: int) -> None:
        self.moves.append((user_id, day, -amount))
        self.payouts[payout_id] = PlayedPayout(user_id, amount)

    def pay_by_close(self, payout_id: UUID, user_id: UUID, day: date, amount: int) -> None:
        """A close takes along what came back by the end of its day and was not taken before."""
        for each, payout in self.payouts.items():
            if payout.user_id == user_id and payout.returned_on and payout.returned_on <= day:
                self.followed.setdefault(each, payout_id)
        self.pay(payout_id, user_id, day, amount)


@dataclass
class PaydayPlay:
    service: Any
    now: datetime = START
    model: PaydayModel = field(default_factory=PaydayModel)
    people: list[UUID] = field(
        default_factory=lambda: [UUID(int=1_000 + n) for n in range(EMPLOYEES)]
    )

    async def begin(self) -> None:
        """An empty ledger; only its owner could, and only by taking its guard away."""
        await self.service.as_owner(
            "ALTER TABLE transfers DISABLE TRIGGER USER; TRUNCATE transfers, accounts, business_days, outbox, user_directory"
            " CASCADE; ALTER TABLE transfers ENABLE TRIGGER USER"
        )
        await self.wait(0)
        async with self.service.db.transaction() as tx:
            people = [Person(id=p, role="developer", active=True, version=1) for p in self.people]
            await remember(tx, people)
        await self.open_day()

    async def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        await self.service.set_clock(self.now.isoformat())

    async def give(self, number: int, cents: int) -> None:
        user_id = self.people[number]
        posting = Posting(
            source_id=uuid4(),
            kind="correction",
            user_id=user_id,
            delta=cents,
            occurred_at=self.now,
            description="x",
        )
        async with self.service.db.transaction() as tx:
            held = await lock_ledger(tx)
            [posted] = await ledger.post(held, [posting], BOOKS)
        self.model.moves.append((user_id, posted.business_day, cents))

    async def open_day(self) -> date:
        async with self.service.db.transaction() as tx:
            return await days.open_day(tx, BOOKS.zone)

    async def close(self, which: int, *, chunks: int, crashes: int = 0) -> list[UUID]:
        """Closes one of the days that are due, or some chunks of it; returns the payouts."""
        async with self.service.db.transaction() as tx:
            due = [day.day for day in await payday.show_due_days(tx, books=BOOKS)]
        if which >= len(due):
            return []
        return await self._close(due[which], chunks, crashes, early=False)

    async def close_early(self, *, chunks: int) -> list[UUID]:
        """Closes the day that is running."""
        return await self._close(await self.open_day(), chunks, 0, early=True)

    async def _close(self, day: date, chunks: int, crashes: int, *, early: bool) -> list[UUID]:
        earlier = [each for each in self._days_before(day) if each not in self.model.closed]
        try:
            async with self.service.db.transaction() as tx:
                await payday.begin_close(tx, day=day, early=early, books=BOOKS)
        except EarlierDayOpenError:
            assert earlier
            return []
        except DayNotOverError:
            assert early
            return []
        assert not earlier
        self.model.begin_close(day, self.people)
        for _ in range(crashes):
            with contextlib.suppress(CrashError):
                await self._pay_next(day, crash=True)
        paid: list[UUID] = []
        for _ in range(chunks):
            paid += await self._pay_next(day, crash=False)
        return paid

    async def _pay_next(self, day: date, *, crash: bool) -> list[UUID]:
        async with self.service.db.transaction() as tx:
            state = (await payday.pay_next(tx, day=day, books=BOOKS)).state
            if crash:
                raise CrashError
        paid = [row for row in await self._paid(day) if row.source_id not in self.model.payouts]
        for row in paid:
            assert row.amount == self.model.due[day].pop(row.user_id)
            self.model.pay_by_close(row.source_id, row.user_id, day, row.amount)
        if state == "closed":
            assert self.model.due[day] == {}
            self.model.closed.add(day)
        return [row.source_id for row in paid]

    async def _paid(self, day: date) -> list[Any]:
        rows: list[Any] = await self.service.rows(
            "SELECT source_id, user_id, amount FROM transfers WHERE kind = 'payout' AND business_day = :day"
            " AND actor_id IS NULL ORDER BY user_id",
            day=day,
        )
        return rows

    def _days_before(self, day: date) -> list[date]:
        return [FIRST_DAY + timedelta(days=n) for n in range((day - FIRST_DAY).days)]

    async def fail(self, payout_id: UUID) -> None:
        failure = PaymentFailure(payout_id=payout_id, reason="no such account", traceparent=None)
        async with self.service.db.transaction() as tx:
            await payday.return_payouts(tx, failures=[failure], books=BOOKS)
        payout = self.model.payouts[payout_id]
        if not payout.returned:
            payout.returned_on = await self.open_day()
            self.model.moves.append((payout.user_id, payout.returned_on, payout.amount))

    async def retry(self, payout_id: UUID) -> UUID | None:
        """The new payout, if there is one."""
        payout = self.model.payouts[payout_id]
        unclosed = {*self._days_before(await self.open_day())} - self.model.closed
        try:
            async with self.service.db.transaction() as tx:
                again = await payday.retry_payout(
                    tx, payout_id=payout_id, by=BOOKKEEPER, books=BOOKS
                )
        except NotReturnedError:
            assert not payout.returned
        except EarlierDayNotClosedError:
            assert unclosed
        except BalanceTooLowError:
            assert not unclosed
            assert self.model.balance(payout.user_id) < payout.amount
            assert not payout.retried
        except RetriedAlreadyError:
            assert payout.retried
        except FollowedAlreadyError:
            assert not payout.retried
            assert payout_id in self.model.followed
        else:
            assert payout.returned
            assert not payout.retried
            assert not unclosed
            assert payout_id not in self.model.followed
            payout.retried = True
            self.model.followed[payout_id] = again.source_id
            self.model.pay(again.source_id, payout.user_id, again.business_day, payout.amount)
            new: UUID = again.source_id
            return new
        return None

    async def check(self) -> None:
        balances = {
            row.id: row.balance for row in await self.service.rows("SELECT * FROM accounts")
        }
        assert {user: balances.get(user, 0) for user in self.people} == {
            user: self.model.balance(user) for user in self.people
        }
        followed = await self.service.published("payout-followed")
        assert {UUID(each["payout_id"]): UUID(each["followed_by"]) for each in followed} == (
            self.model.followed
        )
        assert len(followed) == len(self.model.followed)
        rows = await self.service.rows(
            "SELECT debited, credited, amount, user_id, kind, delta FROM transfers ORDER BY number"
        )
        _check_sums(rows, balances)
        paid_out = sum(
            payout.amount for payout in self.model.payouts.values() if not payout.returned
        )
        assert sum(row.amount if row.credited == PAYOUTS else -row.amount
                   for row in rows if PAYOUTS in {row.credited, row.debited}) == paid_out  # fmt: skip
        _check_nobody_is_overpaid(rows)


def _check_sums(rows: Any, balances: Mapping[UUID, int]) -> None:
    books: Counter[UUID] = Counter()
    for row in rows:
        books[row.debited] -= row.amount
        books[row.credited] += row.amount
    assert sum(books.values()) == 0
    assert books[COMPANY] + books[PAYOUTS] == -sum(balances.values())


def _check_nobody_is_overpaid(rows: Any) -> None:
    """Payouts that did not come back are never more than what was earned by then, per person and in sum.

    What was paid rightly stays right when fees follow: it is held against the most that the person had earned so far.
    """
    earned: Counter[UUID] = Counter()
    most_earned: Counter[UUID] = Counter()
    paid: Counter[UUID] = Counter()
    for row in rows:
        if row.kind in {"payout", "payout-returned"}:
            paid[row.user_id] -= row.delta
        else:
            earned[row.user_id] += row.delta
            most_earned[row.user_id] = max(most_earned[row.user_id], earned[row.user_id])
        assert paid[row.user_id] <= most_earned[row.user_id], "paid more than was earned"
        assert sum(paid.values()) <= sum(most_earned.values())
