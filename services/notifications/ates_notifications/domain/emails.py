"""Mails to people: what one is about, and when it is tried, put off or given up."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from ates_notifications.domain import OF_PAYOUTS, Notice
from ates_notifications.domain.preferences import NoticePreferences, Reader

DELAY: Final = timedelta(seconds=2)
"""For so long a mail that goes out at once waits for more of its kind."""
DIGEST_NOTICES_MAX: Final = 50
REASON_MAX: Final = 300

_DOUBLINGS_MAX: Final = 62


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailBounds:
    """How much at once, how long one holder may take, when to try again, and after how long it is undeliverable."""

    batch: int
    lease_s: float
    first_s: float
    longest_s: float
    gives_up_after_s: float

    def wait_s(self, attempts: int) -> float:
        """How long to wait after that many attempts: doubling, up to the longest."""
        doublings = min(max(attempts, 1) - 1, _DOUBLINGS_MAX)
        return float(min(self.longest_s, self.first_s * 2**doublings))

    def is_over(self, since: datetime, now: datetime) -> bool:
        return now - since >= timedelta(seconds=self.gives_up_after_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedEmail:
    """A mail about a notice, or without one the person's daily mail. `then` counts where one was sent before."""

    user_id: UUID
    notice_id: UUID | None
    at: datetime
    then: datetime
    traceparent: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Email:
    """A mail to be sent now, as its holder has it. Without an address it cannot be."""

    id: UUID
    claim_id: UUID
    """Of whoever holds it now; what an earlier holder has to say comes too late."""
    round: int
    """Counts the mails about the same notice, and the daily mails of a person."""
    attempts: int
    due_since: datetime
    now: datetime
    user_id: UUID
    notice_id: UUID | None
    address: str | None
    full_name: str | None
    erased: bool
    active: bool
    preferences: NoticePreferences
    failure: str | None
    traceparent: str | None
    notices: tuple[Notice, ...] = ()
    """Those to tell of now; those that were read meanwhile are not among them."""

    @property
    def is_digest(self) -> bool:
        return self.notice_id is None

    @property
    def about_payout(self) -> Notice | None:
        """Payments wants to know what becomes of such a mail."""
        return next((each for each in self.notices if each.kind in OF_PAYOUTS), None)

    @property
    def is_needed(self) -> bool:
        """Whoever has left signs in no more, and is told of their money alone."""
        return (
            bool(self.notices)
            and not self.erased
            and (self.active or self.about_payout is not None)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailDelay:
    """The mail waits until its reader may be disturbed."""

    until: datetime


def delay_of(email: Email, reader: Reader) -> EmailDelay | None:
    until = reader.undisturbed(email.now)
    return EmailDelay(until=until) if until > email.now else None


def cleaned(text: str, *, without: tuple[str | None, ...] = ()) -> str:
    """What another system said, as one bounded line; `without` is personal and left out."""
    for personal in without:
        text = text.replace(personal, "…") if personal else text
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line[:REASON_MAX] or "no reason given"
