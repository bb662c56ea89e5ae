"""The levels of tests, and the level of a file by where it lies."""

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
