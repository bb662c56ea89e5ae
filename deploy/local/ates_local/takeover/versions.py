"""Which RabbitMQ wrote the data of a node, and whether the installed one can open them.

From 3.13 on any newer RabbitMQ opens the data directly, once all feature flags are enabled, but for one step: 4.3 knows no Mnesia any
more, and opens what 4.2 brought over to Khepri alone. Data older than 3.13 want every minor version in between, which no system's
package manager has. Source: RabbitMQ's documentation on upgrades and on feature flags, release notes of 4.3.
"""

import re
from collections.abc import Iterable
from enum import Enum
from pathlib import Path

from ates_chassis.shared.command_error import CommandError
from ates_local import state_files
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
_WITHOUT_MNESIA: Version = (4, 3)
_LAST_WITH_MNESIA: Version = (4, 2)


class Opening(Enum):
    """What the installed RabbitMQ can do with data that are there, the best first."""

    DIRECT = "direct"
    TAKEOVER = "takeover"
    IMPOSSIBLE = "impossible"


def versions_of_data(folder: Path, node: str) -> list[Version]:
    """The version with which the node was ready last, then those that were started since and never ready: the data may be of any.

    Empty where there are no data. `folder` is the node's own; data without our note are told by their feature flags.
    While a take-over is unfinished, the version of what it takes over.
    """
    if (unfinished := unfinished_takeover(folder)).exists():
        return _parsed(unfinished.read_text())
    flags = folder / "data" / f"{node}-feature_flags"
    if not flags.exists():
        return []
    note = folder / VERSION_FILE
    if note.exists() and (noted := _parsed(note.read_text())):
        return noted
    enabled = set(re.findall(r"[a-z0-9_.]+", flags.read_text()))
    return [next((version for flag, version in _BROUGHT.items() if flag in enabled), (3, 10))]


def version_of_data(folder: Path, node: str) -> Version | None:
    """The newest that may have written them; None where there are no data."""
    return max(versions_of_data(folder, node), default=None)


def opening(data: Version, program: Version) -> Opening:
    """How `program` gets at what `data` wrote."""
    if program < data:
        return Opening.IMPOSSIBLE
    if data < _WITHOUT_MNESIA <= program:  # the take-over reads Mnesia, too
        return Opening.DIRECT if data == _LAST_WITH_MNESIA else Opening.IMPOSSIBLE
    if data[0] == program[0] and program[1] - data[1] <= 1:
        return Opening.DIRECT
    return Opening.DIRECT if data >= _DIRECT_FROM else Opening.TAKEOVER


def opening_in(folder: Path, node: str, program: Version) -> Opening:
    """How `program` gets at what lies in `folder`. It may always start again where it was started already."""
    versions = versions_of_data(folder, node)
    if not versions or program in versions:
        return Opening.DIRECT
    return opening(_hardest(versions, program), program)


def _hardest(versions: Iterable[Version], program: Version) -> Version:
    ways = list(Opening)
    return max(versions, key=lambda data: ways.index(opening(data, program)))


def text_of(version: Version) -> str:
    return ".".join(str(part) for part in version)


def _parsed(text: str) -> list[Version]:
    """One in each line; none where one of them cannot be read."""
    matches = [re.fullmatch(r"(\d+)\.(\d+)", line.strip()) for line in text.strip().split("\n")]
    versions = [(int(each[1]), int(each[2])) for each in matches if each]
    return versions if len(versions) == len(matches) else []


def unfinished_takeover(folder: Path) -> Path:
    """There while a take-over is under way: the new data are not complete, the old ones lie beside them."""
    return folder / "takeover-unfinished"


def check_opens(folder: Path, node: str, program: Version) -> None:
    """Raises CommandError, with the remedy, where the installed RabbitMQ cannot open what lies in `folder`."""
    versions = versions_of_data(folder, node)
    if not versions:
        return
    if unfinished_takeover(folder).exists():
        raise CommandError(
            f"The take-over of RabbitMQ {text_of(versions[0])}'s data did not come to its end.",
            remedy="./ates takeover",
        )
    how, data = opening_in(folder, node, program), _hardest(versions, program)
    if how is Opening.TAKEOVER:
        raise CommandError(
            f"RabbitMQ {text_of(program)} is installed now, and cannot open the data of {text_of(data)}.",
            remedy="./ates down, then ./ates takeover: the messages are brought over, none is lost.",
        )
    if how is Opening.IMPOSSIBLE:
        raise _impossible(data, program)


def _impossible(data: Version, program: Version) -> CommandError:
    if program < data:
        return CommandError(
            f"RabbitMQ {text_of(program)} is installed, older than the {text_of(data)} that wrote the data.",
            remedy=f"Install RabbitMQ {text_of(data)} again.",
        )
    between = text_of(_LAST_WITH_MNESIA)
    is_direct = opening(data, _LAST_WITH_MNESIA) is Opening.DIRECT
    first = "" if is_direct else "./ates takeover, "
    return CommandError(
        f"RabbitMQ {text_of(program)} is installed now, and cannot open the data of {text_of(data)}, but those of {between}.",
        remedy=f"Start it once with {between}: install that, {first}./ates up, ./ates down; then install {text_of(program)}.",
    )


def note_start(folder: Path, node: str, program: Version) -> None:
    """Before each start, so that a crash right after it does not leave the data under an older name.

    The versions before stay noted until the node is ready: if it never is, the data may still be opened by them.
    """
    versions = versions_of_data(folder, node)
    _note(folder, versions if program in versions else [*versions, program])


def note_version(folder: Path, program: Version) -> None:
    """When the node is ready: the data are of this version now."""
    _note(folder, [program])


def _note(folder: Path, versions: Iterable[Version]) -> None:
    text = "".join(f"{text_of(version)}\n" for version in versions)
    if state_files.read(folder / VERSION_FILE, remedy="Delete it.") != text:
        state_files.write(folder / VERSION_FILE, text)
