"""A provider that keeps its books, and processes that end at the worst moment."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from ates_payments.domain import Answer, Order, Settled


class SimulatedCrashError(BaseException):
    """The end of the process at this very moment: nothing in it catches this."""


@dataclass
class FakeProvider:
    """Pays once per id, and ends the process where it is told to."""

    name: str = "simulated"
    paid: dict[UUID, int] = field(default_factory=dict)
    calls: list[UUID] = field(default_factory=list)
    crash: str = ""
    fails: bool = False
    answer: Answer | None = None

    async def pay(self, order: Order) -> Answer:
        self.calls.append(order.payout_id)
        if self.crash == "before":
            raise SimulatedCrashError
        if self.fails:
            raise ConnectionError("no answer")
        self.paid[order.payout_id] = order.amount
        if self.crash == "after":
            raise SimulatedCrashError
        return self.answer or Settled(f"F-{order.payout_id}")

    async def look_up(self, order: Order) -> Answer | None:
        if self.fails:
            raise ConnectionError("no answer")
        known = order.payout_id in self.paid
        return Settled(f"F-{order.payout_id}") if known else None


@contextlib.contextmanager
def crashing() -> Iterator[None]:
    """The process ends inside; what it committed stays."""
    with contextlib.suppress(SimulatedCrashError):
        yield
