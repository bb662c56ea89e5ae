"""A clock that a test sets."""

from dataclasses import dataclass


@dataclass
class ManualClock:
    now: float = 100.0

    def __call__(self) -> float:
        return self.now
