"""Which sessions this process knows to have ended, and which have been left by their browser."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from cachetools import TTLCache

from ates_chassis.shared.ended_sessions import ACCESS_TOKEN_MAX_S

# As long as an access token or an answer of the session may be left, with room for clocks that differ.
_KEPT_S = 2.0 * ACCESS_TOKEN_MAX_S
_SESSIONS_MAX = 20_000


@dataclass(frozen=True, slots=True)
class Leaving:
    """Which answer took a browser away from a session, and whether the person signed out, or in anew, by it."""

    by: object
    by_choice: bool


class EndedSessions:
    """Fed by auth's events, and at once by what this process does itself; the latter by ids that are not verified (`Claims`).

    A session has *ended* for everybody. It was *left* by its browser where an answer took its cookies away or put those
    of another session in their place; what is still under way for it then must not touch the cookies any more.
    """

    def __init__(self) -> None:
        self._ended: TTLCache[str, None] = TTLCache(_SESSIONS_MAX, _KEPT_S)
        self._left: TTLCache[str, Leaving] = TTLCache(_SESSIONS_MAX, _KEPT_S)
        self._callbacks: list[Callable[[str], None]] = []
        self.informed = False
        """Whether every end is heard of just now, so that what auth said a moment ago still holds."""
        self.generation = 0
        """Changes whenever an end may have been missed."""

    def on_end(self, callback: Callable[[str], None]) -> None:
        self._callbacks.append(callback)

    def end(self, session_id: str | None) -> None:
        if session_id is None or session_id in self._ended:
            return
        self._ended[session_id] = None
        for callback in self._callbacks:
            callback(session_id)

    def has_ended(self, session_id: str | None) -> bool:
        return session_id is not None and session_id in self._ended

    def leave(
        self, names: Collection[str], by: object, *, by_choice: bool, in_any_case: bool = False
    ) -> None:
        """Notes which answer takes the browser away from a session, by all that the session is known by.

        That is the first; a choice of the person comes before the mere news of the end, and `in_any_case` before all.
        """
        before = self.left_by(names)
        if before is None or in_any_case or (by_choice and not before.by_choice):
            before = Leaving(by, by_choice)
        for name in names:
            self._left[name] = before

    def left_by(self, names: Collection[str]) -> Leaving | None:
        return next((self._left[name] for name in names if name in self._left), None)

    def begin_news(self) -> None:
        """From now on every end is heard of; of those before some may have been missed."""
        self.generation += 1
        self.informed = True

    def stop_news(self) -> None:
        self.informed = False
