"""Payouts on their way to an employee, what a payment provider is, and the mail that tells of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from math import isnan
from types import MappingProxyType
from typing import Literal, Protocol, get_args
from uuid import UUID

from ates_chassis.shared.errors import ConflictError, InvalidError, NotFoundError, OwnAccountError
from ates_chassis.shared.reasons import Reason
from ates_payments.domain.payout_ids import payout_id_of_close

REFERENCE_MAX = 200
REASON_MAX = 300
RECIPIENT_ERASED = "the worker was erased, and with them the address"
NOT_FILED = "no bank file can carry it"
FORGOTTEN = "forgotten with the worker, who was erased"
"""Stands where others said why, perhaps by name."""

REGISTER_ROLES = frozenset({"administrator", "accountant"})
FILE_ROLES = frozenset({"accountant"})

PayoutState = Literal["due", "sent", "settled", "failed"]
MailState = Literal["due", "sent", "undelivered"]
ProviderName = Literal["simulated", "manual"]

BY_HAND: ProviderName = "manual"
PROVIDERS: frozenset[str] = frozenset(get_args(ProviderName))
"""Whom this release can ask; payouts may have been sent by others, whom an earlier one knew."""

MAY_BECOME: Mapping[PayoutState, frozenset[PayoutState]] = MappingProxyType(
    {
        "due": frozenset({"sent"}),
        "sent": frozenset({"settled", "failed"}),
        "settled": frozenset(),
        "failed": frozenset(),
    }
)
"""The way of a payout. What has ended stays ended; a failed one is paid again as a new payout."""

_DOUBLINGS_MAX = 62


class NoSuchPayoutError(NotFoundError):
    code = "no-such-payout"


class NotOnItsWayError(ConflictError):
    code = "payout-not-sent"


class NotByHandError(ConflictError):
    code = "payout-not-manual"


class JustFiledError(ConflictError):
    code = "payout-just-filed"


class PayoutDiffersError(ConflictError):
    code = "payout-differs"


class MailWasSentError(ConflictError):
    code = "mail-was-sent"


class MailOnItsWayError(ConflictError):
    code = "mail-on-its-way"


@dataclass(frozen=True, slots=True, kw_only=True)
class DuePayout:
    """What accounting asks to be paid. Its id is the idempotency key of the payment, for ever."""

    id: UUID
    user_id: UUID
    business_day: date
    amount: int
    currency: str
    due_at: datetime
    traceparent: str | None

    @property
    def of_close(self) -> bool:
        """Whether the close of its day made it; otherwise an accountant paid a failed one again while that day was open."""
        return self.id == payout_id_of_close(self.business_day, self.user_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payout:
    """A row of the register. `followed_by` is the payout that took the money of this one along, as accounting says.

    A failed payout's money goes back to the balance, and what is left of it goes with its retry, or with the close of the day
    on which it came back or of a later one.
    """

    id: UUID
    user_id: UUID
    business_day: date
    amount: int
    currency: str
    state: PayoutState
    provider: str | None
    reference: str | None
    failure: str | None
    file_id: UUID | None
    traceparent: str | None
    mail: MailState
    mail_failure: str | None
    followed_by: UUID | None
    ended_by: UUID | None = None
    """The person who said how it ended; nobody where the provider did."""
    file_failure: str | None = None

    @property
    def ends_by_hand(self) -> bool:
        """Whether a person says now how it ends."""
        return self.state == "sent" and not _answers(self.provider)


def _answers(provider: str | None) -> bool:
    return provider in PROVIDERS and provider != BY_HAND


def check_may_end_by_hand(payout: Payout, *, by: UUID) -> None:
    """A person may say how a payment ended that no provider tells of: of a bank file, or of a provider that is no more.

    Nobody says so of their own: who failed a payout that the bank made would have its money twice.

    Raises OwnAccountError, NotByHandError, NotOnItsWayError.
    """
    if payout.user_id == by:
        raise OwnAccountError("somebody else must say how your own payout ended")
    if _answers(payout.provider):
        raise NotByHandError(f"the {payout.provider} provider says itself how this payment ends")
    if "settled" not in MAY_BECOME[payout.state]:
        raise NotOnItsWayError(f"this payout is {payout.state}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One call of a provider: what to pay, under which key, and how often it was asked for."""

    payout_id: UUID
    user_id: UUID
    business_day: date
    amount: int
    currency: str
    attempts: int
    traceparent: str | None


