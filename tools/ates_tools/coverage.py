"""How much of the product its tests run: lines and branches, by group, each held to its floor."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import Any

FLOOR = 90.0
# What loses or miscounts money or events where it is wrong.
CORE_FLOOR = 95.0
CORE: Mapping[str, tuple[str, ...]] = {
    "domains": ("services/*/ates_*/domain.py", "services/*/ates_*/domain/*"),
    "ledger": (
        "services/accounting/ates_accounting/use_cases/*",
        "services/accounting/ates_accounting/storage/*",
    ),
    "messaging": ("chassis/ates_chassis/messaging/*",),
}


@dataclass(frozen=True, slots=True)
class Group:
    """`reached` and `all` count statements and branches."""

    name: str
    floor: float
    reached: int
    all: int

    @property
    def percent(self) -> float:
        return 100 * self.reached / self.all if self.all else 0.0

    @property
    def is_enough(self) -> bool:
        return self.percent >= self.floor


def groups(report: Mapping[str, Any]) -> list[Group]:
    """Of the JSON report of coverage.py: the core's groups, then what is left of each package."""
    files: Mapping[str, Any] = report["files"]
    by_name: dict[tuple[str, float], list[Mapping[str, int]]] = {}
    for path, file in files.items():
        by_name.setdefault(_group(path), []).append(file["summary"])
    results = [_of(name, floor, summaries) for (name, floor), summaries in by_name.items()]
    return sorted(results, key=lambda group: (-group.floor, group.name))


def _group(path: str) -> tuple[str, float]:
    for name, patterns in CORE.items():
        if any(fnmatch(path, pattern) for pattern in patterns):
            return name, CORE_FLOOR
    package = next(part for part in path.split("/") if part.startswith("ates_"))
    return package, FLOOR


def _of(name: str, floor: float, summaries: Iterable[Mapping[str, int]]) -> Group:
    reached = every = 0
    for one in summaries:
        reached += one["covered_lines"] + one["covered_branches"]
        every += one["num_statements"] + one["num_branches"]
    return Group(name, floor, reached, every)
