"""The levels of tests, and the level of a file by where it lies."""

from collections.abc import Mapping
from pathlib import PurePath

LEVELS = (
    "unit",
    "service",
    "broker",
    "contracts",
    "architecture",
    "e2e",
    "browser",
    "faults",
    "containers",
)

# How long each may take, with both runs of `./ates test` at once on two cores: together they and the checks fit into 25 minutes,
# and each run has a tenth of its time left for what comes.
BUDGETS_S: Mapping[str, int] = {
    "unit": 300,
    "service": 840,
    "broker": 180,
    "contracts": 40,
    "architecture": 20,
    "e2e": 420,
    "browser": 280,
    "faults": 680,
}


def level_of(path: PurePath) -> str | None:
    """For a path relative to the checkout."""
    match path.parts:
        case ("tests", level, *_) if level in LEVELS:
            return level
        case ("deploy", "local", "tests", *_) | ("tools", "tests", *_):
            return "unit"
        case ("services", _, "tests", *_, file) if file.startswith("test_domain"):
            return "unit"
        case ("services" | "chassis", *_):
            return "service"
    return None