@dataclass(frozen=True, slots=True)
class Settled:
    """The employee has the money."""

    reference: str


@dataclass(frozen=True, slots=True)
class Failed:
    """The money did not reach the employee, and will not."""

    reason: str


@dataclass(frozen=True, slots=True)
class Pending:
    """The provider has the order and is at it; it can be asked again after a while, or a person will tell."""

    look_again_s: float | None


Answer = Settled | Failed | Pending


def checked(answer: object, *, look_again_max_s: float) -> Answer:
    """The answer of a provider, with nothing in it that cannot be noted. Raises TypeError for anything else."""
    match answer:
        case Settled(reference=str()) | Failed(reason=str()):
            return answer
        case Pending(look_again_s=None):
            return answer
        case Pending(look_again_s=int() | float() as wait_s) if not isnan(wait_s):
            return Pending(max(0.0, min(wait_s, look_again_max_s)))
    raise TypeError(f"a provider cannot answer {answer!r}")


class Provider(Protocol):
    """Whoever moves the money. An exception means that nobody knows: it is then looked up, or paid again."""

    name: ProviderName

    async def pay(self, order: Order) -> Answer:
        """Pays once for a payout id, however often it is called with it."""
        ...

    async def look_up(self, order: Order) -> Answer | None:
        """What became of the payout; None where it was never heard of."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Providers:
    """Who pays what becomes due from now on, and everybody who can still be asked about what they were given."""

    chosen: Provider
    known: tuple[Provider, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """Bounds of trying: how much at once, how long one holder may take, and when to try again."""

    batch: int
    lease_s: float
    first_s: float
    longest_s: float
    attempts_max: int

    def wait_s(self, attempts: int) -> float:
        """How long to wait after that many attempts: doubling, up to the longest."""
        doublings = min(max(attempts, 1) - 1, _DOUBLINGS_MAX)
        return float(min(self.longest_s, self.first_s * 2**doublings))


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureRule:
    """On demand, the simulated provider fails: for these people, and for one payout in so many (0: none)."""

    people: frozenset[UUID] = frozenset()
    one_in: int = 0

    def reason(self, payout_id: UUID, user_id: UUID) -> str | None:
        """Decided by the ids alone, so that the same payout always ends the same way."""
        if user_id in self.people:
            return "simulated: the account of this worker is closed"
        if self.one_in and payout_id.int % self.one_in == 0:
            return "simulated: the bank refused the payment"
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Where an employee's mail goes. Somebody erased has a row without anything personal."""

    user_id: UUID
    email: str | None
    full_name: str | None
    erased: bool
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail to be sent now: to whom and about what. Without an address it cannot be."""

    payout_id: UUID
    claim_id: UUID
    """Of whoever holds it now; what an earlier holder has to say comes too late."""
    attempts: int
    email: str | None
    full_name: str | None
    erased: bool
    amount: int
    currency: str
    business_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Business days, both inclusive and each optional. Raises InvalidError where they are upside down."""

    first: date | None
    last: date | None

    def __post_init__(self) -> None:
        if self.first and self.last and self.first > self.last:
            raise InvalidError(Reason.of("dates-swapped"), field="to")


def cleaned(text: str, longest: int = REASON_MAX, *, without: str | None = None) -> str:
    """What another system said, as one bounded line; `without` is personal and left out."""
    if without:
        text = text.replace(without, "…")
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line[:longest] or "no reason given"
