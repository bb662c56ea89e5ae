"""Notices: what people are told of, and how a flood of facts becomes one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Final, Literal, get_args
from uuid import UUID

from ates_chassis.shared.errors import NotFoundError

NoticeKind = Literal[
    "task-given", "task-taken", "reward", "correction", "payout-due", "payout-settled", "payout-failed"
]  # fmt: skip
PayoutKind = Literal["payout-due", "payout-settled", "payout-failed"]
KINDS: tuple[NoticeKind, ...] = get_args(NoticeKind)
OF_PAYOUTS: tuple[PayoutKind, ...] = get_args(PayoutKind)

MAILED_BY_PAYMENTS: Final[frozenset[NoticeKind]] = frozenset({"payout-due", "payout-settled"})
"""Payments mails each payout itself. Once it gives that up, empty this: the mails are prepared, and go out from then on."""

GATHERING: Final = timedelta(minutes=5)
"""While a notice is unread and younger, further facts of its kind add to it, so that a flood is one notice."""
NEWS_MAX_AGE: Final = timedelta(days=30)
"""Nobody is told of what is older: a replay or a restore of old events mails nothing."""
FACTS_STAY: Final = timedelta(days=60)
"""Longer than that, so that whatever comes twice within it has its effect once."""

_GATHERED: Final = frozenset(KINDS) - frozenset(OF_PAYOUTS)


class NoSuchNoticeError(NotFoundError):
    code = "no-such-notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeFact:
    """Something that happened and concerns a person. `kind`, `source_id` and `number` are its natural key, for ever."""

    kind: NoticeKind
    user_id: UUID
    source_id: UUID
    number: int = 0
    happened_at: datetime
    traceparent: str | None
    task_id: UUID | None = None
    payout_id: UUID | None = None
    amount: int | None = None
    currency: str | None = None
    business_day: date | None = None

    @property
    def gathers(self) -> bool:
        """What is told of a payout stands alone, since payments wants to know what became of its mail."""
        return self.kind in _GATHERED


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """`count` facts of a kind; the task, payout and day are those of the last, `amount` is the sum."""

    id: UUID
    user_id: UUID
    kind: NoticeKind
    count: int
    amount: int | None
    currency: str | None
    business_day: date | None
    task_id: UUID | None
    payout_id: UUID | None
    created_at: datetime
    updated_at: datetime
    read_at: datetime | None
    title: str | None = None
    jira_key: str | None = None
    mailed: int = 0
    """Of how many facts a mail has told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedNotice:
    """A notice that is new, or has become one of more facts, just now."""

    id: UUID
    user_id: UUID
    kind: NoticeKind
    created_at: datetime
    traceparent: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPayout:
    """What is known of a payout: its end may be heard of before whose it is."""

    id: UUID
    user_id: UUID | None
    amount: int | None
    currency: str | None
    business_day: date | None
    outcome: Literal["settled", "failed"] | None
    happened_at: datetime
    traceparent: str | None


ENDS: Final[Mapping[str, PayoutKind]] = MappingProxyType(
    {"settled": "payout-settled", "failed": "payout-failed"}
)


def facts_of_payout(payout: KnownPayout, *, is_due: bool) -> list[NoticeFact]:
    """What its person is told, as soon as it is known whose it is: that it is due, and how it ended."""
    if payout.user_id is None:
        return []
    kinds: list[PayoutKind] = ["payout-due"] if is_due else []
    kinds += [ENDS[payout.outcome]] if payout.outcome else []
    return [
        NoticeFact(
            kind=kind,
            user_id=payout.user_id,
            source_id=payout.id,
            happened_at=payout.happened_at,
            traceparent=payout.traceparent,
            payout_id=payout.id,
            amount=payout.amount,
            currency=payout.currency,
            business_day=payout.business_day,
        )
        for kind in kinds
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Where mail goes. Somebody erased has a row without anything personal."""

    user_id: UUID
    email: str | None
    full_name: str | None
    erased: bool
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskTitle:
    id: UUID
    title: str
    jira_key: str | None
