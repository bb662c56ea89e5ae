"""What was asked for on the command line."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

ROWS = ("relay", "ledger", "close", "rebuild", "latency", "rate", "reassign", "memory", "pages")
USAGE = f"usage: python -m tests.bench [--quick] [--only {'|'.join(ROWS)}] … [--json FILE]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How much each row does."""

    events: int
    rounds: int
    samples: int
    tasks: int
    accounts: int
    archived: int
    seconds: float
    transfers: int
    reading_s: float


FULL = Sizes(
    events=20_000, rounds=3, samples=200, tasks=100_000, accounts=1_000_000, archived=200_000, seconds=15.0,
    transfers=1_000_000, reading_s=90.0,
)  # fmt: skip
QUICK = Sizes(
    events=3_000, rounds=1, samples=40, tasks=5_000, accounts=30_000, archived=12_000, seconds=2.0,
    transfers=20_000, reading_s=10.0,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    rows: frozenset[str]
    sizes: Sizes
    json: Path | None

    @classmethod
    def read(cls, arguments: Sequence[str]) -> Self:
        """Raises SystemExit with the usage for anything else."""
        rows: list[str] = []
        sizes, json = FULL, None
        left = list(arguments)
        while left:
            match left:
                case ["--quick", *left]:
                    sizes = QUICK
                case ["--only", row, *left] if row in ROWS:
                    rows.append(row)
                case ["--json", file, *left]:
                    json = Path(file)
                case _:
                    raise SystemExit(USAGE)
        return cls(rows=frozenset(rows or ROWS), sizes=sizes, json=json)
