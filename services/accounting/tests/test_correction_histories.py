"""Whatever a few bookkeepers do, one of them alone moves no more than the limit a day, and never anything to oneself."""

import asyncio
import contextlib
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, TypeVar
from uuid import UUID, uuid4

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from ates_accounting.domain.books import Books
from ates_accounting.domain.corrections import (
    NotYourCorrectionError,
    OwnCorrectionError,
    PendingCorrection,
)
from ates_accounting.domain.ledger import Transfer
from ates_accounting.use_cases import corrections, payday
from ates_chassis.shared.errors import ConflictError, OwnAccountError
from ates_chassis.shared.user_directory import Person, remember

T = TypeVar("T")

LIMIT = 1_000
BOOKS = Books(currency="USD", zone="UTC", correction_limit=LIMIT)
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
STEP_S = 20.0

# What one person moved alone: by business day and by the clock, per poster and per beneficiary.
_MOVED_ALONE = """
    SELECT max(moved)::bigint FROM (
        SELECT sum(amount) AS moved FROM transfers WHERE kind = 'correction' AND approved_by IS NULL
        GROUP BY GROUPING SETS (
            (business_day, actor_id), (business_day, user_id),
            ((posted_at AT TIME ZONE 'UTC')::date, actor_id), ((posted_at AT TIME ZONE 'UTC')::date, user_id)
        )
    ) AS sums
"""
_TO_ONESELF = """
    SELECT count(*) FROM transfers WHERE kind = 'correction' AND (
        actor_id = user_id OR approved_by = user_id OR approved_by = actor_id
    )
"""
_POSTED_OTHERWISE = """
    SELECT count(*) FROM pending_corrections AS pending FULL JOIN (
        SELECT * FROM transfers WHERE approved_by IS NOT NULL
    ) AS posted ON posted.id = pending.transfer_id
    WHERE (pending.state = 'approved' OR posted.id IS NOT NULL) AND (
        pending.id IS NULL OR posted.id IS NULL OR posted.delta <> pending.delta
        OR posted.user_id <> pending.user_id OR posted.actor_id <> pending.requested_by
        OR posted.approved_by <> pending.decided_by OR pending.decided_at >= pending.expires_at
    )
"""


@dataclass
class CorrectionPlay:
    """Three bookkeepers, who are corrected as well, and two others."""

    service: Any
    now: datetime = START
    people: list[UUID] = field(default_factory=lambda: [uuid4() for _ in range(5)])
    transfers: list[UUID] = field(default_factory=list)
    pending: list[UUID] = field(default_factory=list)

    async def begin(self) -> None:
        """An empty ledger; only its owner could, and only by taking its guard away."""
        await self.service.as_owner(
            "ALTER TABLE transfers DISABLE TRIGGER USER; TRUNCATE transfers, accounts, business_days, outbox, user_directory"
            " CASCADE; ALTER TABLE transfers ENABLE TRIGGER USER"
        )
        await self.wait(0)
        async with self.service.db.transaction() as tx:
            state = [
                Person(id=user, role="accountant", active=True, version=1) for user in self.people
            ]
            await remember(tx, state)

    async def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        await self.service.set_clock(self.now.isoformat())

    async def post(self, by: int, to: int, cents: int) -> None:
        try:
            async with self.service.db.transaction() as tx:
                self._note(
                    await corrections.post_correction(
                        tx,
                        user_id=self.people[to],
                        delta=cents,
                        reason="x",
                        by=self.people[by],
                        books=BOOKS,
                    )
                )
        except OwnAccountError:
            assert by == to

    async def reverse(self, by: int, which: int) -> None:
        if not self.transfers:
            return
        with contextlib.suppress(ConflictError, OwnAccountError):
            async with self.service.db.transaction() as tx:
                self._note(
                    await corrections.reverse_transfer(
                        tx,
                        transfer_id=self.transfers[which % len(self.transfers)],
                        reason="x",
                        by=self.people[by],
                        books=BOOKS,
                    )
                )

    def _note(self, made: Transfer | PendingCorrection) -> None:
        if isinstance(made, Transfer):
            self.transfers.append(made.id)
        else:
            self.pending.append(made.id)

    async def decide(self, action: str, by: int, which: int) -> None:
        if not self.pending:
            return
        id_, user = self.pending[which % len(self.pending)], self.people[by]
        with contextlib.suppress(
            ConflictError, OwnAccountError, OwnCorrectionError, NotYourCorrectionError
        ):
            async with self.service.db.transaction() as tx:
                if action == "approve":
                    made = await corrections.approve_correction(
                        tx, correction_id=id_, by=user, books=BOOKS
                    )
                    assert made.transfer_id is not None
                    self.transfers.append(made.transfer_id)
                elif action == "refuse":
                    await corrections.refuse_correction(tx, correction_id=id_, reason="x", by=user)
                else:
                    await corrections.withdraw_correction(tx, correction_id=id_, by=user)

    async def close(self) -> None:
        """An administrator closes today early, and the days before it."""
        with contextlib.suppress(ConflictError):
            async with self.service.db.transaction() as tx:
                due = [each.day for each in await payday.show_due_days(tx, books=BOOKS)]
            for day in (*due, self.now.date()):
                async with self.service.db.transaction() as tx:
                    await payday.begin_close(tx, day=day, early=True, books=BOOKS)
                async with self.service.db.transaction() as tx:
                    await payday.pay_next(tx, day=day, books=BOOKS)

    async def check(self) -> None:
        assert (await self.service.value(_MOVED_ALONE) or 0) <= LIMIT
        assert await self.service.value(_TO_ONESELF) == 0
        assert await self.service.value(_POSTED_OTHERWISE) == 0


BOOKKEEPERS = st.integers(0, 2)
PEOPLE = st.integers(0, 4)
CENTS = st.integers(-700, 700).filter(bool) | st.sampled_from([LIMIT, -LIMIT, LIMIT + 1])


class CorrectionHistories(RuleBasedStateMachine):
    """Hypothesis calls from a thread; the ledger lives on `loop`."""

    def __init__(self, service: Any, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self._loop = loop
        self._play = CorrectionPlay(service)

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(STEP_S)

    @initialize()
    def an_empty_ledger(self) -> None:
        self._do(self._play.begin())

    @rule(by=BOOKKEEPERS, to=PEOPLE, cents=CENTS)
    def correct(self, by: int, to: int, cents: int) -> None:
        self._do(self._play.post(by, to, cents))

    @rule(by=BOOKKEEPERS, which=st.integers(0, 30))
    def reverse(self, by: int, which: int) -> None:
        self._do(self._play.reverse(by, which))

    @rule(
        action=st.sampled_from(["approve", "approve", "refuse", "withdraw"]),
        by=BOOKKEEPERS,
        which=st.integers(0, 30),
    )
    def decide(self, action: str, by: int, which: int) -> None:
        self._do(self._play.decide(action, by, which))

    @rule(hours=st.sampled_from([1, 5, 11, 30, 24 * 7]))
    def wait(self, hours: int) -> None:
        self._do(self._play.wait(hours))

    @rule()
    def close_early(self) -> None:
        self._do(self._play.close())

    @invariant()
    def nobody_did_it_alone(self) -> None:
        self._do(self._play.check())


async def test_no_history_moves_more_than_the_limit_without_a_second_person(service: Any) -> None:
    machine = partial(CorrectionHistories, service, asyncio.get_running_loop())
    bounds = settings(max_examples=25, stateful_step_count=25, deadline=None)
    # It takes whatever makes a machine; its type says class.
    play: Any = machine
    await asyncio.to_thread(run_state_machine_as_test, play, settings=bounds)
