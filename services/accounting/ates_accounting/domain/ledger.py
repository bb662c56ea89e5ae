"""Prices, and movements of money in whole cents. An employee's account moves against the company's or the payouts'."""

from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from uuid import UUID

from ates_accounting.domain.books import (
    COMPANY,
    CORRECTION_MAX,
    FEE_MAX,
    FEE_MIN,
    REVERSIBLE,
    REWARD_MAX,
    REWARD_MIN,
    Kind,
    NotReversibleError,
)
from ates_chassis.shared.errors import InvalidError
from ates_chassis.shared.reasons import Reason


@dataclass(frozen=True, slots=True)
class Price:
    """What a task costs its assignee per assignment, and pays for completion; in cents, for ever."""

    fee: int
    reward: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskPrice:
    """A task's price, and what it has come to: fees charged and rewards paid so far, less what was reversed; in cents."""

    task_id: UUID
    fee: int
    reward: int
    fees_charged: int
    rewards_paid: int


def draw_price(rng: Random) -> Price:
    """Fee and reward, each uniform over its range, independent of each other and of any person."""
    return Price(fee=rng.randint(FEE_MIN, FEE_MAX), reward=rng.randint(REWARD_MIN, REWARD_MAX))


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownTask:
    """A task as accounting knows it. Without a title it was met before its `task-added` arrived."""

    id: UUID
    title: str | None = None
    jira_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """A fact of another service that moves money: which, when, about which task and employee, in which trace."""

    event_id: UUID
    occurred_at: datetime
    task_id: UUID
    user_id: UUID
    traceparent: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """A movement to be posted between an employee and a counterpart; `delta` in cents, signed as the employee sees it.

    `(source_id, kind)` is its natural key: what was posted under it once is never posted again.
    """

    source_id: UUID
    kind: Kind
    user_id: UUID
    delta: int
    occurred_at: datetime
    description: str
    task_id: UUID | None = None
    reverses: UUID | None = None
    actor_id: UUID | None = None
    approved_by: UUID | None = None
    """The second person, of a correction above the limit."""
    traceparent: str | None = None
    counterpart: UUID = COMPANY

    @property
    def debited(self) -> UUID:
        """The account that gives."""
        return self.user_id if self.delta < 0 else self.counterpart

    @property
    def credited(self) -> UUID:
        """The account that gets."""
        return self.counterpart if self.delta < 0 else self.user_id


def fee_for(occurrence: Occurrence, price: Price) -> Posting:
    return _posting(occurrence, "fee", -price.fee, "fee for an assignment")


def reward_for(occurrence: Occurrence, price: Price) -> Posting:
    return _posting(occurrence, "reward", price.reward, "reward for a completion")


def _posting(occurrence: Occurrence, kind: Kind, delta: int, description: str) -> Posting:
    return Posting(
        source_id=occurrence.event_id,
        kind=kind,
        user_id=occurrence.user_id,
        delta=delta,
        occurred_at=occurrence.occurred_at,
        description=description,
        task_id=occurrence.task_id,
        traceparent=occurrence.traceparent,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """A row of the ledger. `number` is its place in the order of posting."""

    id: UUID
    number: int
    source_id: UUID
    kind: Kind
    user_id: UUID
    delta: int
    balance_after: int
    business_day: date
    posted_at: datetime
    occurred_at: datetime
    description: str
    task_id: UUID | None
    title: str | None = None
    jira_key: str | None = None
    reverses: UUID | None = None
    reversed_by: UUID | None = None
    actor_id: UUID | None = None
    """Who posted it by hand."""
    approved_by: UUID | None = None


def correction(
    *,
    source_id: UUID,
    user_id: UUID,
    delta: int,
    reason: str,
    by: UUID,
    now: datetime,
    traceparent: str | None,
) -> Posting:
    """Raises InvalidError for an amount of nothing or beyond all bounds."""
    if delta == 0 or abs(delta) > CORRECTION_MAX:
        raise InvalidError(
            Reason.of("amount-out-of-range", max=CORRECTION_MAX), field="delta.amount"
        )
    return Posting(
        source_id=source_id,
        kind="correction",
        user_id=user_id,
        delta=delta,
        occurred_at=now,
        description=reason,
        actor_id=by,
        traceparent=traceparent,
    )


def reversal(
    transfer: Transfer,
    *,
    source_id: UUID,
    reason: str,
    by: UUID,
    now: datetime,
    traceparent: str | None,
) -> Posting:
    """The posting that undoes `transfer`. Raises NotReversibleError for a payout, which payments alone may return."""
    if transfer.kind not in REVERSIBLE:
        raise NotReversibleError(f"a {transfer.kind} cannot be reversed by hand")
    return Posting(
        source_id=source_id,
        kind="correction",
        user_id=transfer.user_id,
        delta=-transfer.delta,
        occurred_at=now,
        description=reason,
        task_id=transfer.task_id,
        reverses=transfer.id,
        actor_id=by,
        traceparent=traceparent,
    )
