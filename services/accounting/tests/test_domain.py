"""Prices, postings, reversals and periods: the rules of money without a database."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from random import Random, SystemRandom
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ates_accounting.domain.books import (
    COMPANY,
    CORRECTION_MAX,
    NotReversibleError,
)
from ates_accounting.domain.ledger import (
    Occurrence,
    Posting,
    Price,
    Transfer,
    correction,
    draw_price,
    fee_for,
    reversal,
    reward_for,
)
from ates_accounting.domain.statements import DayIncome
from ates_chassis.shared.errors import InvalidError
from ates_chassis.shared.period import PERIOD_DAYS_MAX, Period

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
TODAY = NOW.date()

# Upper 0.1 % points of chi-square by degrees of freedom.
_CHI_SQUARE_AT_001 = {19: 43.82, 81: 124.84}


def _occurrence() -> Occurrence:
    return Occurrence(
        event_id=uuid4(), occurred_at=NOW, task_id=uuid4(), user_id=uuid4(), traceparent="trace"
    )


def _transfer(kind: str = "fee", delta: int = -1500, **changes: Any) -> Transfer:
    fields: dict[str, Any] = {
        "id": uuid4(), "number": 1, "source_id": uuid4(), "kind": kind, "user_id": uuid4(), "delta": delta,
        "balance_after": delta, "business_day": TODAY, "posted_at": NOW, "occurred_at": NOW,
        "description": "fee for an assignment", "task_id": uuid4(),
    }  # fmt: skip
    return Transfer(**fields | changes)


# Prices


@given(st.integers())
def test_prices_are_whole_cents_within_their_ranges(seed: int) -> None:
    price = draw_price(Random(seed))
    assert 1_000 <= price.fee <= 2_000
    assert 2_000 <= price.reward <= 4_000


def test_every_cent_of_the_ranges_can_be_drawn() -> None:
    rng = SystemRandom()
    drawn = [draw_price(rng) for _ in range(60_000)]
    fees, rewards = {p.fee for p in drawn}, {p.reward for p in drawn}
    assert fees == set(range(1_000, 2_001))
    assert rewards == set(range(2_000, 4_001))


def _chi_square(counts: Counter[object], cells: int, expected: float) -> float:
    empty = cells - len(counts)
    return sum((n - expected) ** 2 / expected for n in counts.values()) + empty * expected


def _twice(sample: Callable[..., float]) -> float:
    """The better of two samples: a fair draw exceeds a bound of 0.1 % once in a million runs."""
    return min(sample(), sample())


@pytest.mark.parametrize(
    ("field", "low", "high"), [("fee", 1_000, 2_000), ("reward", 2_000, 4_000)]
)
def test_prices_are_uniform(field: str, low: int, high: int) -> None:
    rng, draws, cells = SystemRandom(), 50_000, 20

    def sample() -> float:
        # The top cent would make the last cell one wider, so it is left out.
        values = [getattr(draw_price(rng), field) for _ in range(draws)]
        in_range = [value for value in values if value < high]
        counts = Counter((value - low) * cells // (high - low) for value in in_range)
        return _chi_square(counts, cells, len(in_range) / cells)

    assert _twice(sample) < _CHI_SQUARE_AT_001[cells - 1]


def test_fee_and_reward_are_independent() -> None:
    rng, draws, cells = SystemRandom(), 50_000, 10

    def sample() -> float:
        drawn = [draw_price(rng) for _ in range(draws)]
        pairs = Counter(
            ((p.fee - 1_000) * cells // 1_001, (p.reward - 2_000) * cells // 2_001) for p in drawn
        )
        fees, rewards = Counter[int](), Counter[int]()
        for (fee, reward), n in pairs.items():
            fees[fee] += n
            rewards[reward] += n
        return sum(
            (pairs[fee, reward] - (expected := fees[fee] * rewards[reward] / draws)) ** 2 / expected
            for fee in fees
            for reward in rewards
        )

    assert _twice(sample) < _CHI_SQUARE_AT_001[(cells - 1) ** 2]


# Postings


def test_a_fee_moves_money_from_the_worker_to_the_company() -> None:
    what = _occurrence()
    fee = fee_for(what, Price(fee=1234, reward=3000))
    assert (fee.kind, fee.delta, fee.source_id) == ("fee", -1234, what.event_id)
    assert (fee.debited, fee.credited) == (what.user_id, COMPANY)
    assert (fee.task_id, fee.occurred_at, fee.traceparent) == (what.task_id, NOW, "trace")


def test_a_reward_moves_money_from_the_company_to_the_worker() -> None:
    what = _occurrence()
    reward = reward_for(what, Price(fee=1234, reward=3000))
    assert (reward.kind, reward.delta, reward.source_id) == ("reward", 3000, what.event_id)
    assert (reward.debited, reward.credited) == (COMPANY, what.user_id)


def _correct(delta: int) -> Posting:
    return correction(
        source_id=uuid4(), user_id=uuid4(), delta=delta, reason="why", by=uuid4(), now=NOW, traceparent=None
    )  # fmt: skip


@given(st.integers(-CORRECTION_MAX, CORRECTION_MAX).filter(bool))
def test_a_correction_goes_either_way(delta: int) -> None:
    posting = _correct(delta)
    assert posting.kind == "correction"
    assert (posting.credited if delta > 0 else posting.debited) == posting.user_id
    assert (posting.debited if delta > 0 else posting.credited) == COMPANY


@pytest.mark.parametrize("delta", [0, CORRECTION_MAX + 1, -CORRECTION_MAX - 1, 10**30])
def test_a_correction_of_nothing_or_of_too_much_is_refused(delta: int) -> None:
    with pytest.raises(InvalidError) as refused:
        _correct(delta)
    assert refused.value.field == "delta.amount"


def _reverse(transfer: Transfer) -> Posting:
    return reversal(
        transfer, source_id=transfer.id, reason="why", by=uuid4(), now=NOW, traceparent=None
    )


@pytest.mark.parametrize(
    ("kind", "delta"), [("fee", -1500), ("reward", 2500), ("correction", 7), ("correction", -7)]
)
def test_a_reversal_is_the_opposite_for_the_same_worker_and_task(kind: str, delta: int) -> None:
    wrong = _transfer(kind, delta)
    undo = _reverse(wrong)
    assert (undo.delta, undo.user_id, undo.task_id) == (-delta, wrong.user_id, wrong.task_id)
    assert (undo.kind, undo.reverses, undo.description) == ("correction", wrong.id, "why")
    assert {undo.debited, undo.credited} == {wrong.user_id, COMPANY}


@pytest.mark.parametrize("kind", ["payout", "payout-returned"])
def test_payouts_are_not_reversed_by_hand(kind: str) -> None:
    with pytest.raises(NotReversibleError):
        _reverse(_transfer(kind, -100))


def test_income_is_what_was_taken_less_what_was_given() -> None:
    assert DayIncome(business_day=TODAY, fees=3_000, rewards=5_500).income == -2_500


# Periods


def _period(first: date | None, last: date | None) -> tuple[date, date]:
    chosen = Period.between(first, last, today=TODAY, days=30)
    return chosen.first, chosen.last


def test_by_default_a_period_is_the_last_thirty_days() -> None:
    assert _period(None, None) == (TODAY - timedelta(days=29), TODAY)


def test_an_open_end_is_today_and_an_open_start_thirty_days_before_the_end() -> None:
    assert _period(date(2026, 1, 1), None) == (date(2026, 1, 1), TODAY)
    assert _period(None, date(2025, 5, 30)) == (date(2025, 5, 1), date(2025, 5, 30))


def test_a_start_in_the_future_is_its_own_end() -> None:
    assert _period(date(2030, 1, 1), None) == (date(2030, 1, 1), date(2030, 1, 1))


@pytest.mark.parametrize("edge", [date.min, date.max])
def test_the_edges_of_the_calendar_are_days_like_others(edge: date) -> None:
    assert _period(edge, edge) == (edge, edge)
    assert _period(None, edge)[1] == edge


def test_a_period_is_not_upside_down_and_not_longer_than_a_year() -> None:
    longest = timedelta(days=PERIOD_DAYS_MAX - 1)
    Period(first=TODAY, last=TODAY + longest)
    for last in (TODAY - timedelta(days=1), TODAY + longest + timedelta(days=1)):
        with pytest.raises(InvalidError) as refused:
            Period(first=TODAY, last=last)
        assert refused.value.field == "to"


@given(st.none() | st.dates(), st.none() | st.dates())
def test_every_pair_of_ends_is_a_period_or_refused(first: date | None, last: date | None) -> None:
    try:
        chosen = Period.between(first, last, today=TODAY, days=30)
    except InvalidError:
        return
    assert chosen.first <= chosen.last
    assert first in (None, chosen.first)
    assert last in (None, chosen.last)
