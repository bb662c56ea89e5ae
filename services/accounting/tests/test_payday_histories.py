"""Whatever days pass, are missed and are closed, and whatever payments fail: the books agree with a model of a few lines."""

import asyncio
from collections.abc import Coroutine
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

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
from payday_play import EMPLOYEES, PaydayPlay

from ates_accounting.use_cases import payday

T = TypeVar("T")

STEP_S = 20.0
Made = MultipleResults[UUID] | UUID
CHUNK = 1
"""Accounts that one step of a close looks at, so that a close of two people stops between its chunks."""

CHUNKS_OF_A_CLOSE = EMPLOYEES // CHUNK + 1


class PaydayHistories(RuleBasedStateMachine):
    """What may happen to a ledger, in any order. Hypothesis calls from a thread; the ledger lives on `loop`."""

    payouts: Bundle[UUID] = Bundle("payouts")

    def __init__(self, service: Any, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self._loop = loop
        self._play = PaydayPlay(service)

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(STEP_S)

    @initialize(target=payouts, cents=st.sampled_from((300, 900)))
    def a_first_payday(self, cents: int) -> Made:
        """Chance alone seldom gets as far as a payout."""
        self._do(self._play.begin())
        self._do(self._play.give(0, cents))
        self._do(self._play.wait(24))
        return self.close_a_day(0, CHUNKS_OF_A_CLOSE, 0)

    @rule(number=st.integers(0, EMPLOYEES - 1), cents=st.sampled_from((-700, 300, 900)))
    def give_or_take(self, number: int, cents: int) -> None:
        self._do(self._play.give(number, cents))

    @rule(hours=st.sampled_from((1, 23, 24, 49)))
    def wait(self, hours: int) -> None:
        self._do(self._play.wait(hours))

    @rule(
        target=payouts,
        which=st.sampled_from((0, 0, 0, 1)),
        chunks=st.sampled_from((CHUNKS_OF_A_CLOSE, CHUNKS_OF_A_CLOSE, 1)),
        crashes=st.integers(0, 1),
    )
    def close_a_day(self, which: int, chunks: int, crashes: int) -> Made:
        return multiple(*self._do(self._play.close(which, chunks=chunks, crashes=crashes)))

    @rule(target=payouts, chunks=st.sampled_from((CHUNKS_OF_A_CLOSE, 1)))
    def close_the_running_day(self, chunks: int) -> Made:
        return multiple(*self._do(self._play.close_early(chunks=chunks)))

    @rule(payout_id=payouts)
    def a_payment_fails(self, payout_id: UUID) -> None:
        self._do(self._play.fail(payout_id))

    @rule(target=payouts, payout_id=payouts)
    def retry(self, payout_id: UUID) -> Made:
        new = self._do(self._play.retry(payout_id))
        return multiple(new) if new else multiple()

    @rule(target=payouts, payout_id=payouts, hours=st.sampled_from((0, 24)))
    def a_payment_fails_and_is_retried(self, payout_id: UUID, hours: int) -> Made:
        """What chance would seldom bring together, and what accountants do."""
        self._do(self._play.fail(payout_id))
        self._do(self._play.wait(hours))
        return self.retry(payout_id)

    @invariant()
    def the_books_agree_with_the_model(self) -> None:
        self._do(self._play.check())


async def test_every_history_of_days_agrees_with_the_model(service: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(payday, "CHUNK_ACCOUNTS_MAX", CHUNK)
    machine = partial(PaydayHistories, service, asyncio.get_running_loop())
    bounds = settings(max_examples=25, stateful_step_count=15, deadline=None)
    # It takes whatever makes a machine; its type says class.
    play: Any = machine
    await asyncio.to_thread(run_state_machine_as_test, play, settings=bounds)


async def test_a_retry_waits_for_the_closes_of_all_days_before(service: Any) -> None:
    """As the machine found it: the retry and the close of the day before each paid money of that day."""
    play = PaydayPlay(service)
    await play.begin()
    await play.give(0, 300)
    await play.wait(24)
    [payout] = await play.close(0, chunks=1)
    await play.give(0, 300)
    await play.fail(payout)
    await play.wait(24)
    assert await play.retry(payout) is None
    await play.close(0, chunks=1)
    await play.check()
