"""Types of events that RabbitMQ does not take at present: the relay lets the others pass, and tries one of each now and then.

Routing depends on the type alone, so what RabbitMQ returns or refuses once it would return or refuse for every row of it.
"""

import asyncio
from dataclasses import dataclass

_PAUSE_MIN_S = 0.1
# A node that is being set up has its exchanges before its bindings, but not for several tries and the whole grace.
_TRIES_MIN = 3


@dataclass(slots=True)
class _Hold:
    since: float
    due: float
    pause_s: float = _PAUSE_MIN_S
    tries: int = 1
    unroutable: bool = True
    lasting: bool = False


class Holds:
    """Kept for one connection: after an outage nothing is known, and every type is tried anew."""

    def __init__(self, *, pause_max_s: float, grace_s: float) -> None:
        self._pause_max_s = pause_max_s
        self._grace_s = grace_s
        self._holds: dict[str, _Hold] = {}

    @property
    def held(self) -> list[str]:
        """Types of which no row is claimed. Of a type that nobody listens to, each row is tried once, and set aside."""
        return [each for each, hold in self._holds.items() if not hold.lasting]

    @property
    def due(self) -> list[str]:
        """Held types of which one row is to be tried now."""
        now = _now()
        return [each for each in self.held if self._holds[each].due <= now]

    def add(self, event_type: str, *, unroutable: bool) -> bool:
        """One more try failed; whether rows of that type are to be set aside: unroutable for the whole grace."""
        now = _now()
        hold = self._holds.get(event_type)
        if hold is None or hold.unroutable != unroutable:
            hold = _Hold(since=now, due=now + _PAUSE_MIN_S, unroutable=unroutable)
            self._holds[event_type] = hold
            return False
        hold.tries += 1
        hold.pause_s = min(2 * hold.pause_s, self._pause_max_s)
        hold.due = now + hold.pause_s
        over = now - hold.since >= self._grace_s and hold.tries >= _TRIES_MIN
        hold.lasting = unroutable and over
        return hold.lasting

    def release(self, event_type: str) -> None:
        self._holds.pop(event_type, None)


def _now() -> float:
    return asyncio.get_running_loop().time()
