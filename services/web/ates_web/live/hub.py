"""Who is told of what: from events to people, and from people to the connections of their browsers."""

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from ates_chassis.shared.errors import TooManyError

TASKS, MONEY, PAYOUTS, NOTICES = "tasks", "money", "payouts", "notices"
COMPANY = "company"
PERSONAL = frozenset({TASKS, MONEY, PAYOUTS, NOTICES})

# Which fields of an event name the people for whom something changed, and what did.
_CONCERNS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "tasks.task-assigned.v1": (TASKS, ("assignee_id", "previous_assignee_id")),
    "tasks.task-completed.v1": (TASKS, ("completed_by",)),
    "accounting.transfer-posted.v1": (MONEY, ("user_id",)),
    "accounting.payout-due.v1": (PAYOUTS, ("user_id",)),
    # They name no person; whoever sees the register of payouts sees them.
    "accounting.payout-followed.v1": (PAYOUTS, ()),
    "payments.payment-settled.v1": (PAYOUTS, ()),
    "payments.payment-failed.v1": (PAYOUTS, ()),
    "notifications.notices-changed.v1": (NOTICES, ("user_id",)),
}
# A page that was rendered before its connection opened hears of what happened in between.
_RECENT_S = 5.0
_RECENT_MAX = 5_000
_COMPANY_EVERY_S = 1.0
_RETRY_AFTER_S = 10


@dataclass(frozen=True, slots=True)
class LiveChange:
    user_id: str
    topic: str


def concerns_company(event_type: str) -> bool:
    """Notices concern nobody but their person."""
    topic, _fields = _CONCERNS.get(event_type, (NOTICES, ()))
    return topic != NOTICES


def changes(event_type: str, data: object) -> Iterator[LiveChange]:
    """What an event changes for single people; nothing where it is of another kind or shape."""
    topic, fields = _CONCERNS.get(event_type, (TASKS, ()))
    if isinstance(data, dict):
        named = (data.get(name) for name in fields)
        yield from (LiveChange(each, topic) for each in named if isinstance(each, str))


@dataclass(eq=False, slots=True)
class LiveSubscriber:
    """One connection of a browser: a set of topics, so that a flood of events is one message."""

    user_id: str
    topics: frozenset[str]
    session_id: str | None = None
    missed: bool = False
    closed: bool = False
    _pending: set[str] = field(default_factory=set)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def hear(self, *topics: str) -> None:
        self._pending |= self.topics.intersection(topics)
        if self._pending:
            self._news.set()

    def hear_of_gap(self) -> None:
        self.missed = True
        self.hear(*self.topics)

    def close(self) -> None:
        self.closed = True
        self._news.set()

    async def news_within(self, timeout_s: float) -> bool:
        try:
            await asyncio.wait_for(self._news.wait(), timeout_s)
        except TimeoutError:
            return False
        return True

    def take(self) -> tuple[list[str], bool]:
        """What changed since the last time, and whether something may have been missed."""
        topics, missed = sorted(self._pending), self.missed
        self._pending.clear()
        self._news.clear()
        self.missed = False
        return topics, missed


class Hub:
    """All listeners of this process, `listeners_max` at most, of one person `per_person_max`."""

    def __init__(
        self,
        *,
        listeners_max: int,
        per_person_max: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.watched = asyncio.Event()
        self.empty = asyncio.Event()
        self.empty.set()
        self._listeners_max = listeners_max
        self._per_person_max = per_person_max
        self._clock = clock
        self._people: dict[str, set[LiveSubscriber]] = {}
        self._recent: dict[str, tuple[float, frozenset[str]]] = {}
        self._count = 0
        self._company_told = float("-inf")
        self._company_timer: asyncio.TimerHandle | None = None
        self._closed = False

    def join(
        self, user_id: str, *, sees_company: bool, session_id: str | None = None
    ) -> LiveSubscriber:
        """Raises TooManyError where this person, or everybody together, listens often enough already."""
        own = self._people.get(user_id, set())
        if self._count >= self._listeners_max or len(own) >= self._per_person_max:
            raise TooManyError(
                "there are too many live connections; pages work without one",
                retry_after_s=_RETRY_AFTER_S,
            )
        topics = PERSONAL | {COMPANY} if sees_company else PERSONAL
        listener = LiveSubscriber(user_id, topics, session_id, closed=self._closed)
        listener.hear(*self._happened_to(user_id))
        if self._clock() - self._company_told < _RECENT_S:
            listener.hear(COMPANY)
        self._people[user_id] = own | {listener}
        self._count += 1
        self._note_presence()
        return listener

    def leave(self, listener: LiveSubscriber) -> None:
        left = self._people.pop(listener.user_id, set())
        if listener in left:
            self._count -= 1
        if left := left - {listener}:
            self._people[listener.user_id] = left
        self._note_presence()

    def _note_presence(self) -> None:
        here, gone = (self.watched, self.empty) if self._count else (self.empty, self.watched)
        here.set()
        gone.clear()

    def tell(self, change: LiveChange) -> None:
        for listener in self._people.get(change.user_id, ()):
            listener.hear(change.topic)
        topics = self._happened_to(change.user_id) | {change.topic}
        self._recent.pop(change.user_id, None)
        self._recent[change.user_id] = (self._clock(), topics)
        if len(self._recent) > _RECENT_MAX:
            del self._recent[next(iter(self._recent))]

    def _happened_to(self, user_id: str) -> frozenset[str]:
        at, topics = self._recent.get(user_id, (float("-inf"), frozenset()))
        return topics if self._clock() - at < _RECENT_S else frozenset()

    def tell_company(self) -> None:
        """At once, but not more often than once a second: there are many events and few who see them all."""
        if self._company_timer is not None:
            return
        wait_s = self._company_told + _COMPANY_EVERY_S - self._clock()
        if wait_s <= 0:
            self._tell_company_now()
        else:
            loop = asyncio.get_running_loop()
            self._company_timer = loop.call_later(wait_s, self._tell_company_now)

    def _tell_company_now(self) -> None:
        self._company_timer = None
        self._company_told = self._clock()
        for listener in self._all():
            listener.hear(COMPANY)

    def tell_gap(self) -> None:
        for listener in self._all():
            listener.hear_of_gap()

    def end_session(self, session_id: str) -> None:
        """Ends the connections of a session at once."""
        for listener in self._all():
            if listener.session_id == session_id:
                listener.close()

    def close(self) -> None:
        """Ends every connection, also those that come later."""
        self._closed = True
        if self._company_timer is not None:
            self._company_timer.cancel()
        for listener in self._all():
            listener.close()

    def _all(self) -> list[LiveSubscriber]:
        return [listener for own in self._people.values() for listener in own]
