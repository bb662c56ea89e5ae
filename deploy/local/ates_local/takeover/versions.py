"""Which RabbitMQ wrote the data of a node, and whether the installed one can open them.

From 3.13 on any newer RabbitMQ opens the data directly, once all feature flags are enabled. Older data want every minor version
in between, which no system's package manager has. Source: RabbitMQ's documentation on upgrades and on feature flags.
"""

import re
from enum import Enum
from pathlib import Path

from ates_local import state_files
from ates_local.failure import Failure
from ates_local.rabbitmq_program import Version

VERSION_FILE = "version"
# What a version brought with it, newest first; written down by the node itself beside its data.
_BROUGHT: dict[str, Version] = {
    "rabbitmq_4.0.0": (4, 0),
    "message_containers": (3, 13),
    "feature_flags_v2": (3, 11),
    "stream_queue": (3, 10),
}
_DIRECT_FROM: Version = (3, 13)


class Opening(Enum):
    """What the installed RabbitMQ can do with data that are there."""

    DIRECT = "direct"
    TAKEOVER = "takeover"
    IMPOSSIBLE = "impossible"


def version_of_data(folder: Path, node: str) -> Version | None:
    """None where there are no data. `folder` is the node's own; data without our note are told by their feature flags.

    While a take-over is unfinished, the version of what it takes over.
    """
    if (unfinished := unfinished_takeover(folder)).exists():
        return parsed(unfinished.read_text())
    flags = folder / "data" / f"{node}-feature_flags"
    if not flags.exists():
        return None
    note = folder / VERSION_FILE
    if note.exists() and (noted := parsed(note.read_text())) is not None:
        return noted
    enabled = set(re.findall(r"[a-z0-9_.]+", flags.read_text()))
    return next((version for flag, version in _BROUGHT.items() if flag in enabled), (3, 10))


def opening(data: Version, program: Version) -> Opening:
    """How `program` gets at what `data` wrote."""
    if program < data:
        return Opening.IMPOSSIBLE
    if data[0] == program[0] and program[1] - data[1] <= 1:
        return Opening.DIRECT
    return Opening.DIRECT if data >= _DIRECT_FROM else Opening.TAKEOVER


def text_of(version: Version) -> str:
    return ".".join(str(part) for part in version)


def parsed(text: str) -> Version | None:
    found = re.fullmatch(r"(\d+)\.(\d+)", text.strip())
    return (int(found[1]), int(found[2])) if found else None


def unfinished_takeover(folder: Path) -> Path:
    """There while a take-over is under way: the new data are not complete, the old ones lie beside them."""
    return folder / "takeover-unfinished"


def check_opens(folder: Path, node: str, program: Version) -> None:
    """Raises Failure, with the remedy, where the installed RabbitMQ cannot open what lies in `folder`."""
    data = version_of_data(folder, node)
    if data is None:
        return
    if unfinished_takeover(folder).exists():
        raise Failure(
            f"The take-over of RabbitMQ {text_of(data)}'s data did not come to its end.",
            remedy="./ates takeover",
        )
    how = opening(data, program)
    if how is Opening.TAKEOVER:
        raise Failure(
            f"RabbitMQ {text_of(program)} is installed now, and cannot open the data of {text_of(data)}.",
            remedy="./ates down, then ./ates takeover: the messages are brought over, none is lost.",
        )
    if how is Opening.IMPOSSIBLE:
        raise Failure(
            f"RabbitMQ {text_of(program)} is installed, older than the {text_of(data)} that wrote the data.",
            remedy=f"Install RabbitMQ {text_of(data)} or newer.",
        )


def note_version(folder: Path, program: Version) -> None:
    """Before each start, so that a crash right after it does not leave the data under an older name."""
    state_files.write(folder / VERSION_FILE, f"{text_of(program)}\n")
