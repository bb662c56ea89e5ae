"""A rate of events beside that of the same work by hand, each in its best round."""

from collections.abc import Awaitable, Callable

from tests.bench.figure import Figure
from tests.bench.meter import Spent

Round = Callable[[bool], Awaitable[Spent]]


async def beside_the_limit(
    one_round: Round, *, row: str, what: str, target: float, events: int, rounds: int
) -> list[Figure]:
    """`one_round` does the work of `events` events: ours where it is told True, by hand otherwise."""
    ours = _best([await one_round(True) for _ in range(rounds)])
    limit = _best([await one_round(False) for _ in range(rounds)])
    thousands = events / 1_000
    return [
        Figure(
            row=row,
            what=what,
            value=ours.rate(events),
            unit="events/s",
            more_is_better=True,
            target=target,
            limit=limit.rate(events),
            cpu=ours.own_cpu_s / thousands,
            limit_cpu=limit.own_cpu_s / thousands,
            cpu_of_all=ours.all_cpu_s / thousands,
        )
    ]


def _best(rounds: list[Spent]) -> Spent:
    """The round that the rest of the machine disturbed least."""
    return min(rounds, key=lambda spent: spent.seconds)
