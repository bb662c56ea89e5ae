"""A measured figure: its value, its target, and the limit that hand-written code reaches in the same run."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """`limit` is the same work done by hand. CPU is in seconds per 1,000 events."""

    row: str
    what: str
    value: float
    unit: str
    more_is_better: bool
    target: float | None = None
    limit: float | None = None
    cpu: float | None = None
    limit_cpu: float | None = None
    cpu_of_all: float | None = None

    @property
    def is_met(self) -> bool | None:
        """None for a figure that is information only."""
        if self.target is None:
            return None
        return self.value >= self.target if self.more_is_better else self.value <= self.target

    @property
    def ratio(self) -> float | None:
        """How close to the limit: 1 is as good as by hand, whichever direction is better."""
        if not self.limit or not self.value:
            return None
        return self.value / self.limit if self.more_is_better else self.limit / self.value
