"""The way of a payout, how long it is tried again, and failures on demand."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from uuid_utils.compat import uuid7

from ates_chassis.shared.errors import ConflictError
from ates_payments.domain import (
    MAY_BECOME,
    FailureRule,
    NotByHandError,
    NotOnItsWayError,
    Payout,
    PayoutState,
    RetryPolicy,
    check_may_end_by_hand,
    cleaned,
)


def _payout(state: PayoutState, provider: str | None) -> Payout:
    return Payout(
        id=uuid7(), user_id=uuid7(), business_day=date(2026, 11, 19), amount=1, currency="USD", state=state, provider=provider,
        reference=None, failure=None, file_id=None, traceparent=None, mail="due", mail_failure=None,
        followed_by=None,
    )  # fmt: skip


def test_only_what_was_sent_can_end_and_what_has_ended_stays() -> None:
    assert MAY_BECOME["due"] == {"sent"}
    assert MAY_BECOME["sent"] == {"settled", "failed"}
    assert not MAY_BECOME["settled"]
    assert not MAY_BECOME["failed"]


@pytest.mark.parametrize(
    ("state", "provider", "refusal"),
    [
        ("sent", "manual", None),
        ("sent", "simulated", NotByHandError),
        ("sent", "a provider of an earlier release", None),
        ("due", None, NotOnItsWayError),
        ("settled", "manual", NotOnItsWayError),
        ("failed", "manual", NotOnItsWayError),
    ],
)
def test_a_person_ends_only_what_no_provider_of_this_release_tells_of(
    state: PayoutState, provider: str | None, refusal: type[ConflictError] | None
) -> None:
    if refusal is None:
        check_may_end_by_hand(_payout(state, provider), by=uuid7())
    else:
        with pytest.raises(refusal):
            check_may_end_by_hand(_payout(state, provider), by=uuid7())


@given(st.integers(1, 10**9), st.floats(0.1, 60), st.floats(60, 10_000))
def test_waits_grow_and_never_pass_the_longest(
    attempts: int, first_s: float, longest_s: float
) -> None:
    retry_policy = RetryPolicy(
        batch=1, lease_s=1, first_s=first_s, longest_s=longest_s, attempts_max=9
    )
    assert first_s <= retry_policy.wait_s(attempts) <= longest_s
    assert retry_policy.wait_s(attempts) <= retry_policy.wait_s(attempts + 1)


@given(st.uuids(), st.uuids(), st.integers(1, 10))
def test_the_same_payout_always_ends_the_same_way(
    payout_id: UUID, user_id: UUID, one_in: int
) -> None:
    rule = FailureRule(one_in=one_in)
    assert rule.reason(payout_id, user_id) == rule.reason(payout_id, user_id)
    assert (rule.reason(payout_id, user_id) is not None) == (payout_id.int % one_in == 0)
    assert FailureRule().reason(payout_id, user_id) is None
    assert FailureRule(people=frozenset({user_id})).reason(payout_id, user_id)


@given(st.text())
def test_what_others_say_becomes_one_bounded_line(text: str) -> None:
    line = cleaned(text)
    assert 1 <= len(line) <= 300
    assert line.isprintable()


def test_what_is_personal_is_left_out() -> None:
    assert cleaned("550 <ada@x.org> unknown", without="ada@x.org") == "550 <…> unknown"
